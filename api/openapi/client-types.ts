import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openApiDocument } from './document';

/** Where the client's types stand, from the root of the clone. */
export const CLIENT_TYPES = 'packages/oncek-client/lib/schema.ts';

/**
 * Writes the API document and makes TypeScript types of it.
 * @param root - of the clone, which has the generator among its packages
 * @param target - file for the types
 */
export async function generateClientTypes(root: string, target: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-client-'));
  try {
    const document = path.join(folder, 'openapi.json');
    await writeFile(document, JSON.stringify(openApiDocument()));
    const generator = path.join(root, 'node_modules/openapi-typescript/bin/cli.js');
    await promisify(execFile)(process.execPath, [generator, document, '--output', target]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  generateClientTypes(process.cwd(), path.resolve(CLIENT_TYPES)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
