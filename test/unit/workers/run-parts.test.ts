import type { Part, Starting } from '../../../workers/run-parts';
import { runParts } from '../../../workers/run-parts';
import { waitFor } from '../../support/wait';

/** A run of made-up parts, with all that happened, in its order. */
function aRun(start: (starting: Starting, part: (name: string, over?: Partial<Part>) => Part) => Promise<void>) {
  const asked = new AbortController();
  const happened: string[] = [];
  const part = (name: string, over: Partial<Part> = {}): Part => ({
    name,
    stop: () => Promise.resolve(void happened.push(`${name} stopped`)),
    ...over,
  });
  const done = runParts({
    asked: asked.signal,
    start: (starting) => start(starting, part),
    onReady: () => happened.push('ready'),
    onStopping: () => happened.push('stopping'),
    onStopFailure: (name) => happened.push(`${name} did not stop`),
  });
  done.catch(() => undefined);
  return { asked, happened, done };
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('runParts', () => {
  it('stops all parts, last started first, when asked; one that fails to stop does not keep the others', async () => {
    const { asked, happened, done } = aRun(({ add }, part) => {
      add(part('a'));
      add(part('b', { stop: () => Promise.reject(new Error('stuck')) }));
      add(part('c'));
      return Promise.resolve();
    });
    await waitFor(() => happened.includes('ready'), { describe: 'the start is over' });
    asked.abort();
    await done;
    expect(happened).toEqual(['ready', 'stopping', 'c stopped', 'b did not stop', 'a stopped']);
  });

  it('gives up a start-up under way when asked, and never says ready', async () => {
    const { asked, happened, done } = aRun(async ({ add, signal }, part) => {
      add(part('a'));
      await untilAborted(signal);
    });
    asked.abort();
    await done;
    expect(happened).toEqual(['stopping', 'a stopped']);
  });

  it('never says ready when asked in the moment the start ends', async () => {
    let finish = (): void => undefined;
    const { asked, happened, done } = aRun(() => new Promise((resolve) => (finish = resolve)));
    finish();
    asked.abort();
    await done;
    expect(happened).toEqual(['stopping']);
  });

  it('stops also what is handed over after the end was asked for', async () => {
    const { asked, happened, done } = aRun(async ({ add, signal }, part) => {
      add(part('early'));
      await untilAborted(signal).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
      add(part('late'));
    });
    asked.abort();
    await done;
    expect(happened).toEqual(['stopping', 'late stopped', 'early stopped']);
  });

  it('stops the parts under a start-up that takes no notice, and what it hands over after that', async () => {
    jest.useFakeTimers();
    try {
      let hurry = (): void => undefined;
      const { asked, happened, done } = aRun(async ({ add }, part) => {
        const stop = (): Promise<void> => Promise.resolve(void happened.push('early stopped')).then(() => hurry());
        add(part('early', { stop }));
        await new Promise<void>((resolve) => (hurry = resolve));
        add(part('late'));
      });
      asked.abort();
      await jest.advanceTimersByTimeAsync(9_999);
      expect(happened).toEqual(['stopping']);
      await jest.advanceTimersByTimeAsync(1);
      await done;
      expect(happened).toEqual(['stopping', 'early stopped', 'late stopped']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('stops what runs and fails when the start-up fails', async () => {
    const { happened, done } = aRun(({ add }, part) => {
      add(part('a'));
      return Promise.reject(new Error('no port'));
    });
    await expect(done).rejects.toThrow('no port');
    expect(happened).toEqual(['a stopped']);
  });

  it('stops the others and fails when a part ends by itself', async () => {
    let end: (reason: Error) => void = () => undefined;
    const { happened, done } = aRun(({ add }, part) => {
      add(part('server'));
      add(part('worker', { ended: new Promise<never>((_, reject) => (end = reject)) }));
      return Promise.resolve();
    });
    await waitFor(() => happened.includes('ready'), { describe: 'the start is over' });
    end(new Error('the worker failed: poison'));
    await expect(done).rejects.toThrow('the worker failed: poison');
    expect(happened).toEqual(['ready', 'worker stopped', 'server stopped']);
  });

  it('gives up the start-up when a part ends by itself meanwhile', async () => {
    const { happened, done } = aRun(async ({ add, signal }, part) => {
      add(part('server', { ended: Promise.reject(new Error('the server is gone')) }));
      await untilAborted(signal);
    });
    await expect(done).rejects.toThrow('the server is gone');
    expect(happened).toEqual(['server stopped']);
  });
});
