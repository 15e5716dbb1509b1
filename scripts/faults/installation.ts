import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderRegistry } from '../../activities/adapters/folder-registry';
import { loadConfig } from '../../config/env';
import type { Config } from '../../config/types';
import { startSandbox } from '../../sandbox/server';
import type { PartName } from '../../workers/part-names';
import { startDevServer, type DevServer } from '../dev-server';
import { ensureFirstModel } from '../first-model';
import { waitForTemporal } from '../run/start';
import { settledPorts } from './ports';
import { createService, type Service } from './services';

/** Both collecting groups of the sandbox; Telegram's limit is raised, so that what waits is the product and not it. */
const GROUPS = '-1001000000001=Demo,-4001=Demo kecil';
const PER_MINUTE = 600;
const PARTS: readonly { name: string; part: PartName }[] = [
  { name: 'worker', part: 'worker' },
  { name: 'training-worker', part: 'training-worker' },
  { name: 'group-bot', part: 'group-bot' },
  { name: 'admin-bot', part: 'admin-bot' },
  { name: 'api', part: 'api' },
];

/** A product of processes of their own, with Temporal and the sandbox beside them, in a folder of its own. */
export interface Installation {
  readonly config: Config;
  readonly folder: string;
  /** Root of the sandbox, without a slash at the end. */
  readonly sandbox: string;
  readonly api: string;
  readonly services: readonly Service[];
  /** Kills the Temporal server and starts it again over the same database. */
  restartTemporal(): Promise<void>;
  /**
   * SIGTERM to all.
   * @param keeps - leaves the folder with the logs where it is
   * @returns names of services that did not end with 0
   */
  stop(keeps: boolean): Promise<string[]>;
}

/** @param options.models - folder registry whose model is taken; null: a demo model is trained */
export async function startInstallation(options: { models: string | null }): Promise<Installation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-faults-'));
  await mkdir(path.join(folder, 'logs'));
  if (options.models !== null) await cp(options.models, path.join(folder, 'models'), { recursive: true });
  const [temporal = 0, ui = 0, api = 0, ...own] = await settledPorts(3 + PARTS.length * 2);
  const sandbox = await startSandbox({ port: 0, settings: { telegram: { groupPerMinute: PER_MINUTE } } });
  const shared = {
    DATA_DIR: folder,
    SANDBOX_PORT: String(sandbox.port),
    TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
    TEMPORAL_UI_PORT: String(ui),
    TARGET_GROUP_COLLECTING: GROUPS,
    TELEGRAM_GROUP_PER_MINUTE: String(PER_MINUTE),
    SHEET_SYNC_SECONDS: '10',
  };
  const config = loadConfig(shared);
  const startTemporal = (): DevServer =>
    startDevServer({
      command: process.env.TEMPORAL_CLI_PATH || 'temporal',
      dataDir: folder,
      address: config.temporal.address,
      uiPort: ui,
    });
  let server = startTemporal();
  const never = new AbortController().signal;
  const services = PARTS.map(({ name, part }, index) =>
    createService(name, part, {
      cwd: folder,
      logFile: path.join(folder, 'logs', `${name}.log`),
      env: {
        ...shared,
        METRICS_PORT: String(own[index * 2]),
        ...(part === 'api' ? { API_PORT: String(api) } : { PRODUCT_METRICS_PORT: String(own[index * 2 + 1]) }),
      },
    }),
  );
  const endAll = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<string[]> => {
    const codes = await Promise.all(services.map(async (one) => ({ name: one.name, code: await one.end(signal) })));
    await server.stop();
    await sandbox.close();
    return codes.filter(({ code }) => code !== 0).map(({ name }) => name);
  };
  try {
    await ensureFirstModel({ registry: createFolderRegistry({ dir: config.modelRegistryDir }), log: () => undefined });
    await Promise.race([waitForTemporal(config, never), server.ended]);
    await Promise.all(services.map((service) => service.start()));
  } catch (error) {
    await endAll('SIGKILL');
    throw error;
  }
  return {
    config,
    folder,
    sandbox: sandbox.url,
    api: `http://127.0.0.1:${api}`,
    services,
    async restartTemporal() {
      await server.kill();
      server = startTemporal();
      await waitForTemporal(config, never);
    },
    async stop(keeps) {
      const unclean = await endAll('SIGTERM');
      if (!keeps) await rm(folder, { recursive: true, force: true });
      return unclean;
    },
  };
}
