import { TelegramError } from 'telegraf';
import { openTelegram } from '../../../activities/adapters/telegram-client';
import { createChatMoves } from '../../../activities/chat-moves';
import { checkStanding, placesOf } from '../../../bots/standing';
import { loadConfig } from '../../../config/env';
import { memoryStore } from '../../support/memory-store';
import { fakeBotApi, ME } from './fakes';

const GROUP = -1001000000001;
const refused = (code: number, description: string, parameters?: { migrate_to_chat_id: number }) =>
  new TelegramError({ error_code: code, description, parameters }, { method: 'getChatMember', payload: {} });

/** What is found in one group whose answer to `getChatMember` is given. */
async function findingIn(member: object | Error, { readsAll = true, hasPrivacy = false } = {}) {
  fakeBotApi(() => {
    if (member instanceof Error) throw member;
    return member;
  });
  const me = { ...ME, can_read_all_group_messages: !hasPrivacy };
  const telegram = openTelegram({ token: '1:x', apiRoot: 'http://127.0.0.1:9/' });
  const places = [{ chatId: GROUP, setting: 'S', readsAll }];
  const findings = await checkStanding({ telegram, me, places, moves: createChatMoves(memoryStore()) });
  return findings.map(({ kind }) => kind);
}

afterEach(() => jest.restoreAllMocks());

test.each<[string, object | Error, { readsAll?: boolean; hasPrivacy?: boolean }, string[]]>([
  ['a member without privacy mode', { status: 'member' }, {}, []],
  ['a member with privacy mode', { status: 'member' }, { hasPrivacy: true }, ['privacy']],
  ['a member with privacy mode where it only writes', { status: 'member' }, { hasPrivacy: true, readsAll: false }, []],
  ['an administrator with privacy mode', { status: 'administrator' }, { hasPrivacy: true }, []],
  [
    'an administrator of a channel without the right',
    { status: 'administrator', can_post_messages: false },
    {},
    ['muted'],
  ],
  ['one that left', { status: 'left' }, {}, ['notMember']],
  ['one that was removed', { status: 'kicked' }, {}, ['notMember']],
  ['one that may not write', { status: 'restricted', is_member: true, can_send_messages: false }, {}, ['muted']],
  [
    'one restricted after it left',
    { status: 'restricted', is_member: false, can_send_messages: true },
    {},
    ['notMember'],
  ],
  ['a chat that Telegram does not know', refused(400, 'Bad Request: chat not found'), {}, ['notMember']],
  ['a bot that was kicked', refused(403, 'Forbidden: bot was kicked from the supergroup chat'), {}, ['notMember']],
])('%s', async (_what, member, how, found) => {
  expect(await findingIn(member, how)).toEqual(found);
});

test('no answer of Telegram is no finding', async () => {
  await expect(findingIn(refused(502, 'Bad Gateway'))).rejects.toThrow();
});

test('the group bot must stand in every collecting group; the admin bot where notices, reports and escalations go', () => {
  const config = loadConfig({ SLA_ESCALATION: '20=-1007,30=9002' });
  const named = (places: readonly { chatId: number; setting: string }[]) =>
    places.map(({ chatId, setting }) => `${chatId} ${setting}`);
  expect(named(placesOf('group', config))).toEqual([
    '-1001000000001 TARGET_GROUP_COLLECTING',
    '-4001 TARGET_GROUP_COLLECTING',
  ]);
  expect(named(placesOf('admin', config))).toEqual([
    '-1001000000002 TARGET_GROUP_REPORTING',
    '-1007 SLA_ESCALATION',
    '9002 SLA_ESCALATION',
  ]);
  // Without a chat for notices they go to the ticket's own group, by the admin bot.
  const telegram = { ...config.telegram, reportingChatId: null, noticeChatId: null };
  expect(named(placesOf('admin', { ...config, telegram })).slice(0, 2)).toEqual(named(placesOf('group', config)));
});

test('notices go to TELEGRAM_ADMIN_CHAT_ID, else to the reporting group', () => {
  expect(loadConfig({ TELEGRAM_ADMIN_CHAT_ID: '-1009' }).telegram.noticeChatId).toBe(-1009);
  expect(loadConfig({}).telegram.noticeChatId).toBe(-1001000000002);
});
