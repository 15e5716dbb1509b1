import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createChatMoves } from '../../../activities/chat-moves';
import { createSentMessages } from '../../../activities/sent-messages';
import type { TelegramClient } from '../../../activities/adapters/telegram-client';
import type { SimilarTickets } from '../../../activities/similar/similar-tickets';
import { createChatPace } from '../../../activities/rate-limit';
import { createTelegramActivities } from '../../../activities/telegram';
import type { ReviewCard } from '../../../domain/review';
import type { CardCopy } from '../../../domain/ticket';
import { memoryStore } from '../../support/memory-store';
import { fakeLog } from './fakes';

const REPORTING = -1001000000002;
const CARD: ReviewCard = {
  ticketId: '-1001000000001-42',
  chatId: -1001000000001,
  messageId: 42,
  version: 3,
  groupLabel: 'Demo',
  text: 'login <gagal>',
  solving: 'direset',
  top: [{ label: 'KENDALA LOGIN', confidence: 0.6 }],
  state: { kind: 'waiting' },
};
const refusal = (code: number, description: string) =>
  ApplicationFailure.create({
    type: 'TelegramRefused',
    nonRetryable: true,
    message: description,
    details: [{ method: 'sendMessage', code, description, migrateToChatId: null }],
  });

interface BenchOptions {
  adminUserIds?: number[];
  noticeChatId?: number | null;
  reportingChatId?: number | null;
  isStoreBroken?: () => boolean;
  fail?: (chatId: number) => Error | null;
  similar?: SimilarTickets;
  /** What Telegram says to pictures; null: it takes them. */
  failPicture?: Error | null;
}

/** Sends that succeed with ids from 1 up, unless `fail` names an error for the chat. */
function aBench({
  adminUserIds = [9001, 9002],
  noticeChatId = -1001000000055,
  reportingChatId = REPORTING,
  isStoreBroken = () => false,
  fail = () => null,
  similar,
  failPicture = null,
}: BenchOptions = {}) {
  const sent: Parameters<TelegramClient['sendMessage']>[0][] = [];
  const pictures: Parameters<TelegramClient['sendPicture']>[0][] = [];
  const edited: Parameters<TelegramClient['editMessage']>[0][] = [];
  const signalled: { type: string; options: Record<string, unknown> }[] = [];
  const telegram: TelegramClient = {
    sendMessage: (message) => {
      const error = fail(message.chatId);
      return error ? Promise.reject(error) : Promise.resolve({ messageId: sent.push(message) });
    },
    sendPicture: (message) => {
      const error = fail(message.chatId) ?? failPicture;
      return error ? Promise.reject(error) : Promise.resolve({ messageId: pictures.push(message) });
    },
    editMessage: (message) => {
      const error = fail(message.chatId);
      return error ? Promise.reject(error) : Promise.resolve(void edited.push(message));
    },
  };
  const groupBot: TelegramClient = {
    sendMessage: () => Promise.reject(new Error('unexpected message of the group bot')),
    sendPicture: () => Promise.reject(new Error('unexpected picture of the group bot')),
    editMessage: () => Promise.reject(new Error('unexpected edit of the group bot')),
  };
  const client = {
    workflow: {
      signalWithStart: (type: string, options: Record<string, unknown>) =>
        Promise.resolve(void signalled.push({ type, options })),
    },
  } as unknown as Client;
  const log = fakeLog();
  const clock = { nowMs: 0 };
  const slept: number[] = [];
  const memory = memoryStore();
  const store = {
    ...memory,
    put: (key: string, content: Uint8Array | string) =>
      isStoreBroken() ? Promise.reject(new Error('disk full')) : memory.put(key, content),
  };
  const moves = createChatMoves(store);
  const remembered = createSentMessages(store);
  const activities = createTelegramActivities({
    client,
    moves,
    sent: remembered,
    pictures: store,
    bots: { group: groupBot, admin: telegram },
    settings: { adminUserIds, reportingChatId, noticeChatId, groupPerMinute: 20 },
    log,
    similar,
    now: () => clock.nowMs,
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
  });
  return { activities, sent, pictures, store, edited, signalled, log, clock, slept, moves, remembered };
}

