import './openmp';
import { mkdirSync } from 'node:fs';
import { config as readDotenv } from 'dotenv';
import { loadConfig } from '../config/env';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { endSoon } from './end-soon';
import { lateRetriesPass } from './late-retries';
import { createLog } from './log';
import { readParts, type PartName } from './part-names';
import { assertPortsFree } from './ports';
import { runParts } from './run-parts';
import { startParts } from './start-parts';

/**
 * Some services of the product as a process, until SIGTERM or SIGINT: then it takes nothing new, finishes what it has in
 * hand and exits with 0. A second signal ends it at once.
 */
async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const parts = readParts(process.argv.slice(2));
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // Whichever of the two comes second finds no handler and ends the process.
      process.removeAllListeners('SIGINT');
      process.removeAllListeners('SIGTERM');
      asked.abort();
    });
  }
  process.on(
    'uncaughtException',
    lateRetriesPass(() => asked.signal.aborted),
  );
  readDotenv({ quiet: true });
  const config = loadConfig(process.env);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const log = createLog(config);
  await assertPortsFree(portsOf(parts, config), config.listenHost);
  await runParts({
    asked: asked.signal,
    start: async ({ signal, add }) => {
      const running = await startParts(parts, config, log, signal);
      add({ name: parts.join(', '), ended: running.ended, stop: () => running.stop() });
    },
    onReady: () => log.info({ parts }, 'ready'),
    onStopping: () => log.info({ parts }, 'stopping'),
    onStopFailure: (part, error) => log.error({ part, err: error }, 'did not stop cleanly'),
  });
}

function portsOf(parts: readonly PartName[], { ports, telegram }: Config): Record<string, number> {
  const has = (...names: PartName[]): boolean => names.some((name) => parts.includes(name));
  return {
    ...(has('api') && { API_PORT: ports.api }),
    ...(has('worker', 'training-worker') && { METRICS_PORT: ports.metrics }),
    ...(ports.productMetrics !== null && { PRODUCT_METRICS_PORT: ports.productMetrics }),
    ...(has('group-bot', 'admin-bot') && telegram.webhookUrl !== null && { WEBHOOK_PORT: ports.webhook }),
  };
}

run()
  .catch((error: unknown) => {
    const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  })
  .finally(() => endSoon());
