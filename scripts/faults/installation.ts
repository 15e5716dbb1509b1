import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRegistry } from '../../activities/adapters/open-registry';
import { loadConfig } from '../../config/env';
import type { Config } from '../../config/types';
import { startSandbox } from '../../sandbox/server';
import { PART_NAMES } from '../../workers/part-names';
import { createSandboxCall } from '../demo/people';
import { ensureFirstModel } from '../first-model';
import { mountSmallDisk, type SmallDisk } from './disk';
import { GROUPS } from './groups';
import { findMinio, startMinio, type TroubledMinio } from './minio';
import { startMlflow, type TroubledMlflow } from './mlflow';
import { settledPorts } from './ports';
import type { Program } from './program';
import { createService, type Service } from './services';
import { startDev } from './temporal-server';
import { startOnPostgres } from './temporal-on-postgres';

const FAKE_TIME = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
].map((folder) => path.join(folder, 'faketime/libfaketimeMT.so.1'));

/** A product of processes of their own, with Temporal, MinIO and the sandbox beside them, in a folder of its own. */
export interface Installation {
  readonly config: Config;
  readonly folder: string;
  /** Root of the sandbox, without a slash at the end. */
  readonly sandbox: string;
  readonly api: string;
  readonly services: readonly Service[];
  /** null: none was found; files are kept in a folder. */
  readonly minio: TroubledMinio | null;
  /** null: models are kept in a folder. */
  readonly mlflow: TroubledMlflow | null;
  /** null: Temporal and the mirror stand on SQLite. */
  readonly postgres: Program | null;
  /** Where the data folder is; null: this user may not mount one. */
  readonly disk: SmallDisk | null;
  /** Kills the Temporal server and starts it again over the same database. */
  restartTemporal(): Promise<void>;
  /**
   * SIGTERM to all.
   * @param keeps - leaves the folder with logs and data where it is
   * @returns names of services that did not end with 0
   */
  stop(keeps: boolean): Promise<string[]>;
}

export interface InstallationOptions {
  /** Folder registry whose model is taken; null: a demo model is trained. */
  readonly models: string | null;
  readonly server: 'dev' | 'postgres';
  readonly registry: 'folder' | 'mlflow';
  /** Telegram's messages a minute to one group, which the sandbox enforces. */
  readonly groupPerMinute: number;
}

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { models, groupPerMinute } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-faults-'));
  const dataDir = path.join(folder, 'data');
  await mkdir(path.join(folder, 'logs'));
  await mkdir(dataDir);
  const undo: (() => Promise<unknown>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const disk = await mountSmallDisk(dataDir);
    let copyTo: string | null = null;
    undo.push(async () => disk?.remove(copyTo));
    const registry = path.join(dataDir, 'models');
    if (models !== null) await cp(models, registry, { recursive: true });
    const [temporal = 0, ui = 0, api = 0, ...own] = await settledPorts(3 + PART_NAMES.length * 2);
    const sandbox = await startSandbox({ port: 0, settings: { telegram: { groupPerMinute } } });
    undo.push(() => sandbox.close());
    // The reporting group is a collecting one, too: nobody else has a third.
    const call = createSandboxCall(sandbox.url);
    await call('POST', '/telegram/people/members', { chatId: GROUPS[2].settingId, bot: 'group', isMember: true });
    await call('POST', '/telegram/people/privacy', { bot: 'group', isOn: false });
    const command = await findMinio();
    const minio = command === null ? null : await startMinio(command, folder);
    if (minio)
      undo.push(
        () => minio.proxy.close(),
        () => minio.server.end('SIGTERM'),
      );
    const mlflow = options.registry === 'mlflow' ? await startMlflow(folder) : null;
    if (mlflow) undo.push(() => mlflow.server.end('SIGTERM'));
    const shared = {
      ...minio?.env,
      ...mlflow?.env,
      DATA_DIR: dataDir,
      SANDBOX_PORT: String(sandbox.port),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
      TEMPORAL_UI_PORT: String(ui),
      API_PORT: String(api),
      TARGET_GROUP_COLLECTING: GROUPS.map(({ settingId, label }) => `${settingId}=${label}`).join(','),
      TELEGRAM_GROUP_PER_MINUTE: String(groupPerMinute),
      SHEET_SYNC_SECONDS: '10',
      OMP_WAIT_POLICY: 'passive',
    };
    const first = loadConfig(shared);
    const server = await (options.server === 'dev' ? startDev(first) : startOnPostgres(first, folder));
    undo.push(() => server.stop());
    await ensureFirstModel({ registry: openRegistry(first), log: () => undefined });
    const env = { ...shared, ...server.env };
    const fakeTime = FAKE_TIME.find((file) => existsSync(file)) ?? null;
    const services = PART_NAMES.map((part, index) =>
      createService(part, {
        ...{ folder, fakeTime },
        env: {
          ...env,
          METRICS_PORT: String(own[index * 2]),
          ...(part === 'api' ? {} : { PRODUCT_METRICS_PORT: String(own[index * 2 + 1]) }),
        },
      }),
    );
    let unclean: string[] = [];
    undo.push(async () => {
      const codes = await Promise.all(
        services.map(async (one) => ({ name: one.name, code: await one.end('SIGTERM') })),
      );
      unclean = codes.filter(({ code }) => code !== 0).map(({ name }) => name);
    });
    await Promise.all(services.map((service) => service.start()));
    return {
      ...{ folder, services, minio, mlflow, disk },
      config: loadConfig(env),
      sandbox: sandbox.url,
      api: `http://127.0.0.1:${api}`,
      postgres: server.postgres,
      restartTemporal: () => server.restart(),
      async stop(keeps) {
        if (keeps) copyTo = path.join(folder, 'data-kept');
        await stopAll();
        if (!keeps) await rm(folder, { recursive: true, force: true });
        return unclean;
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
