import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Update } from 'telegraf/types';
import { createChatMoves } from '../../../activities/chat-moves';
import { createAdminBot } from '../../../bots/admin/bot';
import { memoryStore } from '../../support/memory-store';
import { fakeBotApi, fakeDesk, fakeLabels, fakeLedger, fakeLog, ME, OPS, T0 } from './fakes';

type LabelAnswers = Parameters<typeof fakeLabels>[0];

const STRANGER = { id: 9105, is_bot: false, first_name: 'Eko' };
const BAGAS = { kind: 'bot', id: '9001', name: 'Bagas Putra' };
const added = { by: BAGAS, at: '2031-03-03T02:00:00.000Z' };

afterEach(() => jest.restoreAllMocks());

/** Writes `/label …` to the admin bot. @returns what it said, and what was asked of the labels */
async function write(text: string, answers: LabelAnswers = {}, from: object = OPS) {
  const sent = fakeBotApi();
  const { labels, calls } = fakeLabels(answers);
  const config = { timeZone: 'Asia/Jakarta', language: 'id' as const, telegram: { adminUserIds: [9001] } };
  const account = { token: '2:x', apiRoot: 'http://127.0.0.1:9/', me: ME };
  const moves = createChatMoves(memoryStore());
  const bot = createAdminBot({
    ...account,
    desk: fakeDesk({}).desk,
    labels,
    ledger: fakeLedger().ledger,
    moves,
    config,
    log: fakeLog(),
  });
  const entities = [{ type: 'bot_command', offset: 0, length: '/label'.length }];
  const chat = { id: 9001, type: 'private' };
  const message = { message_id: 8, date: T0, chat, from, text, entities };
  await bot.handleUpdate({ update_id: 801, message } as unknown as Update);
  return { said: sent.map(({ payload }) => String(payload.text)), calls };
}

test('/label lists the labels of admins first, with who added them, then the model’s, names escaped', async () => {
  const list = () => [
    { label: 'A <MODEL>', added: null },
    { label: 'Z & BARU', added: { ...added, label: 'Z & BARU', by: { ...BAGAS, name: '<b>Eri' } } },
  ];
  const { said } = await write('/label', { list });
  expect(said).toEqual([
    '🏷 <b>2 label dikenal</b>\n➕ <b>Z &amp; BARU</b> (ditambahkan &lt;b&gt;Eri)\n• A &lt;MODEL&gt;',
  ]);
});

test('a long list is cut at Telegram’s 4,096 characters, and says how many are left out', async () => {
  const list = () => Array.from({ length: 300 }, (_, index) => ({ label: `LABEL ${index} `.repeat(4), added: null }));
  const { said } = await write('/label', { list });
  expect(said[0]!.length).toBeLessThanOrEqual(4_096);
  const left = Number(/dan (\d+) lainnya$/.exec(said[0]!)?.[1]);
  expect(said[0]!.split('\n').filter((line) => line.startsWith('• '))).toHaveLength(300 - left);
});

test('/label without any label says so', async () => {
  expect((await write('/label', { list: () => [] })).said[0]).toMatch(/^🏷 Belum ada label/);
});

test.each([
  ['/label add kendala  baru', 'added', '✅ Label <b>KENDALA BARU</b> ditambahkan.'],
  ['/label TAMBAH Kendala\nBaru', 'known', 'ℹ️ Label <b>KENDALA BARU</b> sudah dikenal.'],
])('%j adds in the admin’s name and says what became of it', async (text, outcome, answer) => {
  const { said, calls } = await write(text, { add: (label: string) => ({ outcome, label }) });
  expect(calls).toEqual([{ method: 'add', args: ['KENDALA BARU', BAGAS] }]);
  expect(said).toEqual([answer]);
});

test.each([
  ['removed', /dihapus/],
  ['unknown', /tidak ada di daftar/],
  ['model', /milik model/],
])('/label hapus: %s', async (outcome, answer) => {
  const { said, calls } = await write('/label hapus <x>', { remove: (label: string) => ({ outcome, label }) });
  expect(calls).toEqual([{ method: 'remove', args: ['<X>', BAGAS] }]);
  expect(said[0]).toMatch(answer);
  expect(said[0]).toContain('<b>&lt;X&gt;</b>');
});

test.each(['/label add', '/label hapus  ', '/label baru', '/label add dibatalkan', '/label add "x"', '/label addx y'])(
  '%j gets the usage and changes nothing',
  async (text) => {
    const { said, calls } = await write(text);
    expect(said[0]).toContain('<code>/label add NAMA LABEL</code>');
    expect(calls).toEqual([]);
  },
);

test('one label too many is answered; an outage is thrown on, so that the message is taken again', async () => {
  const full = () => {
    throw new WorkflowUpdateFailedError('failed', ApplicationFailure.nonRetryable('too many', 'InvalidInput'));
  };
  expect((await write('/label add X', { add: full })).said[0]).toMatch(/penuh/);
  jest.restoreAllMocks();
  await expect(write('/label add X', { add: () => Promise.reject(new Error('14 UNAVAILABLE')) })).rejects.toThrow('14');
});

test('somebody who is no admin gets no answer', async () => {
  const { said, calls } = await write('/label add X', {}, STRANGER);
  expect([said, calls]).toEqual([[], []]);
});
