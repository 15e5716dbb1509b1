import { execFile } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SIZE_MB = 512;
const PIECE = Buffer.alloc(1_000_000);

/** A disk of its own, which can be filled. */
export interface SmallDisk {
  /** Until not a byte more goes in. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** @param copyTo - where its files go before it is taken away; null: nowhere */
  remove(copyTo: string | null): Promise<void>;
}

/** @param dir - an empty folder @returns null where this user may not mount a file system, as most may not */
export async function mountSmallDisk(dir: string): Promise<SmallDisk | null> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', dir]);
  } catch {
    return null;
  }
  const ballast = path.join(dir, 'ballast');
  return {
    async fill() {
      try {
        for (let pieces = 0; pieces <= SIZE_MB * 2; pieces += 1) await writeFile(ballast, PIECE, { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove(copyTo) {
      if (copyTo !== null) await cp(dir, copyTo, { recursive: true });
      await run('umount', ['-l', dir]);
    },
  };
}
