import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createApprovalCards } from '../../../activities/training/approval-cards';
import type { CardButton } from '../../../domain/review';
import { anApprovalCard } from '../../support/training-makers';

interface Sent {
  readonly chatId: number;
  readonly messageId?: number;
  readonly html: string;
  readonly buttons?: readonly (readonly CardButton[])[];
}

const refused = (code: number): ApplicationFailure =>
  ApplicationFailure.create({ type: 'TelegramRefused', nonRetryable: true, details: [{ code, description: 'no' }] });

/** A bot that some chats refuse. */
function aBot(failures: Readonly<Record<number, Error>> = {}, objects: Readonly<Record<string, string>> = {}) {
  const sent: Sent[] = [];
  const take = (message: Sent): Promise<void> => {
    const failure = failures[message.chatId];
    if (failure) return Promise.reject(failure);
    sent.push(message);
    return Promise.resolve();
  };
  const cards = createApprovalCards({
    bot: {
      sendMessage: async (message) => take(message).then(() => ({ messageId: 100 + sent.length })),
      sendPicture: async ({ chatId, png }) =>
        take({ chatId, html: `picture ${Buffer.from(png).toString()}` }).then(() => ({ messageId: 100 + sent.length })),
      editMessage: take,
    },
    store: {
      get: (key) => Promise.resolve(objects[key] === undefined ? null : Buffer.from(objects[key])),
      async *list(prefix) {
        await Promise.resolve();
        yield* Object.keys(objects).filter((key) => key.startsWith(prefix));
      },
    },
    moves: { currentOf: (chatId) => Promise.resolve(chatId === -5 ? -1_005 : chatId) },
    settings: { adminUserIds: [9001, 9002], reportingChatId: -5 },
    ...{ timeZone: 'Asia/Jakarta', log: { warn: () => undefined } },
  });
  return { cards, sent };
}

test('each admin gets the card with its buttons, the group none', async () => {
  const { cards, sent } = aBot();
  const copies = await new MockActivityEnvironment().run(cards.sendApprovalCards, { card: anApprovalCard() });
  expect(copies).toEqual([
    { bot: 'admin', chatId: 9001, messageId: 101 },
    { bot: 'admin', chatId: 9002, messageId: 102 },
  ]);
  expect(sent[0]?.buttons?.flat()).toHaveLength(2);
});

test('for an admin who never started the bot it goes once to the group, where that is today', async () => {
  const { cards, sent } = aBot({ 9001: refused(403), 9002: refused(403) });
  await new MockActivityEnvironment().run(cards.sendApprovalCards, { card: anApprovalCard() });
  expect(sent.map(({ chatId }) => chatId)).toEqual([-1_005]);
});

test('an attempt after one that died goes on with the admins who have no card yet', async () => {
  const { cards, sent } = aBot();
  const copy = { bot: 'admin', chatId: 9001, messageId: 7 };
  const heartbeatDetails = { copies: [copy], settled: [9001], needsGroup: false };
  const env = new MockActivityEnvironment({ heartbeatDetails });
  const copies = await env.run(cards.sendApprovalCards, { card: anApprovalCard() });
  expect(sent.map(({ chatId }) => chatId)).toEqual([9002]);
  expect(copies).toEqual([copy, { bot: 'admin', chatId: 9002, messageId: 101 }]);
});

test('while Telegram is away the attempt fails, and is tried again', async () => {
  const { cards } = aBot({ 9002: ApplicationFailure.retryable('502', 'TelegramUnavailable') });
  const run = new MockActivityEnvironment().run(cards.sendApprovalCards, { card: anApprovalCard() });
  await expect(run).rejects.toMatchObject({ type: 'TelegramUnavailable' });
});

test('a decided card loses its buttons in every chat; one that is refused keeps none of the others from it', async () => {
  const { cards, sent } = aBot({ 9001: refused(400) });
  const copies = [9001, 9002].map((chatId) => ({ bot: 'admin' as const, chatId, messageId: 7 }));
  const card = anApprovalCard({ state: { kind: 'expired' } });
  await new MockActivityEnvironment().run(cards.editApprovalCards, { card, copies });
  expect(sent).toEqual([
    { chatId: 9002, messageId: 7, html: expect.stringContaining('Tidak diputuskan'), buttons: [] },
  ]);
});

test('pictures go before the card, once to each chat; one that is gone is left out', async () => {
  const { cards, sent } = aBot({}, { 'r/a.png': 'A' });
  const input = { card: anApprovalCard(), pictureKeys: ['r/a.png', 'r/gone.png'] };
  await new MockActivityEnvironment().run(cards.sendApprovalCards, input);
  expect(sent.map(({ chatId, html }) => [chatId, html.slice(0, 9)])).toEqual([
    ...[9001, 9002].flatMap((admin) => [
      [admin, 'picture A'],
      [admin, '🧠 <b>Mod'],
    ]),
  ]);
  const { cards: again, sent: later } = aBot({}, { 'r/a.png': 'A' });
  const heartbeatDetails = { copies: [], settled: [], needsGroup: false, pictured: [9001] };
  await new MockActivityEnvironment({ heartbeatDetails }).run(again.sendApprovalCards, input);
  expect(later.map(({ chatId }) => chatId)).toEqual([9001, 9002, 9002]);
});

test('a card shows how the candidate has answered beside the model in service', async () => {
  const counts = {
    compared: 200,
    agreed: 190,
    candidateAuto: 150,
    productionAuto: 140,
    pairs: { '["LOGIN <b>","MODEM"]': 7 },
  };
  const { cards, sent } = aBot({}, { 'shadow/v2/v1/p.json': JSON.stringify(counts) });
  const copies = [{ bot: 'admin', chatId: 9001, messageId: 7 }] as const;
  await new MockActivityEnvironment().run(cards.editApprovalCards, { card: anApprovalCard(), copies });
  expect(sent[0]?.html).toContain(
    'Calon <b>v2</b> sependapat pada 95,0% dari 200 pesan (tanpa review: calon 75,0%, Production 70,0%)',
  );
  expect(sent[0]?.html).toContain('LOGIN &lt;b&gt; → MODEM: 7×');
});
