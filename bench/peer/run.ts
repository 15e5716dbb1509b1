import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { LabelledRow } from '../../ml/predict';
import { type BenchResult, progress } from '../options';

const run = promisify(execFile);

/** The sources are read from the clone: Python files are not compiled with the rest. */
export const PEER_DIR = resolve('bench/peer');

/**
 * Runs the Python recipe, in a virtual environment that is made once beside the other built tools.
 * @returns what it measured: the same keys as the benchmark's own
 * @throws Error when Python or the packages cannot be had, or the recipe fails
 */
export async function runPeer(what: 'quality' | 'predict' | 'train', args: readonly string[]): Promise<BenchResult> {
  const python = await peerPython();
  const script = join(PEER_DIR, 'recipe.py');
  const threads = ['--threads', process.env.BENCH_THREADS || '1'];
  const output = await new Promise<string>((done, fail) => {
    const child = spawn(python, [script, what, ...args, ...threads], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done(chunks.join('')) : fail(new Error(`the Python peer ended with code ${code}`)),
    );
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as BenchResult;
}

/** `runPeer` on a file, or on rows that have none: a file is then made for it. */
export async function runPeerOn(
  what: 'predict' | 'train',
  file: string | undefined,
  rows: readonly LabelledRow[],
): Promise<BenchResult> {
  if (file !== undefined) return runPeer(what, ['--train', file]);
  const dir = await mkdtemp(join(tmpdir(), 'oncek-bench-'));
  try {
    const made = join(dir, 'rows.csv');
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const lines = rows.map(({ problem, label }) => `${quoted(problem)},${quoted(label)}\n`);
    await writeFile(made, `text,label\n${lines.join('')}`);
    return await runPeer(what, ['--train', made]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * The interpreter of an environment, named after its requirements, so that a change of them makes a new one.
 * @param file - of the requirements, in the folder of the peers
 * @throws Error when Python or the packages cannot be had
 */
export async function peerPython(file = 'requirements.txt'): Promise<string> {
  const requirements = join(PEER_DIR, file);
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const tools = process.env.ONCEK_TOOLS || join(homedir(), '.cache', 'oncek');
  const home = join(tools, `peer-${key}`);
  const ready = join(home, 'ready');
  const python = join(home, 'bin', 'python');
  if (await exists(ready)) return python;
  progress('peer: installing Python packages');
  await rm(home, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', home]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  // The mark comes last: an installation that was interrupted has none and is made anew.
  await writeFile(ready, '');
  return python;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