/** One attempt of an activity; the SDK's own log of failures, which some tests cause on purpose, is silent. */
function anAttempt(info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {}): MockActivityEnvironment {
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
}

const delayOf = (error: unknown): unknown => (error instanceof ApplicationFailure ? error.nextRetryDelay : error);
const copy = (chatId: number, messageId: number) => ({ bot: 'admin', chatId, messageId });

describe('handing a message to its chat’s outbox', () => {
  const item = { kind: 'notice', key: 't', html: 'x', replyToMessageId: null } as const;

  test.each([
    ['a notice', { role: 'notice', chatId: -77 } as const, 'outbox-admin--1001000000055', 20],
    ['a reply in a collecting group', { role: 'collecting', chatId: -77 } as const, 'outbox-group--77', 20],
    ['a word to the reporting group', { role: 'reporting' } as const, 'outbox-admin--1001000000002', 20],
    ['an escalation to a person', { role: 'escalation', chatId: 9001 } as const, 'outbox-admin-9001', 60],
  ])('%s', async (_what, to, workflowId, perMinute) => {
    const { activities, signalled } = aBench();
    await anAttempt().run(activities.post, { to, item });
    expect(signalled).toHaveLength(1);
    expect(signalled[0]?.type).toBe('outboxWorkflow');
    expect(signalled[0]?.options).toMatchObject({
      workflowId,
      taskQueue: 'oncek',
      args: [{ perMinute, carried: null }],
      signalArgs: [{ ...item, perMinute }],
    });
  });

  test('a word to the reporting group goes nowhere where none is set', async () => {
    const { activities, signalled } = aBench({ reportingChatId: null });
    await anAttempt().run(activities.post, { to: { role: 'reporting' } as const, item });
    expect(signalled).toEqual([]);
  });

  test('a word to the admins goes into each one’s private chat', async () => {
    const { activities, signalled } = aBench({ adminUserIds: [9001, 9003] });
    await anAttempt().run(activities.post, { to: { role: 'admins' } as const, item });
    expect(signalled.map(({ options }) => options.workflowId)).toEqual(['outbox-admin-9001', 'outbox-admin-9003']);
  });
});

describe('a picture with words', () => {
  const picture = { bot: 'admin', chatId: REPORTING, html: 'laporan', pictureKey: 'reports/hour-001.png' } as const;
  const buttons = [[{ text: 'CSV', data: 'csv:x' }]];

  test('goes as one message with the words and buttons below it', async () => {
    const { activities, pictures, sent, store } = aBench();
    await store.put(picture.pictureKey, 'png');
    await anAttempt().run(activities.sendPicture, { ...picture, buttons });
    expect(pictures).toEqual([{ chatId: REPORTING, png: Buffer.from('png'), html: 'laporan', buttons }]);
    expect(sent).toEqual([]);
  });

  test('words of over 1,024 characters come after it by themselves, and only they again after a failure', async () => {
    const { activities, pictures, sent, store } = aBench();
    await store.put(picture.pictureKey, 'png');
    const html = 'x'.repeat(1_025);
    const attempt = anAttempt();
    const beats: unknown[] = [];
    attempt.on('heartbeat', (details: unknown) => beats.push(details));
    await attempt.run(activities.sendPicture, { ...picture, html, buttons });
    expect(pictures).toMatchObject([{ html: '' }]);
    expect(sent).toEqual([{ chatId: REPORTING, html, buttons }]);
    await anAttempt({ heartbeatDetails: beats[0] }).run(activities.sendPicture, { ...picture, html });
    expect([pictures.length, sent.length]).toEqual([1, 2]);
  });

  test.each([
    ['is gone', null, null],
    ['is refused', 'png', refusal(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS')],
  ])('the words go alone when the picture %s', async (_what, stored, failPicture) => {
    const { activities, pictures, sent, store, log } = aBench({ failPicture });
    if (stored) await store.put(picture.pictureKey, stored);
    await anAttempt().run(activities.sendPicture, picture);
    expect(pictures).toEqual([]);
    expect(sent).toMatchObject([{ html: 'laporan' }]);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { pictureKey: picture.pictureKey } }]);
  });

  test('a time-out is tried again by the workflow, and a chat that is closed to the bot is refused', async () => {
    for (const failPicture of [
      ApplicationFailure.retryable('no answer', 'TelegramUnavailable'),
      refusal(403, 'Forbidden: bot was kicked'),
    ]) {
      const { activities, sent, store } = aBench({ failPicture });
      await store.put(picture.pictureKey, 'png');
      await expect(anAttempt().run(activities.sendPicture, picture)).rejects.toBe(failPicture);
      expect(sent).toEqual([]);
    }
  });
});

