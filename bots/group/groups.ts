import type { ChatMoves } from '../../activities/chat-moves';
import type { CollectingGroup } from '../../config/lists';
import { isBasicGroup } from '../../domain/ids';

/** The collecting group that a chat is; null for any other chat. */
export type FindGroup = (chatId: number) => Promise<CollectingGroup | null>;

export interface FindGroupDeps {
  readonly collecting: readonly CollectingGroup[];
  readonly moves: ChatMoves;
  /** Asks Telegram what a basic group became; null: it is what it was. */
  readonly askMove: (chatId: number) => Promise<number | null>;
  readonly now: () => Date;
}

/** Telegram is not asked more often about one chat that is none of ours. */
const ASK_AGAIN_MS = 60_000;

/**
 * Finds collecting groups under either of their ids: a group that became a supergroup counts as the one it was, and the
 * setting may hold the old id or the new one. The first message of a new chat may come before the word of the move, or
 * that word may have been lost, so Telegram is asked before a message of an unknown chat is left alone.
 */
export function createFindGroup({ collecting, moves, askMove, now }: FindGroupDeps): FindGroup {
  const askedMs = new Map<number, number>();
  const named = (chatId: number) => collecting.find((group) => group.chatId === chatId);

  async function askTelegram(chatId: number): Promise<CollectingGroup | null> {
    const nowMs = now().getTime();
    if (nowMs - (askedMs.get(chatId) ?? -Infinity) < ASK_AGAIN_MS) return null;
    for (const group of collecting) {
      const from = group.chatId;
      if (!isBasicGroup(from) || (await moves.currentOf(from)) !== from) continue;
      const to = await askMove(from);
      if (to !== null) await moves.note({ from, to });
      if (to === chatId) return group;
    }
    askedMs.set(chatId, nowMs);
    return null;
  }

  return async (chatId) => {
    const group = named(chatId) ?? named(await moves.originOf(chatId)) ?? named(await moves.currentOf(chatId));
    if (group) return group;
    return chatId > 0 || isBasicGroup(chatId) ? null : askTelegram(chatId);
  };
}
