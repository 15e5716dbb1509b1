import type { Worker } from '@temporalio/worker';

/** A worker that polls. */
export interface RunningWorker {
  /** Rejects when the worker ends though nobody stopped it. */
  readonly ended: Promise<never>;
  /** Lets what is at work finish within the worker's grace time. */
  stop(): Promise<void>;
}

/** Runs a worker until it is stopped. */
export function runWorker(worker: Pick<Worker, 'run' | 'shutdown' | 'getState'>): RunningWorker {
  let isStopping = false;
  const running = worker.run();
  const ended = new Promise<never>((_, reject) => {
    running.then(
      () => {
        if (!isStopping) reject(new Error('the worker ended by itself'));
      },
      (cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        reject(new Error(`the worker failed: ${reason}`, { cause }));
      },
    );
  });
  // Whoever waits for `ended` hears of it; nobody waiting must not end the process by an unhandled rejection.
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      isStopping = true;
      if (worker.getState() === 'RUNNING') worker.shutdown();
      // How it failed is told by `ended`.
      await running.catch(() => undefined);
    },
  };
}
