import type { Logger } from 'pino';
import { telegramRefusal, type TelegramClient } from '../activities/adapters/telegram-client';
import type { OutboxItem } from '../workflows/contracts/outbox';
import type { AdminTeller } from './intake/outages';
import { describeForLog } from './intake/verdict';

export interface AdminTellerDeps {
  /** Hands a message to the outboxes of all admins. */
  readonly post: (item: OutboxItem) => Promise<void>;
  /** The admin bot's client. */
  readonly client: Pick<TelegramClient, 'sendMessage'>;
  readonly adminUserIds: readonly number[];
  readonly log: Pick<Logger, 'warn'>;
}

/** Through the outbox, which remembers what it was told; past it where Temporal is the trouble. */
export function createAdminTeller({ post, client, adminUserIds, log }: AdminTellerDeps): AdminTeller {
  /** Admins who have a direct message, or can have none, by key. */
  const settledOf = new Map<string, Set<number>>();

  return {
    async tell(key, html, quietMs) {
      try {
        await post({
          kind: 'direct',
          key,
          html,
          replyToMessageId: null,
          ...(quietMs === undefined ? {} : { quietMs }),
        });
        return true;
      } catch (error) {
        log.warn({ key, ...describeForLog(error) }, 'admins were not told');
        return false;
      }
    },
    async tellDirect(key, html) {
      const settled = settledOf.get(key) ?? new Set<number>();
      settledOf.set(key, settled);
      for (const chatId of adminUserIds) {
        if (settled.has(chatId)) continue;
        try {
          await client.sendMessage({ chatId, html });
          settled.add(chatId);
        } catch (error) {
          // Who never started the bot cannot be told.
          if (telegramRefusal(error)) settled.add(chatId);
          log.warn({ key, ...describeForLog(error) }, 'an admin was not told');
        }
      }
      const isDone = adminUserIds.every((chatId) => settled.has(chatId));
      if (isDone) settledOf.delete(key);
      return isDone;
    },
  };
}
