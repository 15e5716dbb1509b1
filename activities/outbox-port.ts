import type { Client } from '@temporalio/client';
import type { Config } from '../config/types';
import { assertNever } from '../domain/errors';
import { ONCEK_QUEUE } from '../temporal/queues';
import {
  outboxWorkflowId,
  postSignal,
  type BotName,
  type OutboxInput,
  type OutboxItem,
} from '../workflows/contracts/outbox';
import type { outboxWorkflow } from '../workflows/outbox.workflow';
import type { PostTarget } from '../workflows/ports';
import type { ChatMoves } from './chat-moves';

/** Telegram lets a bot send one message a second into a private chat. */
const PRIVATE_PER_MINUTE = 60;

export interface OutboxPortDeps {
  readonly client: Client;
  readonly moves: Pick<ChatMoves, 'currentOf'>;
  readonly settings: Pick<Config['telegram'], 'adminUserIds' | 'reportingChatId' | 'noticeChatId' | 'groupPerMinute'>;
}

/** Messages a minute that a chat may get: the setting's for groups, whose ids are negative. */
export function perMinuteOf(chatId: number, groupPerMinute: number): number {
  return chatId < 0 ? groupPerMinute : PRIVATE_PER_MINUTE;
}

/**
 * Hands a message to the outbox of each chat that `to` names, starting it if need be. A direct message whose key the
 * outbox knows is not sent again. A chat that moved is reached where it is today, without quoting.
 */
export async function postMessage(
  { client, moves, settings }: OutboxPortDeps,
  { to, item }: { to: PostTarget; item: OutboxItem },
): Promise<void> {
  for (const { bot, chatId: namedChatId } of addressesOf(to, settings)) {
    const chatId = await moves.currentOf(namedChatId);
    // A message can be quoted only in its own chat; elsewhere the notice links to it.
    const replyToMessageId = 'chatId' in to && chatId === to.chatId ? item.replyToMessageId : null;
    const input: OutboxInput = {
      bot,
      chatId,
      perMinute: perMinuteOf(chatId, settings.groupPerMinute),
      carried: null,
    };
    await client.workflow.signalWithStart<typeof outboxWorkflow, [typeof item]>('outboxWorkflow', {
      workflowId: outboxWorkflowId({ bot, chatId }),
      taskQueue: ONCEK_QUEUE,
      staticSummary: `messages of the ${bot} bot to chat ${chatId}`,
      args: [input],
      signal: postSignal,
      signalArgs: [{ ...item, replyToMessageId, perMinute: input.perMinute }],
    });
  }
}

function addressesOf(to: PostTarget, settings: OutboxPortDeps['settings']): { bot: BotName; chatId: number }[] {
  switch (to.role) {
    case 'collecting':
      return [{ bot: 'group', chatId: to.chatId }];
    case 'notice':
      return [{ bot: 'admin', chatId: settings.noticeChatId ?? to.chatId }];
    case 'escalation':
      return [{ bot: 'admin', chatId: to.chatId }];
    case 'chat':
      return [{ bot: to.bot, chatId: to.chatId }];
    case 'reporting':
      return settings.reportingChatId === null ? [] : [{ bot: 'admin', chatId: settings.reportingChatId }];
    case 'admins':
      return settings.adminUserIds.map((chatId) => ({ bot: 'admin', chatId }));
    default:
      return assertNever(to);
  }
}