test.each([
  ['the ticket’s own group, where it quotes the reply of ops', null, 'outbox-admin--77', 501],
  ['the chat for notices, where nothing can be quoted', -1001000000055, 'outbox-admin--1001000000055', null],
])('a notice goes to %s', async (_where, noticeChatId, workflowId, replyToMessageId) => {
  const { activities, signalled } = aBench({ noticeChatId });
  const item = { kind: 'notice', key: 't', html: 'x', replyToMessageId: 501 } as const;
  await anAttempt().run(activities.post, { to: { role: 'notice', chatId: -77 } as const, item });
  expect(signalled[0]?.options).toMatchObject({ workflowId, signalArgs: [{ replyToMessageId }] });
});

describe('a chat that became a supergroup', () => {
  const moved = (error = refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat')) =>
    Object.assign(error, { details: [{ ...(error.details?.[0] as object), migrateToChatId: -1001000000777 }] });

  test('gets what is posted under its new id, where messages of the old one cannot be quoted', async () => {
    const { activities, signalled, moves } = aBench();
    await moves.note({ from: -77, to: -1001000000777 });
    const item = { kind: 'direct', key: 'w', html: 'x', replyToMessageId: 42 } as const;
    await anAttempt().run(activities.post, { to: { role: 'collecting', chatId: -77 } as const, item });
    expect(signalled[0]?.options).toMatchObject({
      workflowId: 'outbox-group--1001000000777',
      signalArgs: [{ replyToMessageId: null }],
    });
  });

  test('is noted by the refusal of a message, which fails all the same: the outbox hands it on', async () => {
    const { activities, moves } = aBench({ fail: () => moved() });
    const message = { bot: 'admin', chatId: -77, html: 'x', replyToMessageId: null } as const;
    await expect(anAttempt().run(activities.sendMessage, message)).rejects.toThrow('upgraded');
    expect(await moves.currentOf(-77)).toBe(-1001000000777);
    expect(await moves.originOf(-1001000000777)).toBe(-77);
  });

  test('gets the review card at once', async () => {
    const { activities, moves, sent } = aBench({
      adminUserIds: [9001],
      reportingChatId: -4002,
      fail: (chatId) => (chatId > 0 ? refusal(403, 'Forbidden') : chatId === -4002 ? moved() : null),
    });
    const copies = await anAttempt().run(activities.sendReviewCards, { card: CARD });
    expect(copies).toEqual([copy(-1001000000777, 1)]);
    expect(sent).toHaveLength(1);
    expect(await moves.currentOf(-4002)).toBe(-1001000000777);
  });
});

test('a message that speaks of a ticket is remembered with it, others are not', async () => {
  const { activities, remembered } = aBench();
  const message = { bot: 'admin', chatId: -77, html: 'x', replyToMessageId: 42 } as const;
  await anAttempt().run(activities.sendMessage, { ...message, ticketId: '-77-42' });
  await anAttempt().run(activities.sendMessage, message);
  expect(await remembered.ticketOf({ chatId: -77, messageId: 1 })).toEqual({ chatId: -77, messageId: 42 });
  expect(await remembered.ticketOf({ chatId: -77, messageId: 2 })).toBeNull();
});

test('while the ticket of a message cannot be remembered, the message is not sent again', async () => {
  let isBroken = true;
  const { activities, remembered, sent } = aBench({ isStoreBroken: () => isBroken });
  const message = { bot: 'admin', chatId: -77, html: 'x', replyToMessageId: 42, ticketId: '-77-42' } as const;
  const first = anAttempt();
  let heartbeatDetails: unknown;
  first.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
  await expect(first.run(activities.sendMessage, message)).rejects.toThrow('disk full');
  isBroken = false;
  expect(await anAttempt({ attempt: 2, heartbeatDetails }).run(activities.sendMessage, message)).toEqual({
    messageId: 1,
  });
  expect(await remembered.ticketOf({ chatId: -77, messageId: 1 })).toEqual({ chatId: -77, messageId: 42 });
  expect(sent).toHaveLength(1);
});

describe('review cards', () => {
  test('each admin gets one, with a button for each label', async () => {
    const { activities, sent } = aBench();
    const copies = await anAttempt().run(activities.sendReviewCards, { card: CARD });
    expect(copies).toEqual([copy(9001, 1), copy(9002, 2)]);
    expect(sent[0]?.html).toContain('login &lt;gagal&gt;');
    expect(sent[0]?.buttons?.[0]?.[0]?.data).toBe('rv:-1001000000001:42:3:0');
  });

  test.each([
    ['who blocked the bot', 403, 'Forbidden: bot was blocked by the user'],
    ['whom the bot never met', 400, 'Bad Request: chat not found'],
  ])('for admins %s the reporting group gets one, once', async (_who, code, description) => {
    const { activities, sent } = aBench({
      adminUserIds: [9001, 9002, 9003],
      fail: (chatId) => (chatId === 9001 ? null : chatId > 0 ? refusal(code, description) : null),
    });
    const copies = await anAttempt().run(activities.sendReviewCards, { card: CARD });
    expect(copies).toEqual([copy(9001, 1), copy(REPORTING, 2)]);
    expect(sent).toHaveLength(2);
  });

  test('a retry skips the copies that its heartbeat remembers', async () => {
    let isDown = true;
    const { activities, sent } = aBench({
      fail: (chatId) =>
        chatId === 9002 && isDown ? ApplicationFailure.retryable('no answer', 'TelegramUnavailable') : null,
    });
    const first = anAttempt();
    let remembered: unknown;
    first.on('heartbeat', (details: unknown) => (remembered = details));
    await expect(first.run(activities.sendReviewCards, { card: CARD })).rejects.toThrow('no answer');
    isDown = false;
    const second = anAttempt({ attempt: 2, heartbeatDetails: remembered });
    expect(await second.run(activities.sendReviewCards, { card: CARD })).toEqual([copy(9001, 1), copy(9002, 2)]);
    expect(sent.map(({ chatId }) => chatId)).toEqual([9001, 9002]);
  });

  test('a group that refuses too is an error in the log, and the ticket goes on', async () => {
    const { activities, log } = aBench({ fail: () => refusal(403, 'Forbidden') });
    await expect(anAttempt().run(activities.sendReviewCards, { card: CARD })).resolves.toEqual([]);
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });

  test('with a queue before the chat the activity comes back at its turn instead of holding a slot', async () => {
    const { activities, sent, clock, slept } = aBench({ adminUserIds: [9001] });
    const send = (activityId: string) => anAttempt({ activityId }).run(activities.sendReviewCards, { card: CARD });
    const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(send));
    const delays: unknown[] = results.map((result) => (result.status === 'rejected' ? delayOf(result.reason) : 'sent'));
    expect(delays).toEqual(['sent', 'sent', 'sent', 3_000, 4_000]);
    expect(slept).toEqual([1_000, 2_000]);
    clock.nowMs = 4_000;
    await send('e');
    expect(sent).toHaveLength(4);
  });

  test('a decided card offers only its undo everywhere; a copy that cannot be edited stops nothing', async () => {
    const { activities, edited, log } = aBench({
      fail: (chatId) => (chatId === 9001 ? refusal(403, 'Forbidden: bot was blocked by the user') : null),
    });
    const card: ReviewCard = { ...CARD, state: { kind: 'decided', label: 'X', approved: true, by: 'Bagas' } };
    const copies = [copy(9001, 1), copy(9002, 2)] as Parameters<typeof activities.editReviewCards>[0]['copies'];
    await anAttempt().run(activities.editReviewCards, { card, copies });
    expect(edited).toMatchObject([{ chatId: 9002, messageId: 2, buttons: [[{ text: '↩️ Urungkan' }]] }]);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
  });
});

