import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { OncekError } from '../../domain/errors';

/** Files by key: closed tickets' stories, spilled ledger entries, media. The same contract tests run on every kind. */
export interface ObjectStore {
  /**
   * Puts a file whole or not at all; the same key is overwritten.
   * A streamed body is read to its end or destroyed.
   * @throws InvalidId; StoreUnavailable, after which a second call is harmless; whatever a body fails with
   */
  put(key: string, content: Uint8Array | string | StreamedContent): Promise<void>;
  /** The whole file in memory: for small ones. @returns null when there is none */
  get(key: string): Promise<Uint8Array | null>;
  /** A file of any size, to be read as a stream. @returns null when there is none */
  open(key: string): Promise<StoredObject | null>;
  /** Deletes a file; that there is none is no failure. */
  delete(key: string): Promise<void>;
  /**
   * Keys that begin with a text, in the order of their bytes, fetched page by page as they are asked for. A file put or
   * deleted meanwhile may or may not be among them.
   */
  list(prefix: string): AsyncIterable<string>;
}

/** A file that is never held in memory whole. */
export interface StreamedContent {
  readonly body: Readable;
  /** A body of another length is refused (StoreRefused), and nothing is stored. */
  readonly sizeBytes: number;
  /** For those who read the store by other ways than ours; a folder keeps none. */
  readonly contentType?: string;
}

/** A file as it was found: overwritten or deleted since, its bytes may be others or the stream may fail. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** The bytes `first`..`last`, both included; all of them by default. The stream must be read to its end or destroyed. */
  read(range?: { readonly first: number; readonly last: number }): Promise<Readable>;
}

/** Made of plain names and slashes; anything else could leave the folder, or needs quoting somewhere. */
const KEY = /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*(\/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)*$/;

/** @throws InvalidId for what no store takes as a key */
export function assertObjectKey(key: string): void {
  if (!KEY.test(key)) throw new OncekError('InvalidId', 'object keys are names of letters, digits, . _ @ - and /');
}

/** @throws InvalidId for what no key can begin with */
export function assertKeyPrefix(prefix: string): void {
  if (prefix !== '' && !KEY.test(`${prefix}0`)) {
    throw new OncekError('InvalidId', 'keys begin with letters, digits, . _ @ - and /');
  }
}

/** Files on their way; no key begins with a dot. */
const DRAFTS = '.drafts';

/**
 * An object store in a folder of one machine. A key must not be the folder of another: `a` and `a/b` exclude each other.
 */
export function createFolderStore(folder: string): ObjectStore {
  const fileOf = (key: string): string => {
    assertObjectKey(key);
    return path.join(folder, key);
  };
  return {
    async put(key, content) {
      const file = fileOf(key);
      await mkdir(path.join(folder, DRAFTS), { recursive: true });
      const draft = path.join(folder, DRAFTS, randomUUID());
      try {
        if (isStreamed(content)) await usingBody(content.body, () => writeDraft(draft, exactly(content)));
        else await writeDraft(draft, content);
        await mkdir(path.dirname(file), { recursive: true });
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    get: (key) => orNull(readFile(fileOf(key))),
    async open(key) {
      const file = fileOf(key);
      const found = await orNull(stat(file));
      if (!found?.isFile()) return null;
      return {
        sizeBytes: found.size,
        read: (range) => Promise.resolve(createReadStream(file, range && { start: range.first, end: range.last })),
      };
    },
    async delete(key) {
      await rm(fileOf(key), { force: true });
    },
    list(prefix) {
      assertKeyPrefix(prefix);
      return keysIn(folder, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix);
    },
  };
}

async function writeDraft(draft: string, content: Uint8Array | string | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await writeFile(file, content);
    // A key must never name a file whose bytes a power cut can still take away.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether a content comes as a stream. */
export function isStreamed(content: Uint8Array | string | StreamedContent): content is StreamedContent {
  return typeof content === 'object' && 'body' in content;
}

/** Lets a body be read; one that is not read to its end would keep its connection open, so it is destroyed. */
export async function usingBody(body: Readable, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } finally {
    body.destroy();
  }
}

/** The bytes of a body. @throws StoreRefused as soon as they are not as many as announced */
export async function* exactly({ body, sizeBytes }: StreamedContent): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    seen += chunk.length;
    if (seen > sizeBytes) break;
    yield chunk;
  }
  if (seen !== sizeBytes) {
    throw new OncekError('StoreRefused', `a file of ${sizeBytes} bytes was announced, ${seen} or more came`);
  }
}

async function* keysIn(root: string, folder: string, prefix: string): AsyncGenerator<string> {
  const entries = (await orNull(readdir(path.join(root, folder), { withFileTypes: true }))) ?? [];
  const keys = entries
    .filter(({ name }) => !name.startsWith('.'))
    // With its slash a folder stands where its keys stand: `a-b` before `a/c`.
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .filter((key) => key.startsWith(prefix) || prefix.startsWith(key))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const key of keys) {
    if (key.endsWith('/')) yield* keysIn(root, key, prefix);
    else if (key.startsWith(prefix)) yield key;
  }
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw error;
  }
}
