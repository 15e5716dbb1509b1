import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Fault } from './fault';
import type { Installation } from './installation';

/** Longer than the mirror waits for a lock. */
const LOCKED_MS = 7_000;
const MANIFEST = 'model.json';

/** Faults of what keeps files, rows and models; of those that this installation has. @param ms - how long they last */
export function storageFaults(installation: Installation, ms: number): Fault[] {
  const { minio, mlflow, postgres, disk, config } = installation;
  const faults: Fault[] = [];
  const add = (name: string, inject: () => Promise<void>): void =>
    void faults.push({ name, track: /^(minio|mlflow)/.exec(name)?.[0] ?? 'files', inject });
  if (minio) {
    add('minio-down', async () => {
      await minio.server.end('SIGKILL');
      await sleep(ms);
      await minio.server.start();
    });
    add('minio-hangs', async () => {
      minio.server.pause();
      await sleep(ms);
      minio.server.resume();
    });
    add('minio-slow', () => minio.proxy.during({ kind: 'slow', ms: 2_000 }, ms));
    add('minio-full', () => minio.proxy.during({ kind: 'full' }, ms));
  }
  if (postgres) {
    add('postgres-restarted', async () => {
      await postgres.end('SIGKILL');
      await postgres.start();
    });
  } else {
    add('sqlite-locked', () => locked(path.join(config.dataDir, 'mirror.db')));
  }
  if (disk) {
    add('disk-full', async () => {
      await disk.fill();
      await sleep(ms);
      await disk.free();
    });
  }
  if (mlflow) {
    add('mlflow-down', async () => {
      await mlflow.server.end('SIGKILL');
      await sleep(ms);
      await mlflow.server.start();
    });
    add('mlflow-hangs', async () => {
      mlflow.server.pause();
      await sleep(ms);
      mlflow.server.resume();
    });
  }
  add('model-damaged', async () => {
    const files = mlflow ? await modelsUnder(mlflow.artifacts) : [await modelIn(config.modelRegistryDir)];
    await Promise.all(files.map((file) => withDamaged(file, ms)));
  });
  return faults;
}

/** Somebody else writes and does not come to an end. */
async function locked(file: string): Promise<void> {
  const database = new Database(file, { timeout: 5_000 });
  try {
    database.exec('BEGIN IMMEDIATE');
    await sleep(LOCKED_MS);
    database.exec('ROLLBACK');
  } catch (error) {
    // The product was quicker and is at work itself.
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
  } finally {
    database.close();
  }
}

/** The manifest of the version in service. @param dir - of the folder registry */
async function modelIn(dir: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(dir, 'production.json'), 'utf8')) as { version: string };
  return path.join(dir, version, MANIFEST);
}

/** The manifests of all versions, wherever MLflow keeps them. */
async function modelsUnder(dir: string): Promise<string[]> {
  const found = await readdir(dir, { recursive: true });
  return found.filter((name) => path.basename(name) === MANIFEST).map((name) => path.join(dir, name));
}

/** A file of a model is garbage for a while; whoever starts meanwhile finds no model in the registry. */
async function withDamaged(file: string, ms: number): Promise<void> {
  const content = await readFile(file);
  try {
    await replace(file, content.subarray(0, Math.floor(content.length / 2)));
    await sleep(ms);
  } finally {
    await replace(file, content);
  }
}

/** A reader sees one or the other, never a part of it. */
async function replace(file: string, content: Uint8Array): Promise<void> {
  await writeFile(`${file}.next`, content);
  await rename(`${file}.next`, file);
}
