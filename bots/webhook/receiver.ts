import type { Logger } from 'pino';
import type { Update } from 'telegraf/types';
import type { Acceptor } from '../intake/acceptor';
import { chatOf } from '../intake/lanes';
import { describeForLog } from '../intake/verdict';
import { createUpdateWindow } from '../intake/window';

/** Takes the updates that Telegram brings to one bot. */
export interface Receiver {
  /** @returns false: not accepted, Telegram is to bring it again */
  take(update: Update): Promise<boolean>;
  /** Takes nothing more, and waits for what is in hand. */
  stop(): Promise<void>;
}

/**
 * How long later updates of a chat wait behind one that failed. Telegram itself holds a chat's updates back until the one
 * in front is accepted, so this only matters for requests that were under way; and where that one came to another
 * process, nobody brings it here again.
 */
const BEHIND_MS = 60_000;

/** Updates of a chat one after the other in the order they come, chats beside each other; none past one that failed. */
export function createReceiver(input: {
  bot: string;
  acceptor: Acceptor;
  log: Pick<Logger, 'warn'>;
  /** @default the machine's */
  now?: () => number;
}): Receiver {
  const { bot, acceptor, log, now = Date.now } = input;
  const window = createUpdateWindow();
  const lanes = new Map<number, Promise<boolean>>();
  const failed = new Map<number, { readonly updateId: number; readonly untilMs: number }>();
  let isStopping = false;

  async function settle(update: Update, chat: number): Promise<boolean> {
    const { update_id: updateId } = update;
    if (isStopping || isBehind(updateId, chat)) return false;
    if (!window.take(updateId)) return true;
    const result = await acceptor.accept(update);
    if (result.accepted) {
      window.accept(updateId);
      if (failed.get(chat)?.updateId === updateId) failed.delete(chat);
      return true;
    }
    window.drop(updateId);
    failed.set(chat, { updateId, untilMs: now() + BEHIND_MS });
    const { failures, error } = result;
    log.warn({ bot, updateId, failures, ...describeForLog(error) }, 'update not accepted, Telegram brings it again');
    return false;
  }

  function isBehind(updateId: number, chat: number): boolean {
    const front = failed.get(chat);
    if (!front) return false;
    if (now() < front.untilMs) return updateId > front.updateId;
    failed.delete(chat);
    return false;
  }

  return {
    take(update) {
      const chat = chatOf(update);
      const turn = (lanes.get(chat) ?? Promise.resolve(true)).then(() => settle(update, chat));
      lanes.set(chat, turn);
      void turn.finally(() => {
        if (lanes.get(chat) === turn) lanes.delete(chat);
      });
      return turn;
    },
    async stop() {
      isStopping = true;
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
  };
}
