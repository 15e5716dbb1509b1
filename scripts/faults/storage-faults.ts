import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Fault } from './fault';
import type { Installation } from './installation';

/** Longer than the mirror waits for a lock. */
const LOCKED_MS = 7_000;

/** Faults of what keeps files, rows and models; of those that this installation has. @param ms - how long they last */
export function storageFaults(installation: Installation, ms: number): Fault[] {
  const { minio, postgres, disk, config } = installation;
  const faults: Fault[] = [];
  const add = (name: string, inject: () => Promise<void>): void =>
    void faults.push({ name, track: name.startsWith('minio') ? 'minio' : 'files', inject });
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
  add('model-damaged', () => withDamagedModel(config.modelRegistryDir, ms));
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

/** The files of the version in service are garbage for a while; whoever starts meanwhile finds no model in the registry. */
async function withDamagedModel(dir: string, ms: number): Promise<void> {
  const { version } = JSON.parse(await readFile(path.join(dir, 'production.json'), 'utf8')) as { version: string };
  const file = path.join(dir, version, 'model.json');
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
