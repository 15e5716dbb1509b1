import type { ChatMoves } from '../../activities/chat-moves';
import type { CollectingGroup } from '../../config/lists';

/** The collecting group that a chat is; null for any other chat. */
export type FindGroup = (chatId: number) => Promise<CollectingGroup | null>;

/**
 * Finds collecting groups under either of their ids: a group that became a supergroup counts as the one it was, and the
 * setting may hold the old id or the new one.
 */
export function createFindGroup(
  collecting: readonly CollectingGroup[],
  moves: Pick<ChatMoves, 'currentOf' | 'originOf'>,
): FindGroup {
  const named = (chatId: number) => collecting.find((group) => group.chatId === chatId);
  return async (chatId) =>
    named(chatId) ?? named(await moves.originOf(chatId)) ?? named(await moves.currentOf(chatId)) ?? null;
}
