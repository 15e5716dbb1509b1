import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardOf } from '../dev-server';

const READY_MS = 120_000;
const RESTART_MS = 1_000;
const LAST_RESORT_MS = 60_000;

/** A program as a process of its own, which is ended and started again. */
export interface Program {
  readonly name: string;
  /** Resolves when it is ready. @throws Error where it is not within two minutes */
  start(): Promise<void>;
  /** @returns its exit code; null where a signal ended it */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** It stands still, with its connections open, until it is told to go on. */
  pause(): void;
  resume(): void;
  /** How often it ended though nobody ended it. */
  unexpectedEnds(): number;
}

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly spawn?: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Processes of its own that work for it end, and stand still, with it. Default: it has none. */
  readonly hasChildren?: boolean;
  /** All its settings, ports too: whatever takes its place has the same. PATH and HOME come beside them. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it writes is kept there. */
  readonly logFile: string;
  /** @param output - all it has written since this start */
  isReady(output: string): boolean | Promise<boolean>;
}

/** @param optionsOf - asked at each start, so that what is started again may differ */
export function createProgram(name: string, optionsOf: () => ProgramOptions): Program {
  let child: ChildProcess | null = null;
  let isGroup = false;
  let unexpected = 0;

  /** @returns false where it ended before it was ready; true also where somebody ended it meanwhile, on purpose */
  async function launch(deadlineMs: number): Promise<boolean> {
    const options = optionsOf();
    const { command, args, env, cwd, logFile, spawn: how, hasChildren = false } = options;
    const log = createWriteStream(logFile, { flags: 'a' });
    const started = spawn(command, args, {
      ...how,
      cwd,
      detached: hasChildren,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    isGroup = hasChildren;
    const guard = started.pid === undefined ? null : guardOf(hasChildren ? -started.pid : started.pid);
    let output = '';
    let isUp = false;
    let failure: Error | null = null;
    started.once('error', (error) => (failure = error));
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        log.write(bytes);
        output = (output + bytes.toString()).slice(-100_000);
      });
    }
    started.once('exit', () => {
      guard?.kill('SIGKILL');
      if (child === started && isUp) unexpected += 1;
    });
    while (!(await options.isReady(output))) {
      if (child !== started) return true;
      if (Date.now() > deadlineMs) throw new Error(`${name} was not ready in time; see ${logFile}`, { cause: failure });
      if (failure || hasEnded(started)) return false;
      await sleep(50);
    }
    isUp = true;
    return true;
  }

  function tell({ pid }: ChildProcess, signal: NodeJS.Signals): void {
    if (pid === undefined) return;
    try {
      process.kill(isGroup ? -pid : pid, signal);
    } catch (error) {
      // It was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  return {
    name,
    async start() {
      const deadlineMs = Date.now() + READY_MS;
      // As a supervisor does: what cannot start yet, since a fault beside it lasts, is started again.
      while (!(await launch(deadlineMs))) await sleep(RESTART_MS);
    },
    async end(signal) {
      const ended = child;
      child = null;
      if (!ended || hasEnded(ended) || ended.pid === undefined) return ended?.exitCode ?? null;
      const exited = new Promise<void>((resolve) => ended.once('exit', () => resolve()));
      tell(ended, 'SIGCONT');
      tell(ended, signal);
      const lastResort = setTimeout(() => tell(ended, 'SIGKILL'), LAST_RESORT_MS);
      await exited;
      clearTimeout(lastResort);
      return ended.exitCode;
    },
    pause: () => void (child && tell(child, 'SIGSTOP')),
    resume: () => void (child && tell(child, 'SIGCONT')),
    unexpectedEnds: () => unexpected,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
