import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** A program of `dist/` that runs, or ran. */
export interface Spawned {
  readonly pid: number;
  output(): string;
  hasEnded(): boolean;
  /** Its exit code; null while it runs, or where a signal ended it. */
  code(): number | null;
  /** The exit code as soon as it has ended. */
  readonly ended: Promise<number | null>;
  /** SIGINT, as Ctrl-C. @returns the exit code */
  interrupt(): Promise<number | null>;
  /** SIGTERM, as an orchestrator. @returns the exit code */
  terminate(): Promise<number | null>;
  kill(): Promise<void>;
}

/**
 * Starts a program as people do, without the settings of the shell.
 * @param entry - file below the root, such as `dist/workers/main.js`
 */
export function spawnBuilt(
  entry: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): Spawned {
  const file = path.join(ROOT, entry);
  if (!existsSync(file)) throw new Error('dist/ is not built: run `make build`');
  return spawnFile(file, args, options);
}

/** The same for a file anywhere. */
export function spawnFile(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): Spawned {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, OMP_WAIT_POLICY: 'passive', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    if (!hasEnded()) child.kill(signal);
    return closed;
  };
  return {
    pid: child.pid ?? 0,
    output: () => text,
    hasEnded,
    code: () => child.exitCode,
    ended: closed,
    interrupt: () => end('SIGINT'),
    terminate: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}
