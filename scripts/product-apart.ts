import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { loadConfig } from '../config/env';
import { startSandbox } from '../sandbox/server';
import { settledPorts } from './faults/ports';
import { createService } from './faults/services';
import { startOnPostgres } from './faults/temporal-on-postgres';
import { startDev } from './faults/temporal-server';
import { ensureFirstModel } from './first-model';
import type { PartName } from '../workers/part-names';

/** The product as processes of their own, with the Temporal server beside them. */
export interface ProductApart {
  readonly sandbox: string;
  readonly temporalAddress: string;
  /** Starts one more process of workers, and waits until it is ready. */
  addWorker(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the Temporal server, the group bot, the admin bot and the API; workers come by `addWorker`.
 * @param input.server - what Temporal and the mirror stand on: SQLite, or PostgreSQL with the server that
 *   scripts/setup/temporal-server.sh builds
 */
export async function startApart(input: {
  server: 'dev' | 'postgres';
  settings: Readonly<Record<string, string>>;
}): Promise<ProductApart> {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-apart-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await mkdir(path.join(folder, 'logs'));
    const [temporal, ui, api] = await settledPorts(3);
    const limits = { groupPerMinute: Number(input.settings.TELEGRAM_GROUP_PER_MINUTE) };
    const sandbox = await startSandbox({ port: 0, settings: { telegram: limits } });
    undo.push(() => sandbox.close());
    const shared = {
      ...{ DATA_DIR: path.join(folder, 'data'), SANDBOX_PORT: String(sandbox.port), API_PORT: String(api) },
      ...{ TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`, TEMPORAL_UI_PORT: String(ui), OMP_WAIT_POLICY: 'passive' },
      ...input.settings,
    };
    const config = loadConfig(shared);
    const server = await (input.server === 'dev' ? startDev(config) : startOnPostgres(config, folder));
    undo.push(() => server.stop());
    await ensureFirstModel({ registry: createFolderRegistry({ dir: config.modelRegistryDir }), log: () => undefined });

    const start = async (part: PartName, number = 1): Promise<void> => {
      const own = path.join(folder, `${part}-${number}`);
      await mkdir(path.join(own, 'logs'), { recursive: true });
      const [metrics, product] = await settledPorts(2);
      const env = { ...shared, ...server.env, METRICS_PORT: String(metrics), PRODUCT_METRICS_PORT: String(product) };
      const service = createService(part, { folder: own, fakeTime: null, env });
      undo.push(() => service.end('SIGTERM'));
      await service.start();
    };
    for (const part of ['api', 'group-bot', 'admin-bot'] as const) await start(part);
    let workers = 0;
    return {
      sandbox: sandbox.url,
      temporalAddress: config.temporal.address,
      addWorker: () => start('worker', (workers += 1)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
