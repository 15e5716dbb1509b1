import type { SlaAccount } from '../../../domain/sla-account';
import type { TicketStatus } from '../../../workflows/contracts/ticket';
import { aMessage, aMessageUpdate, anEditUpdate, fakeBotApi, FOREIGN, OPS } from './fakes';
import { aBot, refOf42 } from './group-bot-kit';

const PROBLEM = aMessage({ text: 'login mytech gagal terus' });
const ask = (text: string, fields: object = {}) => aMessage({ message_id: 50, text, ...fields });
const asReply = (text: string, fields: object = {}) => ask(text, { reply_to_message: PROBLEM, ...fields });

function aStatus(fields: Partial<TicketStatus> = {}): Partial<TicketStatus> {
  return {
    ...{ messageId: 42, groupLabel: 'Demo <1>', phase: 'open', outcome: null, sla: null },
    ...{ label: null, confidence: null, reviewedBy: null },
    ...fields,
  };
}

function anAccount(fields: Partial<SlaAccount> = {}): { sla: Partial<SlaAccount> } {
  return { sla: { clockStart: '2026-01-31T08:00:00.000Z', usedMin: 4.25, targetMin: 15, ...fields } };
}

/** What the bot says to one message, and whom it asked. */
async function said(message: object, answers: Parameters<typeof aBot>[0] = {}) {
  const sent = fakeBotApi();
  const { bot, calls } = aBot(answers);
  await bot.handleUpdate(aMessageUpdate(message as never));
  return { texts: sent.map(({ payload }) => payload['text']), sent, calls };
}

afterEach(() => jest.restoreAllMocks());

describe('/status', () => {
  test('in reply to a problem tells anybody phase, minutes left and used, and label, quoting who asked', async () => {
    const { sent, calls } = await said(asReply('/status'), { status: () => aStatus(), events: () => anAccount() });
    expect(calls.map(({ method, args }) => [method, args[0]])).toEqual([
      ['status', refOf42],
      ['events', refOf42],
    ]);
    expect(sent[0]?.payload).toMatchObject({
      reply_parameters: { message_id: 50 },
      text: [
        '🎫 <b>Demo &lt;1&gt; #42</b>',
        'Tahap: menunggu jawaban ops',
        '⏱ Sisa 10,8 menit aktif (terpakai 4,3 dari 15)',
        '🏷 belum ada label',
      ].join('\n'),
    });
  });

  const answered = { sla: { responseMin: 16.5, status: 'TERLAMBAT', remainingMin: 0 } };
  test.each<[string, Partial<TicketStatus>, Partial<SlaAccount>, RegExp]>([
    ['late without an answer', {}, { usedMin: 20 }, /TERLAMBAT: 20 menit aktif, batas 15/],
    ['a forwarded problem', {}, { clockStart: null }, /Pesan terusan/],
    ['answered late', { phase: 'answered', ...answered }, {}, /dicek ops\n⏱ TERLAMBAT \(16,5 menit aktif\)/],
    [
      'in review',
      { phase: 'inReview', ...answered, label: 'KENDALA <LOGIN>', confidence: 0.61 },
      {},
      /<b>KENDALA &lt;LOGIN&gt;<\/b> 61% · perlu review/,
    ],
    [
      'decided by a person',
      { phase: 'done', ...answered, label: 'USER NOT FOUND', reviewedBy: { kind: 'bot', id: '9001', name: 'B & D' } },
      {},
      /<b>USER NOT FOUND<\/b> · diputuskan B &amp; D/,
    ],
    ['closed', { phase: 'closed', outcome: 'unanswered' }, {}, /ditutup tanpa jawaban\n🏷/],
  ])('of a ticket that is %s', async (_what, fields, account, says) => {
    const { texts } = await said(asReply('/status'), {
      status: () => aStatus(fields),
      events: () => anAccount(account),
    });
    expect(texts[0]).toMatch(says);
  });

  test('without a reply, and for a message that is no ticket, says how and what', async () => {
    expect((await said(ask('/status'))).texts).toEqual([expect.stringMatching(/^ℹ️ Balas pesan kendala dengan/)]);
    jest.restoreAllMocks();
    const unknown = { status: () => null, events: () => null };
    expect((await said(asReply('/status'), unknown)).texts).toEqual(['ℹ️ Pesan itu bukan tiket.']);
  });

  test('a question that cannot be answered now holds up nothing', async () => {
    const down = () => Promise.reject(new Error('no worker'));
    const { texts } = await said(asReply('/status'), { status: down, events: down });
    expect(texts[0]).toMatch(/Coba lagi sebentar lagi/);
  });
});

describe('/batal', () => {
  test.each([
    ['by a technician', asReply('/batal'), /Hanya ops/],
    ['by ops without a reply', ask('/batal', { from: OPS }), /^ℹ️ Balas pesan kendala/],
  ])('%s is answered politely and cancels nothing', async (_what, message, says) => {
    const { texts, calls } = await said(message);
    expect(calls).toEqual([]);
    expect(texts).toEqual([expect.stringMatching(says)]);
  });

  test('of a message that is no open ticket is told so; of an open one the notice speaks', async () => {
    const notOpen = await said(asReply('/batal', { from: OPS }), { cancel: () => false });
    expect(notOpen.texts).toEqual([expect.stringMatching(/bukan tiket/)]);
    jest.restoreAllMocks();
    expect((await said(asReply('/batal', { from: OPS }), { cancel: () => true })).texts).toEqual([]);
  });
});

describe('other commands in a group', () => {
  test.each([
    ['of the admin bot', '/stats', /untuk admin/],
    ['for this bot by name', '/apa@oncek_bot', /tidak dikenal/],
  ])('%s get a polite answer from anybody, and open no ticket', async (_what, text, says) => {
    const { texts, calls } = await said(ask(text));
    expect([texts, calls]).toEqual([[expect.stringMatching(says)], []]);
  });

  test.each([
    ['that may be meant for another bot', ask('/weather jakarta')],
    ['for another bot by name', ask('/stats@lain_bot')],
    ['in a group that is not collected', ask('/stats', { chat: { id: FOREIGN, type: 'supergroup' } })],
  ])('%s are left alone', async (_what, message) => {
    const { sent, calls } = await said(message);
    expect([sent, calls]).toEqual([[], []]);
  });

  test('a flood of them gets two answers a minute', async () => {
    const sent = fakeBotApi();
    const { bot } = aBot();
    for (let id = 1; id <= 9; id += 1) await bot.handleUpdate(aMessageUpdate(ask('/stats'), id));
    expect(sent).toHaveLength(2);
  });

  test('an edit into a command is no command', async () => {
    const sent = fakeBotApi();
    const { bot, calls } = aBot({ editProblem: () => false });
    await bot.handleUpdate(anEditUpdate(ask('/status', { edit_date: 1_769_846_500 })));
    expect(sent).toEqual([]);
    expect(calls.map(({ method }) => method)).toEqual(['editProblem']);
  });
});
