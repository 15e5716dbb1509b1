import path from 'node:path';
import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createReports } from '../activities/mirror/reports';
import { createCascade, thresholdsOf } from '../activities/classify';
import { promoteServable } from '../activities/model-server';
import { readShadowAgreement } from '../activities/shadow-counts';
import { pastRuns } from '../activities/training/snapshot-store';
import type { ApiDeps } from '../api/deps';
import { startApi } from '../api/server';
import type { ModelDesk } from '../bots/admin/model-desk';
import type { RetrainBotDesk } from '../bots/admin/retrain-desk';
import type { ReportDesk } from '../bots/admin/report-desk';
import type { ModelStatus } from '../bots/render/model-status';
import { startBots } from '../bots/start';
import type { Config } from '../config/types';
import { localDateTime } from '../domain/local-time';
import type { ShadowAgreement } from '../domain/shadow';
import { computeBuildId } from '../temporal/build-id';
import { loadWorkflowCode } from '../temporal/bundle';
import { announceCalendar } from '../temporal/calendar';
import { connectTemporal } from '../temporal/connect';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../temporal/queues';
import { dropCallStacks } from '../temporal/threads/call-stacks';
import { createReportRunner } from '../temporal/report-runner';
import { ensureSchedules } from '../temporal/schedules';
import { createTicketOpener } from '../temporal/ticket-opener';
import { startTracing, type Tracing } from '../temporal/tracing/start';
import { setCurrentVersion } from '../temporal/versioning';
import type { Deps } from './deps';
import { buildDeps, cascadeDepsOf } from './deps';
import type { Log } from './log';
import { createSdkLogger } from './log';
import { startMetricsServer } from './metrics-server';
import type { RunningWorker } from './run-worker';
import { runWorker } from './run-worker';
import { createTicketWorker } from './ticket-worker';
import { createTrainingWorker } from './training-worker';

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

/** Worker, bots, API and console of this process. */
export interface Running {
  /** Rejects when the worker ends by itself: the others would take in what nobody works on. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Starts worker, bots, API and console in this process. What was started is stopped again if a later part fails.
 * @throws the signal's reason once it is aborted before all runs
 */
export async function startAll(config: Config, log: Log, signal: AbortSignal): Promise<Running> {
  const started = new Started();
  try {
    const { ended } = await startParts(config, log, { started, signal });
    return { ended, stop: () => started.stop(log) };
  } catch (error) {
    await started.stop(log);
    throw error;
  }
}

interface StartUp {
  readonly started: Started;
  readonly signal: AbortSignal;
}

async function startParts(config: Config, log: Log, startUp: StartUp): Promise<Pick<RunningWorker, 'ended'>> {
  const { started, signal } = startUp;
  Runtime.install({
    logger: createSdkLogger(log),
    // Whoever started all stops all, in an order; the worker must not go first by itself.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }), forward: {} },
      metrics: { prometheus: { bindAddress: `127.0.0.1:${config.ports.metrics}` } },
    },
  });
  const tracing = config.tracing && startTracing({ ...config.tracing, log });
  if (tracing) started.add(() => tracing.stop());
  const temporal = await connectTemporal(config.temporal, { interceptors: tracing?.clientInterceptors });
  started.add(() => temporal.connection.close());
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await NativeConnection.connect({ ...connectionOptions, address: config.temporal.address });
  started.add(() => connection.close());
  const deps = await buildDeps(config, temporal, log);
  started.add(() => deps.mirror.close());
  started.add(() => deps.charts.close());
  const { productMetrics } = config.ports;
  if (productMetrics !== null) {
    const { registry } = deps.metrics;
    const metrics = await startMetricsServer({ registry, port: productMetrics });
    started.add(() => metrics.stop());
  }
  if (!config.temporal.keepsCallStacks) dropCallStacks();
  signal.throwIfAborted();
  await deps.models.start();
  started.add(() => deps.models.stop());
  await deps.shadow.start();
  started.add(() => deps.shadow.stop());
  const worker = await startWorkers(deps, connection, { ...startUp, tracing });
  await ensureSchedules(temporal.client, {
    spreadsheetId: deps.spreadsheetId,
    sheetSyncSeconds: config.sheetSyncSeconds,
    timeZone: config.timeZone,
    language: config.language,
    retrain: config.training,
  });
  startAnnouncing(deps, started);

