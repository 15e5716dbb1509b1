import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Known } from './known';

const SETTINGS = path.join(__dirname, 'schemathesis.toml');

/** What came of a run. */
export interface SchemathesisResult {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs Schemathesis over the document that an API serves, by the settings of `schemathesis.toml`.
 * @param options.program - of Schemathesis 4
 * @param options.args - further ones, such as `--max-examples 100`
 * @param options.onOutput - told everything as it comes; default: nobody
 */
export async function runSchemathesis({
  program,
  api,
  known,
  args,
  onOutput = () => undefined,
}: {
  readonly program: string;
  readonly api: string;
  readonly known: Known;
  readonly args: readonly string[];
  readonly onOutput?: (text: string) => void;
}): Promise<SchemathesisResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-schemathesis-'));
  try {
    await copyFile(SETTINGS, path.join(folder, 'schemathesis.toml'));
    await Promise.all(
      Object.entries(known).map(([name, values]) =>
        writeFile(path.join(folder, `${name}.txt`), values.map((value) => JSON.stringify(value)).join('\n')),
      ),
    );
    const child = spawn(program, ['run', `${api}/api/openapi.json`, '--no-color', ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, COLUMNS: '120' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        output += part.toString();
        onOutput(part.toString());
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { code, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
