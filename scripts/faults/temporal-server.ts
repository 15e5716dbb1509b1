import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/types';
import { startDevServer, type DevServer } from '../dev-server';
import { waitForTemporal } from '../run/start';
import type { Program } from './program';

const UP_MS = 120_000;
const RESTART_MS = 1_000;

/** The Temporal server of an installation. */
export interface TemporalServer {
  /** Ends it at once and starts it again over its database. Resolves when it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** The database it and the mirror stand on; null: files of SQLite. */
  readonly postgres: Program | null;
  /** Settings of the product that follow from it. */
  readonly env: Readonly<Record<string, string>>;
}

/** The dev server, over a file of SQLite in the data folder. Resolves when it answers. */
export async function startDev(config: Config): Promise<TemporalServer> {
  const start = () =>
    startDevServer({
      command: process.env.TEMPORAL_CLI_PATH || 'temporal',
      dataDir: config.dataDir,
      address: config.temporal.address,
      uiPort: config.temporal.uiPort,
    });
  let server = start();
  await isUp(config, server);
  return {
    async restart() {
      await server.kill();
      const deadlineMs = Date.now() + UP_MS;
      for (;;) {
        server = start();
        try {
          return await isUp(config, server);
        } catch (error) {
          // As a supervisor does: on a disk that is full at the moment it ends at once.
          if (Date.now() > deadlineMs) throw error;
          await server.kill();
          await sleep(RESTART_MS);
        }
      }
    },
    stop: () => server.stop(),
    postgres: null,
    env: {},
  };
}

/** @throws Error where it ends before it answers */
async function isUp(config: Config, server: DevServer): Promise<void> {
  const gaveUp = new AbortController();
  try {
    await Promise.race([waitForTemporal(config, gaveUp.signal), server.ended]);
  } finally {
    gaveUp.abort();
  }
}
