import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAM = require.resolve('autocannon/autocannon.js');

/** What one load came to. */
export interface Shot {
  /** Requests a second that were answered with 2xx, on average. */
  readonly rps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx by their status; they are not counted in the rate. */
  readonly refused: Readonly<Record<string, number>>;
}

interface Printed {
  readonly '2xx': number;
  /** Seconds. */
  readonly duration: number;
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly errors: number;
  readonly timeouts: number;
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
}

/**
 * Has autocannon, in a process of its own, post bodies one after the other from some connections at once.
 * @param load.mayRefuse - whether answers other than 2xx are only counted; default false
 * @throws Error when any request failed, or was refused and may not be
 */
export async function shoot(load: {
  readonly url: string;
  readonly bodies: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  readonly mayRefuse?: boolean;
}): Promise<Shot> {
  const { url, bodies, headers = {}, connections, seconds, mayRefuse = false } = load;
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
    const { latency, errors, timeouts, statusCodeStats, ...printed } = JSON.parse(stdout) as Printed;
    const refused = Object.fromEntries(
      Object.entries(statusCodeStats)
        .filter(([status]) => !status.startsWith('2'))
        .map(([status, { count }]) => [status, count]),
    );
    if (errors + timeouts > 0 || (!mayRefuse && Object.keys(refused).length > 0)) {
      throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, answers by status ${JSON.stringify(refused)}`);
    }
    return { rps: printed['2xx'] / printed.duration, p50Ms: latency.p50, p99Ms: latency.p99, refused };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
