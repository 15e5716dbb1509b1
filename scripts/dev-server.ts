import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import path from 'node:path';
import { OncekError } from '../domain/errors';
import { SEARCH_ATTRIBUTES } from '../temporal/search-attributes';
import { dynamicConfigArguments, ONE_PARTITION } from './dynamic-config';

/** A Temporal dev server started by us. */
export interface DevServer {
  /** Rejects when the server ends by itself. */
  readonly ended: Promise<never>;
  /** SIGTERM, SIGKILL after 10 s. */
  stop(): Promise<void>;
  /** SIGKILL, as a machine that fails; its database stays. */
  kill(): Promise<void>;
}

/**
 * Waits for the end of its input, which comes also when our process is killed, and then ends the server: no handler
 * inside a killed process could do it.
 */
const GUARD = 'trap "" INT TERM HUP; cat >/dev/null; kill -TERM "$1" 2>/dev/null; sleep 5; kill -9 "$1" 2>/dev/null';

/**
 * Starts `temporal server start-dev` with its database and log under `dataDir`. In a process group of its own, so that
 * Ctrl-C reaches us alone and the workers can finish before their server goes.
 */
export function startDevServer(options: {
  command: string;
  dataDir: string;
  address: string;
  uiPort: number;
  /** Where Temporal UI has encrypted payloads decoded; default: nowhere. */
  codecUrl?: string;
}): DevServer {
  const [host = '127.0.0.1', port = '7233'] = options.address.split(':');
  mkdirSync(options.dataDir, { recursive: true });
  const log = openSync(path.join(options.dataDir, 'temporal.log'), 'a', 0o600);
  const child = spawn(
    options.command,
    [
      ...['server', 'start-dev', '--ip', host, '--port', port, '--ui-ip', '127.0.0.1'],
      ...['--ui-port', String(options.uiPort), '--db-filename', path.join(options.dataDir, 'temporal.db')],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL', '--log-level', 'warn'],
      ...dynamicConfigArguments(ONE_PARTITION),
      ...(options.codecUrl === undefined ? [] : ['--ui-codec-endpoint', options.codecUrl]),
      ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ],
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  const guard = child.pid === undefined ? null : guardOf(child.pid);
  let isStopping = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // A program that cannot be executed never exits.
    if (child.pid === undefined) child.once('error', () => resolve());
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(notStarted(options.command, cause)));
    child.once('exit', (code) => {
      if (!isStopping) reject(new Error(`the Temporal dev server ended (exit ${code}); see temporal.log in DATA_DIR`));
    });
  });
  // Whoever waits for `ended` hears of it; nobody waiting must not end the process by an unhandled rejection.
  ended.catch(() => undefined);
  // A child that never came to be has the number 0, which to the system means everybody in our own process group.
  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    if (child.pid !== undefined) child.kill(name);
  };
  return {
    ended,
    async kill() {
      isStopping = true;
      signal('SIGKILL');
      await exited;
      guard?.kill('SIGKILL');
    },
    async stop() {
      isStopping = true;
      const lastResort = setTimeout(() => signal('SIGKILL'), 10_000);
      signal('SIGTERM');
      await exited;
      clearTimeout(lastResort);
      guard?.kill('SIGKILL');
    },
  };
}

/** Ends a process when ours is gone, in whatever way it went. @param pid - of a process that may be killed so; of a group: below 0 */
export function guardOf(pid: number): ChildProcess {
  return spawn('sh', ['-c', GUARD, 'guard', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
}

function notStarted(command: string, cause: Error & { code?: string }): OncekError {
  const reason = cause.code ?? cause.message;
  return new OncekError(
    'InvalidSetting',
    `the Temporal CLI ${command} could not be started (${reason}): install it, or set TEMPORAL_CLI_PATH to its file`,
    { cause },
  );
}
