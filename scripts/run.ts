import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { config as readDotenv } from 'dotenv';
import { loadConfig } from '../config/env';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { startSandbox } from '../sandbox/server';
import { connectTemporal } from '../temporal/connect';
import { ensureRetention } from '../temporal/namespace';
import { createLog } from '../workers/log';
import { startAll } from '../workers/all';
import { startDevServer } from './dev-server';
import { assertPortsFree } from './ports';
import { ensureFirstModel } from './first-model';

interface Part {
  readonly name: string;
  stop(): Promise<void>;
}

/** Everything on one machine: Temporal dev server, sandbox where no credentials are set, bots, worker, API, console. */
async function run(): Promise<void> {
  readDotenv({ quiet: true });
  const config = loadConfig(process.env);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const log = createLog(config);
  const parts: Part[] = [];
  const stopAll = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) {
      await part.stop().catch((error: unknown) => log.error({ part: part.name, err: error }, 'did not stop cleanly'));
    }
  };
  const signalled = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  try {
    await assertPortsFree(portsOf(config));
    const server = startDevServer({
      command: process.env.TEMPORAL_CLI_PATH ?? 'temporal',
      dataDir: config.dataDir,
      address: config.temporal.address,
      uiPort: config.temporal.uiPort,
    });
    parts.push({ name: 'temporal', stop: () => server.stop() });
    const started = startParts(config, log, parts);
    await Promise.race([started, server.ended, signalled.then(() => started)]);
    process.stdout.write(`Oncek is ready: http://127.0.0.1:${config.ports.api}\n`);
    await Promise.race([signalled, server.ended]);
    process.stdout.write('stopping…\n');
  } finally {
    await stopAll();
  }
}

async function startParts(config: Config, log: ReturnType<typeof createLog>, parts: Part[]): Promise<void> {
  if (config.isSandbox) {
    const sandbox = await startSandbox({
      port: config.ports.sandbox,
      dataFile: path.join(config.dataDir, 'sandbox.json'),
      settings: { telegram: { groupPerMinute: config.telegram.groupPerMinute } },
    });
    parts.push({ name: 'sandbox', stop: () => sandbox.close() });
  }
  await ensureFirstModel({ registryDir: config.modelRegistryDir, log: (line) => process.stdout.write(`${line}\n`) });
  await waitForTemporal(config);
  const all = await startAll(config, log);
  parts.push({ name: 'oncek', stop: () => all.stop() });
}

/** The dev server takes a second or two until it answers and its namespace exists. */
async function waitForTemporal(config: Config): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    try {
      const { connection } = await connectTemporal(config.temporal);
      await ensureRetention(connection, config.temporal.namespace);
      await connection.close();
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function portsOf(config: Config): Record<string, number> {
  return {
    TEMPORAL_ADDRESS: Number(config.temporal.address.split(':')[1]),
    TEMPORAL_UI_PORT: config.temporal.uiPort,
    API_PORT: config.ports.api,
    METRICS_PORT: config.ports.metrics,
    ...(config.isSandbox ? { SANDBOX_PORT: config.ports.sandbox } : {}),
  };
}

run().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
