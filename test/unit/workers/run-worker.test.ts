import { runWorker } from '../../../workers/run-worker';

type State = 'RUNNING' | 'FAILED' | 'STOPPED';

function aWorker() {
  let state: State = 'RUNNING';
  let settle = { resolve: (): void => undefined, reject: (_: Error): void => undefined };
  const running = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return {
    run: () => running,
    getState: () => state,
    shutdown: jest.fn(() => {
      state = 'STOPPED';
      settle.resolve();
    }),
    fail(error: Error) {
      state = 'FAILED';
      settle.reject(error);
    },
    endByItself() {
      state = 'STOPPED';
      settle.resolve();
    },
  };
}

describe('runWorker', () => {
  it('tells of a worker that failed, and can still be stopped', async () => {
    const worker = aWorker();
    const running = runWorker(worker);
    worker.fail(new Error('the namespace is gone'));
    await expect(running.ended).rejects.toThrow('the worker failed: the namespace is gone');
    await running.stop();
    expect(worker.shutdown).not.toHaveBeenCalled();
  });

  it('tells of a worker that ended though nobody stopped it', async () => {
    const worker = aWorker();
    const running = runWorker(worker);
    worker.endByItself();
    await expect(running.ended).rejects.toThrow('the worker ended by itself');
  });

  it('tells nothing of a worker that was stopped', async () => {
    const worker = aWorker();
    const running = runWorker(worker);
    await running.stop();
    expect(worker.shutdown).toHaveBeenCalledTimes(1);
    await expect(Promise.race([running.ended, Promise.resolve('silent')])).resolves.toBe('silent');
  });
});
