import type { Update } from 'telegraf/types';
import { createChatMoves } from '../../../activities/chat-moves';
import { createAdminBot } from '../../../bots/admin/bot';
import type { AdminBotDeps } from '../../../bots/admin/context';
import type { Language } from '../../../domain/language';
import { memoryStore } from '../../support/memory-store';
import { fakeDesk, fakeLabels, fakeLedger, fakeLog, ME, OPS, T0 } from './fakes';

export const ADMIN = OPS;
export const STRANGER = { id: 9105, is_bot: false, first_name: 'Eko' };
export const REPORTING = { id: -1001000000002, type: 'supergroup', title: 'x' };

export function aBot(
  answers: Parameters<typeof fakeDesk>[0] = {},
  {
    adminUserIds = [9001],
    timeZone = 'Asia/Jakarta',
    language = 'id',
    ...others
  }: { adminUserIds?: number[]; timeZone?: string; language?: Language } & Pick<
    AdminBotDeps,
    'modelDesk' | 'reportDesk' | 'retrainDesk' | 'sheetUrl' | 'onStranger'
  > = {},
) {
  const { desk, calls } = fakeDesk(answers);
  const { labels } = fakeLabels();
  const { ledger } = fakeLedger({ retryParked: () => null });
  const log = fakeLog();
  const config = { timeZone, language, telegram: { adminUserIds } };
  const account = { token: '2:x', apiRoot: 'http://127.0.0.1:9/', me: ME };
  const moves = createChatMoves(memoryStore());
  const bot = createAdminBot({ ...account, desk, labels, ledger, moves, config, log, ...others });
  return { bot, calls, log, moves };
}

export function aPress(data: string, from: object = ADMIN, buttons: readonly string[] = []): Update {
  const message = { message_id: 7, date: T0, chat: { id: 9001, type: 'private' }, ...markup(buttons) };
  return { update_id: 800, callback_query: { id: 'q1', from, chat_instance: 'c', message, data } } as unknown as Update;
}

export function aCommand(text: string, from: object = ADMIN, chat: object = { id: 9001, type: 'private' }): Update {
  const entities = [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }];
  return { update_id: 801, message: { message_id: 8, date: T0, chat, from, text, entities } } as unknown as Update;
}

function markup(buttons: readonly string[]): object {
  if (buttons.length === 0) return {};
  return { reply_markup: { inline_keyboard: [buttons.map((data) => ({ text: data, callback_data: data }))] } };
}
