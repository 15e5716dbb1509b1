import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAM = require.resolve('autocannon/autocannon.js');

/** What one load came to. */
export interface Shot {
  /** Answered requests a second, on average. */
  readonly rps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Printed {
  readonly requests: { readonly average: number };
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}

/**
 * Has autocannon, in a process of its own, post bodies one after the other from some connections at once.
 * @throws Error when any request failed or was refused
 */
export async function shoot(load: {
  readonly url: string;
  readonly bodies: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}): Promise<Shot> {
  const { url, bodies, headers = {}, connections, seconds } = load;
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-bench-'));
  const har = path.join(folder, 'requests.har');
  const all = { 'Content-Type': 'application/json', ...headers };
  const request = {
    ...{ method: 'POST', url, headers: Object.entries(all).map(([name, value]) => ({ name, value })) },
  };
  try {
    const entries = bodies.map((body) => ({ request: { ...request, postData: { text: JSON.stringify(body) } } }));
    await writeFile(har, JSON.stringify({ log: { version: '1.2', entries } }));
    const args = ['--json', '--no-progress', '--connections', String(connections), '--duration', String(seconds)];
    const { stdout } = await run(process.execPath, [PROGRAM, ...args, '--har', har, url], { maxBuffer: 1e8 });
    const { requests, latency, errors, timeouts, non2xx } = JSON.parse(stdout) as Printed;
    if (errors + timeouts + non2xx > 0) {
      throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, ${non2xx} answers other than 2xx`);
    }
    return { rps: requests.average, p50Ms: latency.p50, p99Ms: latency.p99 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
