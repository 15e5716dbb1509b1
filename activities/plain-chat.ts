import type { ChatMoves } from './chat-moves';

/** The chat whose rows have plain message ids as keys. */
export interface PlainChat {
  /**
   * Where the setting has the id of the supergroup it became, the plain keys are still those of the group it was, which
   * only the object store knows. null: no chat is collected.
   * @throws StoreUnavailable
   */
  get(): Promise<number | null>;
  /**
   * For the key of a new ticket, which must not wait for the store: null while the store cannot say. A key that names its
   * chat is right for any chat; a plain one might be that of another group's row.
   */
  forNewTicket(): Promise<number | null>;
}

/** @param options.patienceMs - how long a new ticket waits for the store. @default 1,000 */
export function createPlainChat(
  moves: Pick<ChatMoves, 'originOf'>,
  chatId: number | null,
  { patienceMs = 1_000 }: { patienceMs?: number } = {},
): PlainChat {
  let known: { readonly chatId: number | null } | null = chatId === null ? { chatId } : null;
  let asking: Promise<number | null> | null = null;

  function ask(): Promise<number | null> {
    asking ??= moves
      .originOf(chatId ?? 0)
      .then((origin) => {
        known = { chatId: origin };
        return origin;
      })
      .finally(() => (asking = null));
    return asking;
  }

  const get = async (): Promise<number | null> => (known ? known.chatId : ask());
  return {
    get,
    async forNewTicket() {
      if (known) return known.chatId;
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), patienceMs)));
      return Promise.race([ask().catch(() => null), tooLate]).finally(() => clearTimeout(timer));
    },
  };
}
