import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../free-ports';

const ENTRY = path.join(__dirname, '../run.js');
/** The first start trains the demo model. */
const START_MS = 300_000;
const STOP_MS = 60_000;

/** Everything as `make run` starts it, in a folder and on ports of its own, without limits of calls. */
export interface ProductToTest {
  readonly api: string;
  readonly sandbox: string;
  /** The end of what it said. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** @throws Error with the end of its log where it does not become ready */
export async function startProductToTest(): Promise<ProductToTest> {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-schemathesis-'));
  const [temporal, ui, api, metrics, sandbox] = await freePorts(5);
  const logFile = path.join(folder, 'product.log');
  const output = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, TEMPORAL_CLI_PATH: process.env.TEMPORAL_CLI_PATH },
      ...{ OMP_WAIT_POLICY: 'passive', DATA_DIR: folder, SHEET_SYNC_SECONDS: '10' },
      ...{ TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`, TEMPORAL_UI_PORT: String(ui) },
      ...{ API_PORT: String(api), METRICS_PORT: String(metrics), SANDBOX_PORT: String(sandbox) },
      ...{ API_RATE_PER_MINUTE: '0', API_FAILED_PER_MINUTE: '0', TELEGRAM_GROUP_PER_MINUTE: '100000' },
    },
  });
  closeSync(output);
  const product: ProductToTest = {
    api: `http://127.0.0.1:${api}`,
    sandbox: `http://127.0.0.1:${sandbox}`,
    log: async () => (await readFile(logFile, 'utf8')).slice(-5_000),
    async stop() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
  const deadlineMs = Date.now() + START_MS;
  while (!(await readFile(logFile, 'utf8')).includes('Oncek is ready: ')) {
    if (hasEnded(child) || Date.now() > deadlineMs) {
      const said = await product.log();
      await product.stop();
      throw new Error(`the product did not become ready: ${said}`);
    }
    await sleep(200);
  }
  return product;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(lastResort);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
