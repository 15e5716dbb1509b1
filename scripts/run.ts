import { mkdirSync } from 'node:fs';
import { config as readDotenv } from 'dotenv';
import { loadConfig } from '../config/env';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { lateRetriesPass } from '../workers/late-retries';
import { createLog } from '../workers/log';
import { assertPortsFree } from '../workers/ports';
import { runParts } from '../workers/run-parts';
import { startProduct } from './run/start';

/** Everything on one machine, until Ctrl-C; a second Ctrl-C ends the process at once. */
async function run(): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => asked.abort());
  process.on(
    'uncaughtException',
    lateRetriesPass(() => asked.signal.aborted),
  );
  readDotenv({ quiet: true });
  const config = loadConfig(process.env);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const log = createLog(config);
  await assertPortsFree(portsOf(config), config.listenHost);
  await runParts({
    asked: asked.signal,
    start: (starting) => startProduct(config, log, starting),
    onReady: () => void process.stdout.write(`Oncek is ready: http://127.0.0.1:${config.ports.api}\n`),
    onStopping: () => void process.stdout.write('stopping…\n'),
    onStopFailure: (part, error) => log.error({ part, err: error }, 'did not stop cleanly'),
  });
}

function portsOf(config: Config): Record<string, number> {
  return {
    TEMPORAL_ADDRESS: Number(config.temporal.address.split(':')[1]),
    TEMPORAL_UI_PORT: config.temporal.uiPort,
    API_PORT: config.ports.api,
    METRICS_PORT: config.ports.metrics,
    ...(config.ports.productMetrics === null ? {} : { PRODUCT_METRICS_PORT: config.ports.productMetrics }),
    ...(config.telegram.webhookUrl === null ? {} : { WEBHOOK_PORT: config.ports.webhook }),
    ...(config.isSandbox ? { SANDBOX_PORT: config.ports.sandbox } : {}),
  };
}

run().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
