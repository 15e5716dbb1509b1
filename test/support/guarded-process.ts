import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that a test started, with a folder of its own. */
export interface GuardedProcess {
  readonly pid: number;
  /** The end of what it wrote to stdout and stderr, for error texts. */
  output(): string;
  /** @throws Error with the output's end where the process has ended by itself */
  assertRunning(): void;
  /** Ends the process (SIGTERM, SIGKILL after 10 s) and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

/** What is started: the arguments may refer to the folder, which is removed at the end. */
export interface GuardedCommand {
  command: string;
  args: (folder: string) => string[];
  /** Milliseconds from SIGTERM to SIGKILL; default 10,000. */
  killAfterMs?: number;
  env?: NodeJS.ProcessEnv;
  /** User to run as, who then owns the folder; default: as this process. */
  runAs?: { uid: number; gid: number };
  /** Done in the folder before the program starts. */
  prepare?: (folder: string) => Promise<unknown>;
}

/**
 * Waits for the end of its input, which comes also when the test's process is killed, and then tidies up: no
 * handler inside that process could do it.
 */
const GUARD =
  'trap "" INT TERM HUP; cat >/dev/null; kill "$1" 2>/dev/null; sleep 1; kill -9 "$1" 2>/dev/null; rm -rf "$2"';

/** Starts a program that ends with the test, in whatever way the test ends. */
export async function startGuarded({
  command,
  args,
  env,
  killAfterMs = 10_000,
  runAs,
  prepare,
}: GuardedCommand): Promise<GuardedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'oncek-test-'));
  try {
    if (runAs) chownSync(folder, runAs.uid, runAs.gid);
    await prepare?.(folder);
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the folder for ${command} could not be prepared`, { cause });
  }
  const logFile = join(folder, 'output.log');
  const log = openSync(logFile, 'a');
  const child = spawn(command, args(folder), {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
    ...runAs,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${command} could not be started`, { cause });
  }
  const pid = child.pid as number;
  const guard = spawn('sh', ['-c', GUARD, 'guard', String(pid), folder], { stdio: ['pipe', 'ignore', 'ignore'] });

  const output = (): string => readTail(logFile);
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const lastResort = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    if (!hasEnded(child)) child.kill('SIGTERM');
    if (!hasEnded(child)) await ended;
    clearTimeout(lastResort);
    await endGuard(guard);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    pid,
    output,
    assertRunning: () => {
      if (hasEnded(child)) throw new Error(`${command} ended by itself (exit ${child.exitCode}): ${output()}`);
    },
    stop: () => (stopping ??= stop()),
  };
}

/** By SIGKILL, so that the guard does not act on a process id that may meanwhile be somebody else's. */
async function endGuard(guard: ChildProcess): Promise<void> {
  if (hasEnded(guard)) return;
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  guard.kill('SIGKILL');
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function readTail(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-2_000);
  } catch {
    return '';
  }
}
