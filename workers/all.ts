import path from 'node:path';
import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createCascade } from '../activities/classify';
import type { ApiDeps } from '../api/deps';
import { startApi } from '../api/server';
import type { ModelStatus } from '../bots/render/model-status';
import { startBots } from '../bots/start';
import type { Config } from '../config/types';
import { computeBuildId } from '../temporal/build-id';
import { loadWorkflowCode } from '../temporal/bundle';
import { announceCalendar } from '../temporal/calendar';
import { connectTemporal } from '../temporal/connect';
import { ONCEK_QUEUE } from '../temporal/queues';
import { setCurrentVersion } from '../temporal/versioning';
import type { Deps } from './deps';
import { buildDeps } from './deps';
import type { Log } from './log';
import { createSdkLogger } from './log';
import { createTicketWorker } from './ticket-worker';

/** Folder that holds `workflows/` as this code was built or written. */
const CODE_ROOT = path.resolve(__dirname, '..');

/** Ways to stop what was started, last started first; each is tried whatever became of the others. */
class Started {
  private readonly stops: (() => Promise<unknown>)[] = [];

  add(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  async stop(log: Log): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) {
      await stop().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'));
    }
  }
}

/** Starts worker, bots, API and console in this process. What was started is stopped again if a later part fails. */
export async function startAll(config: Config, log: Log): Promise<{ stop(): Promise<void> }> {
  const started = new Started();
  try {
    await startParts(config, log, started);
  } catch (error) {
    await started.stop(log);
    throw error;
  }
  return { stop: () => started.stop(log) };
}

async function startParts(config: Config, log: Log, started: Started): Promise<void> {
  Runtime.install({
    logger: createSdkLogger(log),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }), forward: {} },
      metrics: { prometheus: { bindAddress: `127.0.0.1:${config.ports.metrics}` } },
    },
  });
  const temporal = await connectTemporal(config.temporal);
  started.add(() => temporal.connection.close());
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await NativeConnection.connect({ ...connectionOptions, address: config.temporal.address });
  started.add(() => connection.close());
  const deps = await buildDeps(config, temporal, log);
  started.add(() => deps.mirror.close());
  await deps.models.start();
  started.add(() => deps.models.stop());
  await startWorker(deps, connection, started);
  startAnnouncing(deps, started);

  const bots = await startBots({
    config,
    desk: deps.desk,
    modelStatus: () => Promise.resolve(modelStatusOf(deps)),
    log,
  });
  started.add(() => bots.stop());
  const api = await startApi(apiDepsOf(deps));
  started.add(() => api.stop());
}

async function startWorker(deps: Deps, connection: NativeConnection, started: Started): Promise<void> {
  const { client, config, log } = deps;
  const buildId = computeBuildId(CODE_ROOT);
  const workflowBundle = await loadWorkflowCode(CODE_ROOT);
  const worker = await createTicketWorker({ deps, connection, workflowBundle, buildId });
  const running = worker.run();
  running.catch((error: unknown) => log.fatal({ err: error }, 'the worker ended'));
  started.add(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
  });
  await setCurrentVersion({ client, namespace: config.temporal.namespace, taskQueue: ONCEK_QUEUE, buildId });
}

/** In the background: thousands of open tickets take minutes, and nothing else waits for it. */
function startAnnouncing({ client, config, store, log }: Deps, started: Started): void {
  const abort = new AbortController();
  const announcing = announceCalendar(client, config.ticket, { store, log, abort: abort.signal }).catch(
    (error: unknown) => log.error({ err: error }, 'not all open tickets know the SLA calendar; the next start goes on'),
  );
  started.add(() => {
    abort.abort();
    return announcing;
  });
}

function apiDepsOf(deps: Deps): ApiDeps {
  const { config, client, desk, models, gemini, spreadsheetId, bots, log } = deps;
  const now = (): Date => new Date();
  return {
    config,
    client,
    desk,
    cascade: createCascade({ models, gemini, thresholds: config.thresholds, now }),
    models,
    spreadsheetId,
    postProblem: async (chatId, html) => {
      const { messageId } = await bots.group.sendMessage({ chatId, html });
      return { messageId, sentAt: now().toISOString() };
    },
    now,
    log,
  };
}

function modelStatusOf({ models, config }: Deps): ModelStatus | null {
  const model = models.current();
  if (!model) return null;
  const { manifest, version, classifier } = model;
  return {
    version,
    classes: classifier.labels.length,
    origin: manifest.origin,
    trainedAt: manifest.trainedAt,
    autoThreshold: config.thresholds.auto ?? manifest.calibration.autoThreshold,
  };
}
