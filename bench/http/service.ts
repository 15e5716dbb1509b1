import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../scripts/free-ports';
import { PEER_DIR, peerPython } from '../peer/run';

const API = path.join(__dirname, '../../workers/main.js');
/** Of the peer, which fits its model first. */
const READY_MS = 600_000;
const STOP_MS = 30_000;
const KIBIBYTES_PER_MEBIBYTE = 1_024;

/** A service that answers predictions, in a process of its own. */
export interface Service {
  readonly url: string;
  /** Resident memory now, in MB. */
  rssMb(): Promise<number>;
  stop(): Promise<void>;
}

/** The product's API process. @param env - all its settings but the port */
export async function startApi(env: Readonly<Record<string, string>>): Promise<Service> {
  const [port = 0] = await freePorts(1);
  const child = spawn(process.execPath, ['--enable-source-maps', API, 'api'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, API_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return ready(child, port, async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok);
}

/** The Python service of the former system, fitted on a file. */
export async function startPeer(trainFile: string): Promise<Service> {
  const [port = 0] = await freePorts(1);
  const python = await peerPython('requirements-service.txt');
  const args = ['--train', trainFile, '--port', String(port)];
  const child = spawn(python, [path.join(PEER_DIR, 'service.py'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  return ready(child, port, () => Promise.resolve(said.includes('ready')));
}

async function ready(child: ChildProcess, port: number, isReady: () => Promise<boolean>): Promise<Service> {
  const deadlineMs = Date.now() + READY_MS;
  while (!(await isReady().catch(() => false))) {
    if (hasEnded(child) || Date.now() > deadlineMs) {
      await stop(child);
      throw new Error(`a service did not become ready: ${child.spawnargs.join(' ')}`);
    }
    await sleep(100);
  }
  return { url: `http://127.0.0.1:${port}`, rssMb: () => rssOf(child.pid ?? 0), stop: () => stop(child) };
}

async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / KIBIBYTES_PER_MEBIBYTE);
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(lastResort);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
