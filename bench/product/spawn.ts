import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../scripts/free-ports';

/** The whole product as `make run` starts it, in a folder and on ports of its own. */
export interface BenchProduct {
  readonly sandbox: string;
  readonly temporalAddress: string;
  /** All its settings, for processes of it beside. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the Temporal server tells its own metrics. */
  readonly serverMetrics: string;
  readonly pid: number;
  /** Everything the product says, JSON lines among it. */
  readonly logFile: string;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

const ENTRY = path.join(__dirname, '../../scripts/run.js');
/** The very first start trains the demo model. */
const START_TIMEOUT_MS = 300_000;
const PORT_SETTINGS = ['TEMPORAL_UI_PORT', 'API_PORT', 'METRICS_PORT'] as const;

/**
 * Starts the product on the sandbox and waits until it is ready.
 * @param settings - of `.env.template`, beside the ports and the data folder
 * @throws Error with the end of its output when it ends by itself or is not ready in 5 minutes
 */
export async function startProduct(settings: Readonly<Record<string, string>>): Promise<BenchProduct> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-bench-'));
  const [temporal, sandbox, ...others] = await freePorts(2 + PORT_SETTINGS.length);
  const logFile = path.join(dataDir, 'product.log');
  const all = {
    OMP_WAIT_POLICY: 'passive',
    DATA_DIR: dataDir,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
    SANDBOX_PORT: String(sandbox),
    ...Object.fromEntries(PORT_SETTINGS.map((name, index) => [name, String(others[index])])),
    ...settings,
  };
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
    cwd: dataDir,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TEMPORAL_CLI_PATH: process.env.TEMPORAL_CLI_PATH,
      ...all,
    },
  });
  closeSync(log);
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await ready(child, logFile);
    return {
      sandbox: `http://127.0.0.1:${sandbox}`,
      temporalAddress: `127.0.0.1:${temporal}`,
      settings: all,
      serverMetrics: await serverMetricsOf(dataDir),
      pid: child.pid ?? 0,
      logFile,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ready(child: ChildProcess, logFile: string): Promise<void> {
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const output = await readFile(logFile, 'utf8');
    if (output.includes('Oncek is ready: ')) return;
    if (hasEnded(child) || Date.now() > deadlineMs) {
      throw new Error(`the product did not become ready: ${output.slice(-2_000)}`);
    }
    await sleep(200);
  }
}

/** The dev server chooses that port itself and says it in its banner. */
async function serverMetricsOf(dataDir: string): Promise<string> {
  const banner = await readFile(path.join(dataDir, 'temporal.log'), 'utf8');
  const address = /Metrics:\s+(http\S+)/.exec(banner)?.[1];
  if (!address) throw new Error('the Temporal dev server does not say where its metrics are');
  return address;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const lastResort = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await ended;
  clearTimeout(lastResort);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
