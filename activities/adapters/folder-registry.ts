import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OncekError } from '../../domain/errors';
import { withLock } from './folder-lock';
import type { ModelRegistry, ModelVersion } from './model-registry';

const VERSION = /^v([1-9]\d{0,8})$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const ALIAS = 'production.json';
const LOCK = '.lock';
/** Beside the model's own files in a version's folder. */
const RECORD = 'version.json';

const recordSchema = z.object({
  description: z.string(),
  figures: z.record(z.string(), z.number()),
  createdAt: z.string(),
});

const aliasSchema = z.object({
  version: z.string().regex(VERSION),
  /** Oldest first; the last entry is the version that serves. */
  history: z.array(z.object({ version: z.string(), by: z.string(), at: z.string() })),
});

type Alias = z.infer<typeof aliasSchema>;

/**
 * A registry in a folder: `<dir>/v<N>/` per version, `<dir>/production.json` for the alias and its history. Everything
 * is written beside its place and renamed into it, so a reader never sees half of it; writers take turns by a lock file.
 * @param dir - made when missing
 */
export function createFolderRegistry({
  dir,
  now = () => new Date(),
}: {
  dir: string;
  now?: () => Date;
}): ModelRegistry {
  const aliasFile = join(dir, ALIAS);
  const folderOf = (version: string): string => join(dir, version);
  const exclusively = async <T>(work: () => Promise<T>): Promise<T> => {
    await mkdir(dir, { recursive: true });
    return withLock(join(dir, LOCK), work);
  };

  async function readAlias(): Promise<Alias | null> {
    const text = await readIfThere(aliasFile);
    return text === null ? null : parseJson(aliasFile, text, aliasSchema);
  }

  async function versions(): Promise<string[]> {
    const names = await readdir(dir).catch(noneIfMissing);
    return names.filter((name) => VERSION.test(name)).sort((left, right) => numberOf(right) - numberOf(left));
  }

  async function requireVersion(version: string): Promise<void> {
    if ((await versions()).includes(version)) return;
    throw new OncekError('ModelArtifact', `the registry has no model version ${JSON.stringify(version)}`);
  }

  return {
    async register({ files, description, figures }) {
      const bad = [...files.keys()].find((name) => !FILE_NAME.test(name) || name === RECORD);
      if (bad !== undefined) throw new OncekError('ModelArtifact', `no model file may be named ${JSON.stringify(bad)}`);
      return exclusively(async () => {
        const version = `v${numberOf((await versions())[0] ?? 'v0') + 1}`;
        const record = { description, figures, createdAt: now().toISOString() };
        const draft = join(dir, `.draft-${randomUUID()}`);
        try {
          await mkdir(draft);
          for (const [name, data] of files) await writeFile(join(draft, name), data);
          await writeFile(join(draft, RECORD), `${JSON.stringify(record, null, 2)}\n`);
          await rename(draft, folderOf(version));
        } finally {
          await rm(draft, { recursive: true, force: true });
        }
        return version;
      });
    },

    async list() {
      const production = (await readAlias())?.version;
      const names = await versions();
      return Promise.all(
        names.map(async (version): Promise<ModelVersion> => {
          const file = join(folderOf(version), RECORD);
          const record = parseJson(file, (await readIfThere(file)) ?? '', recordSchema);
          return { version, ...record, isProduction: version === production };
        }),
      );
    },

    async production() {
      return (await readAlias())?.version ?? null;
    },

    async promote(version, by) {
      await requireVersion(version);
      return exclusively(async () => {
        const alias = await readAlias();
        const former = alias?.version ?? null;
        if (former === version) return { former };
        const entry = { version, by, at: now().toISOString() };
        const next: Alias = { version, history: [...(alias?.history ?? []), entry] };
        const draft = `${aliasFile}.${randomUUID()}`;
        await writeFile(draft, `${JSON.stringify(next, null, 2)}\n`);
        await rename(draft, aliasFile);
        return { former };
      });
    },

    async load(version) {
      await requireVersion(version);
      const folder = folderOf(version);
      const names = (await readdir(folder)).filter((name) => name !== RECORD);
      return new Map(
        await Promise.all(
          names.map(async (name): Promise<[string, Uint8Array]> => [name, await readFile(join(folder, name))]),
        ),
      );
    },
  };
}

function numberOf(version: string): number {
  return Number(version.slice(1));
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function noneIfMissing(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}

function parseJson<T>(file: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new OncekError('ModelArtifact', `${file} is damaged: restore it, or remove it and promote again`, { cause });
  }
}