describe('the pace of a chat', () => {
  test('a clock of the machine that is set back by five minutes holds no card up', () => {
    const pace = createChatPace();
    const nowMs = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(nowMs + 300_000);
    expect(pace.reserve({ chatId: 1, key: 'a', everyMs: 1_000 })).toBe(0);
    clock.mockReturnValue(nowMs);
    expect(pace.reserve({ chatId: 1, key: 'b', everyMs: 1_000 })).toBeLessThanOrEqual(1_000);
    clock.mockRestore();
  });

  test('spreads senders evenly, and who waits keeps its place', () => {
    let nowMs = 0;
    const pace = createChatPace(() => nowMs);
    const ask = (key: string, chatId = 1) => pace.reserve({ chatId, key, everyMs: 1_000 });
    expect([ask('a'), ask('b'), ask('c'), ask('x', 2)]).toEqual([0, 1_000, 2_000, 0]);
    nowMs = 500;
    expect(ask('c')).toBe(1_500);
    nowMs = 2_500;
    expect([ask('c'), ask('d')]).toEqual([0, 500]);
  });
});

describe('similar tickets on a card', () => {
  const found = {
    ...{ ticketId: '-1001000000001-7', chatId: -1001000000001, messageId: 7 },
    ...{ text: 'gagal masuk', solving: 'direset', symptom: 'KENDALA LOGIN', score: 0.8 },
  };

  test('are asked for once, whatever the number of copies, and stay while the card waits', async () => {
    const find = jest.fn(() => Promise.resolve([found]));
    const { activities, sent, edited } = aBench({ similar: { find } });
    const copies: readonly CardCopy[] = await anAttempt().run(activities.sendReviewCards, { card: CARD });
    expect(sent.map(({ html }) => html.includes('Mirip 80%'))).toEqual([true, true]);
    expect(find.mock.calls).toEqual([
      [expect.objectContaining({ chatId: CARD.chatId, messageId: 42, problem: CARD.text })],
    ]);
    await anAttempt().run(activities.editReviewCards, { card: CARD, copies });
    expect(edited.every(({ html }) => html.includes('Mirip 80%'))).toBe(true);
  });

  test('are not asked for once the card is decided', async () => {
    const find = jest.fn(() => Promise.resolve([found]));
    const { activities, edited } = aBench({ similar: { find } });
    const card: ReviewCard = { ...CARD, state: { kind: 'withdrawn' } };
    const copy: CardCopy = { bot: 'admin', chatId: 9001, messageId: 1 };
    await anAttempt().run(activities.editReviewCards, { card, copies: [copy] });
    expect(edited).toHaveLength(1);
    expect(find).not.toHaveBeenCalled();
  });
});
