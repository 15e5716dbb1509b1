import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A lock older than this was left by a process that died without a word; no holder works this long. */
const STALE_AFTER_MS = 30_000;
const GIVE_UP_AFTER_MS = 60_000;
const RETRY_MS = 20;

/**
 * Runs `work` while holding a lock file, alone among all processes of this machine.
 * @throws Error naming the file when the lock cannot be had within a minute
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await acquire(file);
  try {
    return await work();
  } finally {
    await unlink(file).catch(ignoreMissing);
  }
}

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const abandoned = await abandonedHolder(file);
    if (abandoned !== null) await takeAway(file, abandoned);
    else if (Date.now() > deadline) throw new Error(`${file} is held by another process; remove it if none is running`);
    else await delay(RETRY_MS);
  }
}

/** What the lock file of a dead or silent process says; null while its holder may be at work. */
async function abandonedHolder(file: string): Promise<string | null> {
  try {
    const [{ mtimeMs }, text] = [await stat(file), await readFile(file, 'utf8')];
    const holder = Number(text);
    const isDead = Number.isInteger(holder) && holder > 0 && !isRunning(holder);
    return isDead || Date.now() - mtimeMs > STALE_AFTER_MS ? text : null;
  } catch (error) {
    ignoreMissing(error);
    return null;
  }
}

/** Removes an abandoned lock, unless another process did so first and the file is now that one's: it is put back. */
async function takeAway(file: string, abandoned: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== abandoned) await link(aside, file);
    await unlink(aside);
  } catch (error) {
    ignoreMissing(error);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
