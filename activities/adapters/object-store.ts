import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { OncekError } from '../../domain/errors';

/** Files by key, such as a closed ticket's story. */
export interface ObjectStore {
  /** Puts a file whole or not at all; the same key is overwritten. */
  put(key: string, content: Uint8Array | string): Promise<void>;
  /** @returns null when there is none */
  get(key: string): Promise<Uint8Array | null>;
  /** Deletes a file; that there is none is no failure. */
  delete(key: string): Promise<void>;
}

/** A key is made of plain names and slashes; anything else could leave the folder. */
const KEY = /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*(\/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)*$/;

/** An object store in a folder of one machine. */
export function createFolderStore(folder: string): ObjectStore {
  const fileOf = (key: string): string => {
    if (!KEY.test(key)) throw new OncekError('InvalidId', 'object keys are names of letters, digits, . _ @ - and /');
    return path.join(folder, key);
  };
  return {
    async put(key, content) {
      const file = fileOf(key);
      await mkdir(path.dirname(file), { recursive: true });
      const draft = `${file}.${randomUUID()}.tmp`;
      await writeFile(draft, content, { mode: 0o600 });
      await rename(draft, file);
    },
    async get(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async delete(key) {
      await rm(fileOf(key), { force: true });
    },
  };
}
