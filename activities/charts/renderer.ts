import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ChartSpec } from './specs';

/** Draws charts as PNG pictures. */
export interface ChartRenderer {
  /**
   * Draws charts below each other in one picture, at twice their size so that a phone shows them sharp.
   * @param specs - at least one
   * @returns the bytes of a PNG file
   * @throws when the specification cannot be drawn, or drawing takes longer than 30 s
   */
  png(specs: readonly ChartSpec[]): Promise<Uint8Array>;
  /** Ends the drawing thread; charts under way fail. */
  close(): Promise<void>;
}

const WORKER_FILE = path.join(__dirname, 'render-worker.mjs');
const DRAW_MS = 30_000;
/** Reports come by the hour: the thread with its some 80 MB goes when nothing was drawn for this long. */
const IDLE_MS = 60_000;
const SCALE = 2;

interface Waiting {
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** A renderer with one thread, started with the first chart. */
export function createChartRenderer({ idleMs = IDLE_MS }: { idleMs?: number } = {}): ChartRenderer {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;

  function settle(id: number, act: (one: Waiting) => void): void {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    act(one);
    if (waiting.size === 0 && thread) idle = setTimeout(() => void end(), idleMs).unref();
  }

  async function end(reason = new Error('the drawing thread was ended')): Promise<void> {
    clearTimeout(idle);
    const ended = thread;
    thread = null;
    for (const id of [...waiting.keys()]) settle(id, (one) => one.reject(reason));
    await ended?.terminate();
  }

  function start(): Worker {
    const started = new Worker(WORKER_FILE);
    started.unref();
    started.on('message', ({ id, png, error }: { id: number; png?: Uint8Array; error?: string }) =>
      settle(id, (one) => (png ? one.resolve(png) : one.reject(new Error(`the chart cannot be drawn: ${error}`)))),
    );
    started.on('error', (error) => void (thread === started && end(error)));
    return started;
  }

  return {
    png(specs) {
      clearTimeout(idle);
      thread ??= start();
      const id = nextId++;
      return new Promise((resolve, reject) => {
        // A drawing that hangs would hold all behind it: the thread goes with it.
        const timer = setTimeout(() => void end(new Error(`a chart took more than ${DRAW_MS / 1_000} s`)), DRAW_MS);
        waiting.set(id, { resolve, reject, timer });
        thread?.postMessage({ id, specs, scale: SCALE });
      });
    },
    close: () => end(),
  };
}