  signal.throwIfAborted();
  const bots = await startBots({
    config,
    desk: deps.desk,
    labels: deps.labels,
    ledger: deps.ledger,
    moves: deps.moves,
    sent: deps.sent,
    tellAdmins: deps.tellAdmins,
    modelDesk: modelDeskOf(deps),
    retrainDesk: retrainDeskOf(deps),
    sheetUrl: deps.sheetUrl,
    onStranger: () => deps.metrics.strangerRefused(),
    reportDesk: reportDeskOf(deps),
    log,
  });
  started.add(() => bots.stop());
  const api = await startApi(apiDepsOf(deps));
  started.add(() => api.stop());
  return worker;
}

/** The workers of both queues; it ends when one of them does. */
async function startWorkers(
  deps: Deps,
  connection: NativeConnection,
  startUp: StartUp & { readonly tracing: Tracing | null },
): Promise<Pick<RunningWorker, 'ended'>> {
  const { client, config } = deps;
  const { started, signal, tracing } = startUp;
  const buildId = computeBuildId(CODE_ROOT);
  const workflowBundle = await loadWorkflowCode(CODE_ROOT, {
    isTraced: tracing !== null,
    encodesFailures: config.temporal.payloadKeys?.encrypts,
  });
  const tickets = runWorker(await createTicketWorker({ deps, connection, workflowBundle, buildId, tracing }));
  started.add(() => tickets.stop());
  const training = runWorker(await createTrainingWorker({ deps, connection, buildId, tracing }));
  started.add(() => training.stop());
  const ended = Promise.race([tickets.ended, training.ended]);
  // Whoever waits for `ended` hears of it.
  ended.catch(() => undefined);
  const { namespace } = config.temporal;
  const becomeCurrent = (taskQueue: string): Promise<void> =>
    setCurrentVersion({ client, namespace, taskQueue, buildId, signal });
  // A worker that cannot poll ends at once, and its version would never become known.
  await Promise.race([Promise.all([becomeCurrent(ONCEK_QUEUE), becomeCurrent(TRAINING_QUEUE)]), ended]);
  return { ended };
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
  const { config, client, desk, labels, models, media, metrics, mirror, spreadsheetId, log } = deps;
  const now = (): Date => new Date();
  return {
    config,
    client,
    desk,
    labels,
    cascade: createCascade(cascadeDepsOf(deps)),
    registry: deps.registry,
    shadow: () => shadowOf(deps),
    retrain: deps.retrain,
    trainingRuns: () => pastRuns(deps.store),
    models,
    media,
    sessionSecret: deps.sessionSecret,
    metrics,
    spreadsheetId,
    sheetUrl: deps.sheetUrl,
    reports: createReports(mirror.db),
    runReport: createReportRunner(deps),
    openTicket: createTicketOpener(client),
    now,
    log,
  };
}

function reportDeskOf(deps: Deps): ReportDesk {
  const { mirror, models, charts, config } = deps;
  return {
    runReport: createReportRunner(deps),
    reports: createReports(mirror.db),
    charts,
    modelVersion: () => models.current()?.version ?? null,
    timeZone: config.timeZone,
    appCodes: config.ticket.grammar.appCodes,
    slaTargetMin: config.ticket.slaTargetMin,
  };
}

function modelDeskOf(deps: Deps): ModelDesk {
  const { models, registry } = deps;
  return {
    status: () => modelStatusOf(deps),
    versions: () => registry.list(),
    promote: (version, by) => promoteServable(registry, version, by),
    reload: () => models.reload(),
  };
}

function retrainDeskOf({ retrain, trainingProcess, spreadsheetId }: Deps): RetrainBotDesk {
  return { ...retrain, readiness: () => trainingProcess.run('lookAtTrainingSet', { spreadsheetId }) };
}

function modelStatusOf({ models, config }: Deps): ModelStatus | null {
  const model = models.current();
  if (!model) return null;
  const { manifest, version, classifier } = model;
  const { trainedAt, figures } = manifest;
  const thresholds = thresholdsOf(model, config.thresholds);
  return {
    version,
    classes: classifier.labels.length,
    origin: manifest.origin,
    trainedAt: trainedAt === null ? null : localDateTime(trainedAt, config.timeZone),
    samples: manifest.rows.used,
    figures: { macroF1: figures.macroF1, weightedF1: figures.weightedF1, accuracy: figures.accuracy },
    thresholds: { auto: thresholds.auto, cascade: thresholds.cascade },
    gemini: config.gemini.apiKey === null ? null : config.gemini.model,
    hasFailed: models.lastError() !== null,
  };
}

/** The candidate beside the model in service; null where there is not both. */
async function shadowOf({ registry, models, store }: Deps): Promise<ShadowAgreement | null> {
  const candidate = await registry.candidate();
  const production = models.current()?.version;
  if (candidate === null || production === undefined) return null;
  return readShadowAgreement(store, { candidate, production });
}
