import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import type { TrainingJobs, TrainingPlaces } from './jobs';
import { receivedError, type JobNews, type JobRequest } from './messages';

/** Does the work of trainings in processes of their own, one for each job. */
export interface TrainingProcess {
  /**
   * @param options.signal - aborted, the process is gone at once, whatever it is doing, and nothing more is written
   * @param options.onProgress - told the share that is done, 0..1, now and then
   * @throws what the job throws, under its name; the signal's reason; an Error where the process ended by itself
   */
  run<K extends keyof TrainingJobs>(
    name: K,
    input: Parameters<TrainingJobs[K]>[0],
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void },
  ): Promise<Awaited<ReturnType<TrainingJobs[K]>>>;
}

export interface TrainingProcessDeps {
  readonly places: TrainingPlaces;
  readonly log: { warn(fields: Record<string, unknown>, message: string): void };
  /** Niceness, 0..19: with 5 a fit gets a third of what tickets get where both want a processor. @default 5 */
  readonly niceness?: number;
  /** Arguments for Node.js itself, before the program. @default none */
  readonly nodeArgs?: readonly string[];
}

/** With more a fit would hardly move beside other work of the machine. */
const NICENESS = 5;

/** Compiled or not, the program stands beside this file. */
const PROGRAM = path.join(__dirname, `child${path.extname(__filename)}`);

/**
 * A process and not a thread: a thread cannot be stopped within LightGBM, its memory stays, and what breaks in native code
 * takes the bots with it (docs/decisions/022-training-apart.md).
 */
export function createTrainingProcess(deps: TrainingProcessDeps): TrainingProcess {
  const { places, log, niceness = NICENESS, nodeArgs = [] } = deps;

  function start(request: JobRequest): ChildProcess {
    const child = fork(PROGRAM, {
      execArgv: [...nodeArgs],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    lowerPriority(child, niceness);
    // One that cannot be started or is gone says so by `error` or `exit`.
    child.send(request, () => undefined);
    return child;
  }

  return {
    run(name, input, { signal, onProgress } = {}) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const child = start({ name, input, places });
        const end = (settle: () => void): void => {
          signal?.removeEventListener('abort', abort);
          child.removeAllListeners();
          child.on('error', () => undefined);
          child.kill('SIGKILL');
          settle();
        };
        const abort = (): void => {
          // The answer comes once it is gone: until then it may be writing.
          child.removeAllListeners('exit');
          child.once('exit', () => end(() => reject(signal?.reason as Error)));
          child.kill('SIGKILL');
        };
        signal?.addEventListener('abort', abort, { once: true });
        child.on('message', (news: JobNews) => {
          if (signal?.aborted) return;
          switch (news.kind) {
            case 'progress':
              return onProgress?.(news.share);
            case 'warning':
              return log.warn(news.fields, news.message);
            case 'done':
              return end(() => resolve(news.result as never));
            case 'failed':
              return end(() => reject(receivedError(news.error)));
          }
        });
        child.once('error', (cause) =>
          end(() => reject(new Error(`the training process could not be started: ${cause.message}`, { cause }))),
        );
        child.once('exit', (code, by) =>
          end(() => reject(new Error(`the training process ended by itself (${by ?? `code ${code}`}) during ${name}`))),
        );
      });
    },
  };
}

function lowerPriority({ pid }: ChildProcess, niceness: number): void {
  if (pid === undefined || niceness === 0) return;
  try {
    os.setPriority(pid, niceness);
  } catch {
    // It is gone already, or the system knows no priorities: the job does not need one.
  }
}
