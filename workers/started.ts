import type { Log } from './log';

interface Stop {
  readonly name: string;
  readonly stop: () => Promise<unknown>;
}

/** Ways to stop what was started, last started first; each is tried whatever became of the others. */
export class Started {
  private readonly stops: Stop[] = [];

  /** @param name - for the log, where it does not stop cleanly */
  add(name: string, stop: () => Promise<unknown>): void {
    this.stops.push({ name, stop });
  }

  async stop(log: Pick<Log, 'error'>): Promise<void> {
    for (const { name, stop } of this.stops.splice(0).reverse()) {
      await stop().catch((error: unknown) => log.error({ part: name, err: error }, 'a part did not stop cleanly'));
    }
  }
}
