import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ModelVersionName } from './adapters/model-registry';

/** A model folder, and the version it is. */
export interface CopiedModel {
  readonly version: ModelVersionName;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The served model on this machine's disk, for a start while the registry does not answer. */
export interface ServedCopy {
  /** Puts a model in the place of the one before, whole or not at all. */
  keep(model: CopiedModel): Promise<void>;
  /** @returns null where there is none, or a file of it is not what was kept */
  find(): Promise<CopiedModel | null>;
}

const FOLDER = 'served-model';
const CONTENTS = 'contents.json';
const contentsSchema = z.object({ version: z.string(), sha256: z.record(z.string(), z.string()) });

/** @param dataDir - folder of the product's own files; processes that share it may keep a copy at the same moment */
export function createServedCopy(dataDir: string): ServedCopy {
  const folder = path.join(dataDir, FOLDER);
  return {
    async keep({ version, files }) {
      if ((await contentsOf(folder))?.version === version) return;
      await mkdir(dataDir, { recursive: true });
      const draft = await mkdtemp(`${folder}-`);
      const former = `${draft}-former`;
      try {
        for (const [name, content] of files) await writeFile(path.join(draft, path.basename(name)), content);
        const sha256 = Object.fromEntries([...files].map(([name, content]) => [path.basename(name), hashOf(content)]));
        await writeFile(path.join(draft, CONTENTS), JSON.stringify({ version, sha256 }));
        // A folder is renamed onto an empty one only; between the two renames there is none, which is as good as no copy.
        await rename(folder, former).catch(() => undefined);
        await rename(draft, folder);
      } finally {
        await rm(draft, { recursive: true, force: true });
        await rm(former, { recursive: true, force: true });
      }
    },
    async find() {
      const contents = await contentsOf(folder);
      if (contents === null) return null;
      const files = new Map<string, Uint8Array>();
      for (const [name, expected] of Object.entries(contents.sha256)) {
        const content = await readFile(path.join(folder, path.basename(name))).catch(() => null);
        if (content === null || hashOf(content) !== expected) return null;
        files.set(name, content);
      }
      return { version: contents.version, files };
    },
  };
}

async function contentsOf(folder: string): Promise<z.infer<typeof contentsSchema> | null> {
  try {
    return contentsSchema.parse(JSON.parse(await readFile(path.join(folder, CONTENTS), 'utf8')));
  } catch {
    return null;
  }
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
