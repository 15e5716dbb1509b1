import type { Config } from '../../config/types';
import { startDevServer } from '../dev-server';
import { waitForTemporal } from '../run/start';
import type { Program } from './program';

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
  const never = new AbortController().signal;
  let server = start();
  await Promise.race([waitForTemporal(config, never), server.ended]);
  return {
    async restart() {
      await server.kill();
      server = start();
      await waitForTemporal(config, never);
    },
    stop: () => server.stop(),
    postgres: null,
    env: {},
  };
}
