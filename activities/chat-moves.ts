import { isBasicGroup } from '../domain/ids';
import type { ObjectStore } from './adapters/object-store';

/** Telegram gave a basic group a new id: it became a supergroup. */
export interface ChatMove {
  readonly from: number;
  readonly to: number;
}

/** Which groups became which supergroups, known to all processes and for good. A chat moves at most once. */
export interface ChatMoves {
  /** Noting a move again changes nothing. */
  note(move: ChatMove): Promise<void>;
  /** The id under which the chat is reached today: its own, unless it moved. */
  currentOf(chatId: number): Promise<number>;
  /** The id the chat had before it moved: its own, unless a move made it. */
  originOf(chatId: number): Promise<number>;
}

export function createChatMoves(store: Pick<ObjectStore, 'get' | 'put'>): ChatMoves {
  /** Moves never change, so what was found once need not be asked for again; what was not may come any time. */
  const found = new Map<string, number>();

  async function read(key: string): Promise<number | null> {
    const known = found.get(key);
    if (known !== undefined) return known;
    const bytes = await store.get(key);
    if (!bytes) return null;
    const { chatId } = JSON.parse(Buffer.from(bytes).toString()) as { chatId: number };
    found.set(key, chatId);
    return chatId;
  }

  return {
    async note({ from, to }) {
      if (found.get(toKey(from)) === to && found.get(fromKey(to)) === from) return;
      await store.put(toKey(from), JSON.stringify({ chatId: to }));
      await store.put(fromKey(to), JSON.stringify({ chatId: from }));
      found.set(toKey(from), to).set(fromKey(to), from);
    },
    currentOf: async (chatId) => (isBasicGroup(chatId) ? ((await read(toKey(chatId))) ?? chatId) : chatId),
    originOf: async (chatId) => (isBasicGroup(chatId) ? chatId : ((await read(fromKey(chatId))) ?? chatId)),
  };
}

const toKey = (chatId: number): string => `chats/moved-to/${chatId}.json`;
const fromKey = (chatId: number): string => `chats/moved-from/${chatId}.json`;
