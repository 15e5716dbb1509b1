import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PartName } from '../../workers/part-names';

const MAIN = path.resolve(__dirname, '../../workers/main.js');
const READY_MS = 120_000;

/** A service as a process of its own, which is ended and started again. */
export interface Service {
  readonly name: string;
  /** Resolves when it says that it is ready. @throws Error where it does not within two minutes */
  start(): Promise<void>;
  /** @returns its exit code; null where a signal ended it */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** How often it ended though nobody ended it. */
  unexpectedEnds(): number;
}

/**
 * @param options.env - all its settings, ports too: whatever takes its place has the same
 * @param options.logFile - what it writes is kept there
 */
export function createService(
  name: string,
  part: PartName,
  options: { env: Readonly<Record<string, string>>; cwd: string; logFile: string },
): Service {
  let child: ChildProcess | null = null;
  let isReady = false;
  let unexpected = 0;

  return {
    name,
    async start() {
      isReady = false;
      const log = createWriteStream(options.logFile, { flags: 'a' });
      const started = spawn(process.execPath, [MAIN, part], {
        cwd: options.cwd,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          log.write(bytes);
          if (bytes.includes('"msg":"ready"')) isReady = true;
        });
      }
      started.once('exit', () => {
        if (child === started) unexpected += 1;
      });
      const deadlineMs = Date.now() + READY_MS;
      while (!isReady) {
        if (hasEnded(started)) throw new Error(`${name} ended at its start; see ${options.logFile}`);
        if (Date.now() > deadlineMs) throw new Error(`${name} was not ready in time; see ${options.logFile}`);
        await sleep(50);
      }
    },
    async end(signal) {
      const ended = child;
      child = null;
      if (!ended || hasEnded(ended)) return ended?.exitCode ?? null;
      const exited = new Promise<void>((resolve) => ended.once('exit', () => resolve()));
      ended.kill(signal);
      const lastResort = setTimeout(() => ended.kill('SIGKILL'), 60_000);
      await exited;
      clearTimeout(lastResort);
      return ended.exitCode;
    },
    unexpectedEnds: () => unexpected,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
