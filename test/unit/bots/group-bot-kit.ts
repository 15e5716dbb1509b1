import { createChatMoves } from '../../../activities/chat-moves';
import { createSentMessages } from '../../../activities/sent-messages';
import { createGroupBot } from '../../../bots/group/bot';
import type { CollectingGroup } from '../../../config/lists';
import type { Language } from '../../../domain/language';
import { DEFAULT_GRAMMAR } from '../../../domain/messages';
import { memoryStore } from '../../support/memory-store';
import { DEMO, fakeDesk, fakeLog, ME, T0 } from './fakes';

export interface BotOptions {
  opsUserIds?: number[];
  collecting?: CollectingGroup[];
  timeZone?: string;
  language?: Language;
}

/** A group bot before a desk of fakes; what it looks up lies in memory. */
export function aBot(
  answers: Parameters<typeof fakeDesk>[0] = {},
  {
    opsUserIds = [9001, 9002],
    collecting = [{ chatId: DEMO, label: 'Demo' }],
    timeZone = 'Asia/Jakarta',
    language = 'id',
  }: BotOptions = {},
) {
  const { desk, calls } = fakeDesk(answers);
  const log = fakeLog();
  const config = {
    timeZone,
    language,
    telegram: { collecting, opsUserIds },
    ticket: { grammar: DEFAULT_GRAMMAR },
  };
  const now = () => new Date((T0 + 600) * 1000);
  const store = memoryStore();
  const moves = createChatMoves(store);
  const sent = createSentMessages(store);
  const where = { token: '1:x', apiRoot: 'http://127.0.0.1:9/' };
  const bot = createGroupBot({ ...where, desk, moves, sent, config, log, me: ME, now });
  return { bot, calls, log, moves, sent };
}

/** The technician's message 42 as a ticket. */
export const PROBLEM_42 = {
  chatId: DEMO,
  messageId: 42,
  groupLabel: 'Demo',
  problem: {
    text: 'login mytech gagal terus',
    sentAt: '2026-01-31T08:00:00.000Z',
    editedAt: null,
    from: { id: 9101, name: 'Andi' },
    media: null,
    forwarded: false,
  },
};
export const opens = { open: () => ({ delivery: 'started', workflowId: 'w', runId: 'r' }) };
export const refOf42 = { chatId: DEMO, messageId: 42 };
