import type { Update } from 'telegraf/types';

/** Work in order within a chat, chats beside each other. */
export interface Lanes {
  push(update: Update): void;
  /** Resolves when no lane is working. */
  idle(): Promise<void>;
}

/**
 * @param work - settles one update; false: leave the rest of the chat alone, everything is being stopped. Must not throw.
 */
export function createLanes(work: (update: Update) => Promise<boolean>): Lanes {
  const queues = new Map<number, Update[]>();
  const running = new Map<number, Promise<void>>();

  async function run(chat: number, queue: Update[]): Promise<void> {
    for (let update = queue.shift(); update; update = queue.shift()) {
      if (!(await work(update))) break;
    }
    queues.delete(chat);
    running.delete(chat);
  }

  return {
    push(update) {
      const chat = chatOf(update);
      const queue = queues.get(chat);
      if (queue) return void queue.push(update);
      const started = [update];
      queues.set(chat, started);
      running.set(chat, run(chat, started));
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/** The chat an update belongs to; those of no chat share 0. */
export function chatOf(update: Update): number {
  const [content] = Object.values(update).filter((value) => typeof value === 'object') as ChatCarrier[];
  return content?.chat?.id ?? content?.message?.chat?.id ?? 0;
}

interface ChatCarrier {
  readonly chat?: { readonly id: number };
  readonly message?: { readonly chat?: { readonly id: number } };
}
