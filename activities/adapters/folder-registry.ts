import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OncekError } from '../../domain/errors';
import { filesBelow, namesIn, readIfThere, readJson, replaceJson, writeDurably } from './folder-files';
import { withLock } from './folder-lock';
import { assertModelNames, finiteFigures, isArtifactPath, paramTexts } from './model-names';
import type { ModelRegistry, ModelVersion, ModelVersionName, NewModel } from './model-registry';

const VERSION = /^v([1-9]\d{0,8})$/;
const LOCK = '.lock';
const DRAFT = '.draft-';
/** Beside the model's own files in a version's folder. */
const RECORD = 'version.json';
const ARTIFACTS = 'artifacts';

const texts = z.record(z.string(), z.string());
const recordSchema = z.object({
  description: z.string(),
  figures: z.record(z.string(), z.number()),
  createdAt: z.string(),
  key: z.string().optional(),
  params: texts.default({}),
  tags: texts.default({}),
});

const aliasSchema = z.object({
  version: z.string().regex(VERSION),
  /** Oldest first; the last entry is the version that serves. */
  history: z.array(z.object({ version: z.string(), by: z.string(), at: z.string() })),
});

const candidateSchema = z.object({ version: z.string().regex(VERSION).nullable() });

/**
 * A registry in a folder: `<dir>/v<N>/` per version, `<dir>/production.json` for the alias and its history,
 * `<dir>/candidate.json`. Everything is written beside its place and renamed into it, so a reader never sees half of
 * it; writers take turns by a lock file.
 * @param dir - made when missing
 */
export function createFolderRegistry({
  dir,
  now = () => new Date(),
}: {
  dir: string;
  now?: () => Date;
}): ModelRegistry {
  const aliasFile = join(dir, 'production.json');
  const candidateFile = join(dir, 'candidate.json');
  const folderOf = (version: string): string => join(dir, version);
  const readAlias = () => readJson(aliasFile, aliasSchema);
  const candidate = async () => (await readJson(candidateFile, candidateSchema))?.version ?? null;
  const exclusively = async <T>(work: () => Promise<T>): Promise<T> => {
    await mkdir(dir, { recursive: true });
    return withLock(join(dir, LOCK), work);
  };

  async function versions(): Promise<string[]> {
    const names = await namesIn(dir);
    return names.filter((name) => VERSION.test(name)).sort((left, right) => numberOf(right) - numberOf(left));
  }

  async function requireVersion(version: string): Promise<void> {
    if ((await versions()).includes(version)) return;
    throw new OncekError('ModelArtifact', `the registry has no model version ${JSON.stringify(version)}`);
  }

  async function recordOf(version: string): Promise<z.infer<typeof recordSchema>> {
    const file = join(folderOf(version), RECORD);
    const record = await readJson(file, recordSchema);
    if (record) return record;
    throw new OncekError('ModelArtifact', `${file} is missing: restore the folder of that version`);
  }

  async function versionOf(key: string): Promise<ModelVersionName | null> {
    for (const version of await versions()) if ((await recordOf(version)).key === key) return version;
    return null;
  }

  /** Only the holder of the lock may: a draft that it finds is one of a process that died. */
  async function write(model: NewModel): Promise<ModelVersionName> {
    const { key, files, artifacts, description, figures, params, tags = {} } = model;
    const left = (await namesIn(dir)).filter((name) => name.startsWith(DRAFT));
    for (const name of left) await rm(join(dir, name), { recursive: true, force: true });
    const version = `v${numberOf((await versions())[0] ?? 'v0') + 1}`;
    const draft = join(dir, `${DRAFT}${randomUUID()}`);
    const facts = { description, figures: finiteFigures(figures), params: paramTexts(params), tags };
    const record: z.infer<typeof recordSchema> = { key, createdAt: now().toISOString(), ...facts };
    try {
      for (const [name, data] of files) await writeDurably(join(draft, name), data);
      for (const [path, data] of artifacts ?? []) await writeDurably(join(draft, ARTIFACTS, path), data);
      await writeDurably(join(draft, RECORD), `${JSON.stringify(record, null, 2)}\n`);
      await rename(draft, folderOf(version));
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return version;
  }

  return {
    place: { kind: 'folder', url: null, modelName: dir },

    async register(model) {
      assertModelNames(model, [RECORD, ARTIFACTS]);
      return exclusively(async () => {
        const known = model.key === undefined ? null : await versionOf(model.key);
        return known ?? (await write(model));
      });
    },

    async list() {
      const [production, tried] = [(await readAlias())?.version, await candidate()];
      const names = await versions();
      return Promise.all(
        names.map(async (version): Promise<ModelVersion> => {
          const { description, figures, createdAt, params, tags } = await recordOf(version);
          return {
            ...{ version, description, figures, params, tags, createdAt },
            isProduction: version === production,
            isCandidate: version === tried,
            runId: null,
            refusal: null,
          };
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
        if (former !== version) {
          const entry = { version, by, at: now().toISOString() };
          await replaceJson(aliasFile, { version, history: [...(alias?.history ?? []), entry] });
        }
        if ((await candidate()) === version) await replaceJson(candidateFile, { version: null });
        return { former };
      });
    },

    async history() {
      return (await readAlias())?.history ?? [];
    },

    candidate,

    async setCandidate(version) {
      await requireVersion(version);
      await exclusively(() => replaceJson(candidateFile, { version }));
    },

    async dropCandidate(version) {
      await exclusively(async () => {
        if ((await candidate()) === version) await replaceJson(candidateFile, { version: null });
      });
    },

    async load(version) {
      await requireVersion(version);
      const folder = folderOf(version);
      const names = (await namesIn(folder)).filter((name) => name !== RECORD && name !== ARTIFACTS);
      return new Map(
        await Promise.all(
          names.map(async (name): Promise<[string, Uint8Array]> => [name, await readFile(join(folder, name))]),
        ),
      );
    },

    async artifactNames(version) {
      await requireVersion(version);
      return filesBelow(join(folderOf(version), ARTIFACTS));
    },

    async artifact(version, path) {
      await requireVersion(version);
      return isArtifactPath(path) ? readIfThere(join(folderOf(version), ARTIFACTS, path)) : null;
    },
  };
}

function numberOf(version: string): number {
  return Number(version.slice(1));
}
