import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderRegistry } from '../../activities/adapters/folder-registry';
import { trainDemoModel } from '../../scripts/train-model';
import { freePort } from './ports';
import { spawnBuilt, type Spawned } from './spawned';
import { findTemporalCli } from './tools';
import { waitFor } from './wait';

const ROOT = path.resolve(__dirname, '../..');
const ENTRY = 'dist/scripts/run.js';
const START_TIMEOUT_MS = 90_000;

/** The settings of one installation: a data folder and ports of its own. */
export interface Installation {
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly sandbox: string;
  readonly api: string;
  remove(): Promise<void>;
}

/** The whole product as one running process. */
export type RunningProduct = Spawned;

/**
 * An installation in a folder of its own, on free ports.
 * @param env - settings beside the ports
 * @param options.hasModel - false: as before the very first start; default true, with a demo model
 */
export async function install(
  env: Readonly<Record<string, string>> = {},
  { hasModel = true }: { hasModel?: boolean } = {},
): Promise<Installation> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-product-'));
  if (hasModel) await cp(await demoRegistry(), path.join(dataDir, 'models'), { recursive: true });
  const [temporal, ui, api, metrics, sandbox] = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  return {
    dataDir,
    sandbox: `http://127.0.0.1:${sandbox}`,
    api: `http://127.0.0.1:${api}`,
    env: {
      DATA_DIR: dataDir,
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
      TEMPORAL_UI_PORT: String(ui),
      API_PORT: String(api),
      METRICS_PORT: String(metrics),
      SANDBOX_PORT: String(sandbox),
      TEMPORAL_CLI_PATH: findTemporalCli() ?? 'temporal',
      ...env,
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

/**
 * A registry with the demo model, trained once for each build: training takes longer than most tests. `make test` makes
 * it before the tests start, so that two test files do not train at once.
 */
export async function demoRegistry(): Promise<string> {
  const build = (await readFile(path.join(ROOT, 'dist/.built'), 'utf8')).slice(0, 16);
  const dir = path.join(ROOT, 'dist/test-models', build);
  if (existsSync(path.join(dir, 'production.json'))) return dir;
  await mkdir(path.dirname(dir), { recursive: true });
  const draft = await mkdtemp(`${dir}.`);
  await trainDemoModel(createFolderRegistry({ dir: draft }));
  // Another test file may have been quicker; then its model serves as well.
  await rename(draft, dir).catch(() => rm(draft, { recursive: true, force: true }));
  return dir;
}

/** Starts the product and waits until it says that it is ready, or has ended. */
export async function startProduct(installation: Installation): Promise<RunningProduct> {
  const product = spawnProduct(installation);
  await waitFor(() => product.hasEnded() || product.output().includes('Oncek is ready: '), {
    describe: 'the product says it is ready',
    timeoutMs: START_TIMEOUT_MS,
  });
  if (product.hasEnded()) throw new Error(`the product ended by itself: ${product.output().slice(-2_000)}`);
  return product;
}

/** What a program left behind. */
export interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** Starts the product where it is expected to refuse. */
export async function startRefused(installation: Installation): Promise<Ending> {
  const product = spawnProduct(installation);
  await waitFor(() => product.hasEnded(), { describe: 'the product refuses to start', timeoutMs: START_TIMEOUT_MS });
  return { code: product.code(), output: product.output() };
}

/** Starts the product and presses Ctrl-C as soon as the start has come to a point. @returns also the ms it took to end */
export async function interruptStart(
  installation: Installation,
  isThere: (output: string) => boolean | Promise<boolean>,
): Promise<Ending & { ms: number }> {
  const product = spawnProduct(installation);
  try {
    await waitFor(() => isThere(product.output()), {
      describe: 'the start has come so far',
      timeoutMs: START_TIMEOUT_MS,
    });
    const pressedMs = Date.now();
    const code = await product.interrupt();
    return { code, output: product.output(), ms: Date.now() - pressedMs };
  } finally {
    await product.kill();
  }
}

/** Runs a built script as `npm run` would, in a folder that may hold a `.env`, and without settings of the shell. */
export async function runScript(name: string, args: readonly string[], cwd: string): Promise<Ending> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/scripts', name), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** Binds the address for a moment. @throws Error while anything still listens there */
export async function expectFree(address: string): Promise<void> {
  const port = Number(address.split(':')[1]);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

function spawnProduct({ dataDir, env }: Installation): Spawned {
  return spawnBuilt(ENTRY, [], { cwd: dataDir, env });
}
