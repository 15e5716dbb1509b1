import { loadClientConnectConfig } from '@temporalio/envconfig';
import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { collectDefaultMetrics } from 'prom-client';
import { watchModel } from '../activities/watch/part-metrics';
import type { Config } from '../config/types';
import { startTracing } from '../temporal/tracing/start';
import { buildCore } from './core';
import { buildDeps, type Deps } from './deps';
import { createSdkLogger, type Log } from './log';
import { startMetricsServer } from './metrics-server';
import type { PartName } from './part-names';
import { startApiPart } from './parts/api';
import { startBotsPart, startGroupBot } from './parts/bots';
import { startWorkers, type WorkerPart } from './parts/workers';
import { reachTemporal } from './reach-temporal';
import type { RunningWorker } from './run-worker';
import { Started } from './started';

/** Services of this process. */
export interface Running {
  /** Rejects when a worker ends by itself: the others would take in what nobody works on. Without a worker, never. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** Where a service's code asks for it: the model in service, the candidate beside it. */
const ASKS_MODEL: readonly PartName[] = ['worker', 'admin-bot', 'api'];
const CLASSIFIES: readonly PartName[] = ['worker', 'api'];
const BOTS: readonly PartName[] = ['group-bot', 'admin-bot'];
const NEVER = new Promise<never>(() => undefined);

/**
 * Starts services in this process, with no more than they need. What was started is stopped again if a later one fails.
 * @throws the signal's reason once it is aborted before all run
 */
export async function startParts(
  parts: readonly PartName[],
  config: Config,
  log: Log,
  signal: AbortSignal,
): Promise<Running> {
  const started = new Started();
  try {
    const { ended } = await startInOrder(parts, config, { log, started, signal });
    return { ended, stop: () => started.stop(log) };
  } catch (error) {
    await started.stop(log);
    throw error;
  }
}

interface StartUp {
  readonly log: Log;
  readonly started: Started;
  readonly signal: AbortSignal;
}

async function startInOrder(
  parts: readonly PartName[],
  config: Config,
  startUp: StartUp,
): Promise<Pick<RunningWorker, 'ended'>> {
  const { log, started, signal } = startUp;
  const has = (some: readonly PartName[]): boolean => parts.some((part) => some.includes(part));
  const workers = parts.filter((part): part is WorkerPart => part === 'worker' || part === 'training-worker');
  if (workers.length > 0) {
    const runtime = installRuntime(config, log);
    // It goes by itself with its last connection; a start that came to none would never end.
    started.add('runtime', () => runtime.shutdown());
  }
  const tracing = config.tracing && startTracing({ ...config.tracing, log });
  if (tracing) started.add('tracing', () => tracing.stop());
  const temporal = await reachTemporal(config.temporal, {
    signal,
    interceptors: tracing?.clientInterceptors,
    onWaiting: () => log.warn({ address: config.temporal.address }, 'waiting for Temporal'),
  });
  started.add('temporal client', () => temporal.connection.close());
  const core = await buildCore(config, temporal, log);
  // Node's own figures: event loop, memory, processor.
  collectDefaultMetrics({ register: core.metrics.registry });
  const { productMetrics } = config.ports;
  if (productMetrics !== null) {
    const { registry } = core.metrics;
    const metrics = await startMetricsServer({ registry, host: config.listenHost, port: productMetrics });
    started.add('metrics', () => metrics.stop());
  }
  if (parts.every((part) => part === 'group-bot')) {
    await startGroupBot(core, started);
    return { ended: NEVER };
  }

  const deps = await buildDeps(core);
  started.add('mirror', () => deps.mirror.close());
  started.add('charts', () => deps.charts.close());
  await startModels(deps, { started, asks: has(ASKS_MODEL), classifies: has(CLASSIFIES) });
  if (has(CLASSIFIES)) watchModel(core.metrics.registry, deps.models);
  let ended: Promise<never> = NEVER;
  if (workers.length > 0) {
    const connection = await connectWorkers(config);
    started.add('temporal worker connection', () => connection.close());
    ({ ended } = await startWorkers(workers, deps, { connection, tracing, started, signal }));
  }
  signal.throwIfAborted();
  const bots = BOTS.filter((part) => parts.includes(part)).map((part) => (part === 'group-bot' ? 'group' : 'admin'));
  if (bots.length > 0) await startBotsPart(deps, bots, started);
  if (parts.includes('api')) await startApiPart(deps, started);
  return { ended };
}

function installRuntime({ listenHost, ports }: Config, log: Log): Runtime {
  const host = listenHost.includes(':') ? `[${listenHost}]` : listenHost;
  return Runtime.install({
    logger: createSdkLogger(log),
    // Whoever started all stops all, in an order; the worker must not go first by itself.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }), forward: {} },
      metrics: { prometheus: { bindAddress: `${host}:${ports.metrics}` } },
    },
  });
}

function connectWorkers({ temporal }: Config): Promise<NativeConnection> {
  const { connectionOptions } = loadClientConnectConfig();
  return NativeConnection.connect({ ...connectionOptions, address: temporal.address });
}

async function startModels(
  { models, shadow }: Deps,
  { started, asks, classifies }: { started: Started; asks: boolean; classifies: boolean },
): Promise<void> {
  if (asks) {
    await models.start();
    started.add('models', () => models.stop());
  }
  if (classifies) {
    await shadow.start();
    started.add('shadow', () => shadow.stop());
  }
}
