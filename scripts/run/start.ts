import path from 'node:path';
import { openRegistry } from '../../activities/adapters/open-registry';
import type { Config } from '../../config/types';
import { startSandbox } from '../../sandbox/server';
import { ensureRetention } from '../../temporal/namespace';
import { startAll } from '../../workers/all';
import type { Log } from '../../workers/log';
import { reachTemporal } from '../../workers/reach-temporal';
import type { Starting } from '../../workers/run-parts';
import { startDevServer } from '../dev-server';
import { ensureFirstModel } from '../first-model';

/** Messages that Telegram takes of one bot in a second. */
const TELEGRAM_BOT_PER_SECOND = 30;

/**
 * Starts everything on one machine: the Temporal dev server, the sandbox where no credentials are set, the first model,
 * then bots, worker, API and console.
 * @throws the signal's reason once it is aborted
 */
export async function startProduct(config: Config, log: Log, { signal, add }: Starting): Promise<void> {
  const server = startDevServer({
    command: process.env.TEMPORAL_CLI_PATH || 'temporal',
    dataDir: config.dataDir,
    address: config.temporal.address,
    uiPort: config.temporal.uiPort,
    ...(config.temporal.payloadKeys !== null && { codecUrl: `${config.media.publicBaseUrl}/codec` }),
  });
  add({ name: 'temporal', ended: server.ended, stop: () => server.stop() });
  if (config.isSandbox) {
    const sandbox = await startSandbox({
      port: config.ports.sandbox,
      dataFile: path.join(config.dataDir, 'sandbox.json'),
      settings: { telegram: limitsOf(config.telegram.groupPerMinute) },
      pages: {
        timeZone: config.timeZone,
        language: config.language,
        consoleUrl: `http://127.0.0.1:${config.ports.api}/`,
        adminIds: config.telegram.adminUserIds,
        opsIds: config.telegram.opsUserIds,
      },
    });
    add({ name: 'sandbox', stop: () => sandbox.close() });
  }
  await ensureFirstModel({
    registry: openRegistry(config),
    log: (line) => process.stdout.write(`${line}\n`),
    signal,
  });
  await waitForTemporal(config, signal);
  const all = await startAll(config, log, signal);
  add({ name: 'oncek', ended: all.ended, stop: () => all.stop() });
}

/** The dev server takes a second or two until it answers and its namespace can be changed. */
export async function waitForTemporal(config: Config, signal: AbortSignal): Promise<void> {
  const { connection } = await reachTemporal(config.temporal, {
    signal,
    isReady: (temporal) => ensureRetention(temporal.connection, config.temporal.namespace),
  });
  await connection.close();
}

/** Where the limit of a group was raised beyond that of the whole bot, the latter goes with it: else it alone would count. */
function limitsOf(groupPerMinute: number): { groupPerMinute: number; botPerSecond: number } {
  return { groupPerMinute, botPerSecond: Math.max(TELEGRAM_BOT_PER_SECOND, Math.ceil(groupPerMinute / 60)) };
}
