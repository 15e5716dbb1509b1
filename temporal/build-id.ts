import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders whose code is replayed; a change in any of them is a new worker version. */
const REPLAYED = ['domain', 'workflows'];

/**
 * SHA-256 over the sorted relative paths and contents of what the workflow bundle is made of and the lock file: equal in
 * every clone, unlike the bundle, which holds absolute paths.
 * @param root - folder that holds `domain/` and `workflows/` as `.js` or `.ts`, and `package-lock.json` in it or above
 * @returns 16 hex digits
 */
export function computeBuildId(root: string): string {
  const hash = createHash('sha256');
  const files = REPLAYED.flatMap((folder) => codeFiles(path.join(root, folder)))
    .map((file) => path.relative(root, file).split(path.sep).join('/'))
    .sort();
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  hash.update(readLockFile(root));
  return hash.digest('hex').slice(0, 16);
}

function codeFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|ts)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name));
}

function readLockFile(root: string): Buffer {
  for (const folder of [root, path.dirname(root)]) {
    try {
      return readFileSync(path.join(folder, 'package-lock.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`package-lock.json is neither in ${root} nor above it`);
}
