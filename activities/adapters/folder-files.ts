import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { OncekError } from '../../domain/errors';

/** Writes a file so that it is on the disk when this returns; folders of its path are made. */
export async function writeDurably(file: string, data: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file by one rename: a reader sees the former content or the new one, never half of it. */
export async function replaceJson(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeDurably(draft, `${JSON.stringify(value, null, 2)}\n`);
  await rename(draft, file);
}

/** @returns null where there is no such file @throws ModelArtifact naming a file that is no JSON of this shape */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const bytes = await readIfThere(file);
  if (bytes === null) return null;
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new OncekError('ModelArtifact', `${file} is damaged: restore it, or remove it and promote again`, { cause });
  }
}

/** @returns null where there is no such file */
export async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Names in a folder; none where there is no such folder. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Paths of all files below a folder, parted by `/`, sorted; none where there is no such folder. */
export async function filesBelow(dir: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(join(dir, path), { withFileTypes: true });
    for (const entry of entries) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) await visit(below);
      else found.push(below);
    }
  };
  await visit('').catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  return found.sort();
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
