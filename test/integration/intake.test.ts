import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore } from '../../activities/adapters/object-store';
import { createChatMoves } from '../../activities/chat-moves';
import { createSentMessages } from '../../activities/sent-messages';
import { createTelegramClient } from '../../activities/adapters/telegram-client';
import { startBots } from '../../bots/start';
import { loadConfig } from '../../config/env';
import type { Config } from '../../config/types';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { OutboxItem } from '../../workflows/contracts/outbox';
import type { NewTicket } from '../../temporal/ticket-desk';
import { fakeDesk, fakeLabels, fakeLedger, fakeLog } from '../unit/bots/fakes';
import { freePort } from '../support/ports';
import { waitFor } from '../support/wait';

const DEMO = -1001000000001;
const SMALL = -4001;
const ADMIN = 9001;
const technician = { id: 9101, first_name: 'Andi' };
const ops = { id: ADMIN, first_name: 'Bagas' };

let sandbox: Sandbox;
let dataDir: string;
let config: Config;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-intake-'));
  sandbox = await startSandbox({ port: 0 });
  config = loadConfig({ SANDBOX_PORT: String(sandbox.port), DATA_DIR: dataDir });
  stops = [];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

/** Bots on the sandbox before a desk that is not Temporal's. */
async function start(answers: Parameters<typeof fakeDesk>[0], configured: Config = config) {
  const { desk, calls } = fakeDesk(answers);
  const log = fakeLog();
  const told: OutboxItem[] = [];
  const tellAdmins = (item: OutboxItem) => Promise.resolve(void told.push(item));
  const graces = ['temporal', 'storage', 'conflict', 'refused', 'rateLimited', 'unreachable', 'unauthorized'];
  const outageGraceMs = Object.fromEntries(graces.map((cause) => [cause, 0]));
  const { stop } = await startBots({ config: configured, desk, ...remembering(), tellAdmins, outageGraceMs, log });
  stops.push(stop);
  return { calls, log, stop, told };
}

/** What the bots look up, in the test's own folder. */
function remembering() {
  const store = createFolderStore(path.join(dataDir, 'objects'));
  return {
    labels: fakeLabels().labels,
    ledger: fakeLedger().ledger,
    moves: createChatMoves(store),
    sent: createSentMessages(store),
  };
}

/** A desk that takes every problem, and the message ids it took per chat, in order. */
function openingDesk() {
  const taken = new Map<number, number[]>();
  const open = ({ chatId, messageId }: NewTicket) => {
    taken.set(chatId, [...(taken.get(chatId) ?? []), messageId]);
    return { delivery: 'started', workflowId: 'w', runId: 'r' };
  };
  return { taken, open, count: () => [...taken.values()].flat().length };
}

async function post<T>(route: string, body: object): Promise<T> {
  const response = await fetch(`${sandbox.url}${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const write = async (message: object): Promise<number> =>
  (await post<{ messageId: number }>('/telegram/people/messages', message)).messageId;
const problem = (text: string, chatId = DEMO) => write({ chatId, from: technician, text });
const inject = (fault: object) => post('/faults', { service: 'telegram', ...fault });
const hits = async (): Promise<number> => {
  const faults = (await (await fetch(`${sandbox.url}/faults`)).json()) as { hits: number }[];
  return faults.reduce((sum, fault) => sum + fault.hits, 0);
};

test('a problem, an oncek, an edit and /batal written in the group reach the desk', async () => {
  const { open } = openingDesk();
  const { calls } = await start({ open, answer: () => 'known', editProblem: () => true, cancel: () => true });
  const messageId = await problem('login mytech gagal');
  await write({ chatId: DEMO, from: technician, text: 'terima kasih' });
  await write({ chatId: DEMO, from: ops, text: 'oncek', replyTo: messageId });
  await post('/telegram/people/edits', { chatId: DEMO, messageId, text: 'login mytech gagal lagi' });
  await write({ chatId: DEMO, from: ops, text: '/batal', replyTo: messageId });
  await waitFor(() => calls.length === 4, { describe: '4 calls of the desk' });
  const ref = { chatId: DEMO, messageId };
  expect(calls).toMatchObject([
    { method: 'open', args: [{ ...ref, groupLabel: 'Demo', problem: { text: 'login mytech gagal' } }] },
    { method: 'answer', args: [{ ...ref, groupLabel: 'Demo' }, { message: { text: 'oncek', from: { id: ADMIN } } }] },
    { method: 'editProblem', args: [ref, { problem: { text: 'login mytech gagal lagi' } }] },
    { method: 'cancel', args: [ref, { by: { id: ADMIN } }] },
  ]);
});

test('media of any kind, captionless or unknown to the product, open tickets', async () => {
  const { open, taken } = openingDesk();
  await start({ open });
  const types = ['photo', 'document', 'video', 'animation', 'audio', 'voice', 'video_note', 'location', 'poll'];
  const ids: number[] = [];
  for (const type of types) ids.push(await write({ chatId: DEMO, from: technician, media: { type } }));
  ids.push(await write({ chatId: DEMO, from: technician, media: { type: 'photo' }, caption: '' }));
  ids.push(await problem('x'.repeat(4_096)));
  await waitFor(() => taken.get(DEMO)?.length === ids.length, { describe: 'all taken in' });
  expect(taken.get(DEMO)).toEqual(ids);
});

test('/ping is answered in the group by the group bot', async () => {
  await start({});
  await problem('/ping');
  await waitFor(
    async () => {
      const response = await fetch(`${sandbox.url}/telegram/people/chats/${DEMO}/messages`);
      const messages = (await response.json()) as { text?: string; from: { is_bot: boolean } }[];
      return messages.some(({ text, from }) => from.is_bot && /^OK \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text ?? ''));
    },
    { describe: 'the answer' },
  );
});

test('a button pressed by an admin decides; the admin sees what came of it', async () => {
  const status = () => ({ cardVersion: 1, top: [{ label: 'KENDALA LOGIN', confidence: 0.6 }] });
  const review = () => ({ decided: 'now', label: 'KENDALA LOGIN', status: 'APPROVED', reviewer: { name: 'Bagas' } });
  const { calls } = await start({ status, review });
  const admin = createTelegramClient({ token: config.telegram.adminToken, apiRoot: config.telegram.apiRoot });
  const data = `rv:${DEMO}:42:1:0`;
  const { messageId } = await admin.sendMessage({ chatId: ADMIN, html: 'x', buttons: [[{ text: 'ya', data }]] });
  const { callbackQueryId } = await post<{ callbackQueryId: string }>('/telegram/people/presses', {
    chatId: ADMIN,
    messageId,
    from: ADMIN,
    data,
  });
  const press = await waitFor(
    async () => {
      const response = await fetch(`${sandbox.url}/telegram/people/presses/${callbackQueryId}`);
      const shown = JSON.stringify(await response.json());
      return shown.includes('Tersimpan') && shown;
    },
    { describe: 'the answer to the press' },
  );
  expect(press).toContain('Tersimpan: KENDALA LOGIN');
  expect(calls.map(({ method }) => method)).toEqual(['status', 'review']);
});

test('502, broken connections, a rival poller, answers lost on the way, doubled and overtaking updates: all taken in, once', async () => {
  const { open, taken, count } = openingDesk();
  const { log } = await start({ open });
  const call = { method: 'getUpdates' };
  await inject({ ...call, kind: 'status', status: 502, times: 1 });
  await inject({ ...call, kind: 'drop', times: 1 });
  await inject({ ...call, kind: 'status', status: 409, times: 1 });
  await inject({ ...call, kind: 'afterApply', times: 1 });
  await inject({ ...call, kind: 'duplicate', times: 3 });
  await inject({ ...call, kind: 'reorder', times: 1 });
  const ids: number[] = [];
  for (let index = 0; index < 30; index += 1) ids.push(await problem(`gangguan ${index}`));
  await waitFor(() => count() >= ids.length, { describe: '30 problems', timeoutMs: 30_000 });
  await waitFor(async () => (await hits()) >= 7, { describe: 'the faults', timeoutMs: 30_000 });
  expect([...(taken.get(DEMO) ?? [])].sort((a, b) => a - b)).toEqual(ids);
  expect(log.lines.map(({ message }) => message).join('\n')).toMatch(/409: .*Only one process/);
});

test('while the desk is down nothing is confirmed, and a restart loses nothing', async () => {
  const down = await start({ open: () => Promise.reject(new Error('14 UNAVAILABLE')) });
  const ids = { [DEMO]: [] as number[], [SMALL]: [] as number[] };
  for (let index = 0; index < 20; index += 1) {
    ids[DEMO].push(await problem(`gangguan ${index}`));
    ids[SMALL].push(await problem(`gangguan ${index}`, SMALL));
  }
  await waitFor(() => down.log.lines.filter(({ level }) => level === 'warn').length >= 3, { describe: '3 tries' });
  await down.stop();

  const { open, taken, count } = openingDesk();
  await start({ open });
  await waitFor(() => count() === 40, { describe: '40 problems after the restart' });
  expect(taken.get(DEMO)).toEqual(ids[DEMO]);
  expect(taken.get(SMALL)).toEqual(ids[SMALL]);
});

test('what was accepted before a stop does not come again after the next start', async () => {
  const first = openingDesk();
  const { stop } = await start({ open: first.open });
  await problem('gangguan 1');
  await waitFor(() => first.count() === 1, { describe: 'the first problem' });
  await stop();
  const second = openingDesk();
  await start({ open: second.open });
  const later = await problem('gangguan 2');
  await waitFor(() => second.count() >= 1, { describe: 'the second problem' });
  expect(second.taken.get(DEMO)).toEqual([later]);
});

test('an update that can never be accepted is kept as a dead letter, and those behind it go on', async () => {
  const { open, taken } = openingDesk();
  let isFirst = true;
  const fault = () => {
    if (!isFirst) return null;
    isFirst = false;
    return Object.assign(new Error('refused'), { code: 3, details: 'too large', metadata: {} });
  };
  await start({
    open: (ticket: NewTicket) => {
      const error = fault();
      if (error) throw error;
      return open(ticket);
    },
  });
  await problem('gangguan 1');
  const second = await problem('gangguan 2');
  await waitFor(() => taken.get(DEMO)?.length === 1, { describe: 'the second problem' });
  expect(taken.get(DEMO)).toEqual([second]);
  const [file, ...others] = await readdir(path.join(dataDir, 'dead-letters'));
  expect(file).toMatch(/^group-\d+\.json$/);
  expect(others).toEqual([]);
});

test('a token that Telegram does not know is refused at the start by the name of its setting', async () => {
  config = { ...config, telegram: { ...config.telegram, adminToken: '1000002:wrong' } };
  const { desk } = fakeDesk({});
  await expect(
    startBots({ config, desk, ...remembering(), tellAdmins: () => Promise.resolve(), log: fakeLog() }),
  ).rejects.toMatchObject({
    type: 'InvalidSetting',
    message: expect.stringMatching(/^TELEGRAM_BOT_TOKEN_REPORTING/),
  });
});

test('bots start once Telegram can be reached', async () => {
  await inject({ method: 'getMe', kind: 'drop', times: 2 });
  const { open, count } = openingDesk();
  const { log } = await start({ open });
  await problem('gangguan 1');
  await waitFor(() => count() === 1, { describe: 'the problem' });
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
});

/** What stands in a private chat with the admin bot. */
async function privateTexts(): Promise<string[]> {
  const response = await fetch(`${sandbox.url}/telegram/people/chats/${ADMIN}/messages`);
  return ((await response.json()) as { text?: string }[]).map(({ text }) => text ?? '');
}

/** What a client of gRPC throws while nobody answers. */
const unavailable = () =>
  Promise.reject(Object.assign(new Error('UNAVAILABLE'), { code: 14, details: '', metadata: {} }));

test('an outage of Temporal is told once, past Temporal, its end by the outbox, and nothing is lost or out of order', async () => {
  let isDown = true;
  const { open, taken, count } = openingDesk();
  const { told, log } = await start({ open: (ticket: NewTicket) => (isDown ? unavailable() : open(ticket)) });
  const ids: number[] = [];
  for (let index = 0; index < 5; index += 1) ids.push(await problem(`gangguan ${index}`));
  await waitFor(() => log.lines.filter(({ message }) => message === 'update not accepted, kept').length >= 3, {
    describe: '3 tries',
  });
  const warned = (await privateTexts()).filter((text) => text.includes('Temporal tidak dapat dihubungi'));
  expect(warned).toHaveLength(1);
  isDown = false;
  await waitFor(() => count() === 5, { describe: '5 problems', timeoutMs: 30_000 });
  expect(taken.get(DEMO)).toEqual(ids);
  await waitFor(() => told.length > 0, { describe: 'the end of the outage' });
  expect(told.map(({ html }) => html)).toEqual([expect.stringContaining('Pesan diterima lagi')]);
  expect((await privateTexts()).filter((text) => text.includes('Temporal tidak'))).toHaveLength(1);
});

test.each([
  ['a rival poller', { kind: 'status', status: 409, times: 3 }, /Token bot (grup|admin) dipakai proses lain/],
  ['a rate limit', { kind: 'status', status: 429, retryAfter: 1, times: 2 }, /meminta bot (grup|admin) menunggu/],
  ['a fault of Telegram', { kind: 'status', status: 502, times: 2 }, /Telegram tidak dapat dihubungi/],
  ['broken connections', { kind: 'drop', times: 2 }, /Telegram tidak dapat dihubungi/],
])(
  '%s: one word to the admins in each bot’s outage, one at its end, nothing lost',
  async (_what, fault, wording) => {
    const { open, count } = openingDesk();
    // From the start on, so that every look for updates is hit.
    await inject({ method: 'getUpdates', ...fault });
    const { told } = await start({ open });
    let written = 0;
    await waitFor(
      async () => {
        // While there is nothing to fetch a bot asks once in 50 seconds.
        await problem(`gangguan ${(written += 1)}`);
        await write({ chatId: ADMIN, from: ops, text: '/helpml' });
        return (await hits()) >= fault.times;
      },
      { describe: 'all faults were hit', timeoutMs: 60_000, intervalMs: 300 },
    );
    await waitFor(() => count() === written, { describe: 'all problems', timeoutMs: 60_000 });
    const of = (isIt: RegExp) => told.filter(({ html }) => isIt.test(html)).map(({ key }) => key);
    await waitFor(() => of(/Pesan diterima lagi/).length === of(wording).length && of(wording).length > 0, {
      describe: 'begin and end are told',
      timeoutMs: 60_000,
    });
    expect(of(wording).length).toBeLessThanOrEqual(2);
    expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
  },
  120_000,
);

test('what keeps a bot from its work in its groups is said to the log and to the admins once', async () => {
  await post('/telegram/people/privacy', { bot: 'group', isOn: true });
  await post('/telegram/people/members', { chatId: SMALL, bot: 'group', isMember: false });
  await post('/telegram/people/members', {
    chatId: -1001000000002,
    bot: 'admin',
    isMember: true,
    status: 'restricted',
  });
  const { told, log, stop } = await start({});
  await waitFor(() => told.length === 2, { describe: 'findings of both bots' });
  await stop();
  const html = told.map(({ html: text }) => text).join('\n');
  expect(html).toMatch(/-1001000000001<\/code> \(TARGET_GROUP_COLLECTING\): mode privasi masih aktif/);
  expect(html).toMatch(/-4001<\/code> \(TARGET_GROUP_COLLECTING\): bot bukan anggota/);
  expect(html).toMatch(/-1001000000002<\/code> \(TARGET_GROUP_REPORTING\): bot tidak boleh mengirim/);
  const logged = log.lines.filter(({ fields }) => fields['finding']).map(({ fields }) => fields['finding']);
  expect(logged.sort()).toEqual(['muted', 'notMember', 'privacy']);
  // After a restart the same findings have the same keys, which the outbox knows.
  const again = await start({});
  await waitFor(() => again.told.length === 2, { describe: 'the findings again' });
  expect(again.told.map(({ key }) => key).sort()).toEqual(told.map(({ key }) => key).sort());
});

test('an administrator of the group reads everything, privacy mode or not: nothing is said', async () => {
  await post('/telegram/people/privacy', { bot: 'group', isOn: true });
  for (const chatId of [DEMO, SMALL]) {
    await post('/telegram/people/members', { chatId, bot: 'group', isMember: true, status: 'administrator' });
  }
  const { told, log } = await start({});
  await waitFor(() => log.lines.filter(({ message }) => message.startsWith('the bot can do its work')).length === 2, {
    describe: 'both bots looked',
  });
  expect(told).toEqual([]);
});

describe('webhook', () => {
  /** The settings with an address on this machine. */
  async function withWebhook(): Promise<Config> {
    const port = await freePort();
    const webhookUrl = `http://127.0.0.1:${port}/telegram`;
    return { ...config, telegram: { ...config.telegram, webhookUrl }, ports: { ...config.ports, webhook: port } };
  }

  test('updates of both bots are brought, in order within a chat, and none is lost while Temporal is down', async () => {
    let isDown = false;
    const { open, taken, count } = openingDesk();
    const status = () => null;
    const { calls } = await start(
      { status, open: (ticket: NewTicket) => (isDown ? unavailable() : open(ticket)) },
      await withWebhook(),
    );
    const ids: number[] = [];
    for (let index = 0; index < 10; index += 1) ids.push(await problem(`gangguan ${index}`));
    await waitFor(() => count() === 10, { describe: '10 problems' });
    isDown = true;
    for (let index = 0; index < 5; index += 1) ids.push(await problem(`gangguan ${index}`));
    await waitFor(async () => (await privateTexts()).some((text) => text.includes('Temporal tidak dapat')), {
      describe: 'the admin hears',
    });
    isDown = false;
    const last = await problem('gangguan lain', SMALL);
    await waitFor(() => count() === 16, { describe: '16 problems', timeoutMs: 30_000 });
    expect(taken.get(DEMO)).toEqual(ids);
    expect(taken.get(SMALL)).toEqual([last]);

    const admin = createTelegramClient({ token: config.telegram.adminToken, apiRoot: config.telegram.apiRoot });
    const data = `rv:${DEMO}:42:1:0`;
    const { messageId } = await admin.sendMessage({ chatId: ADMIN, html: 'x', buttons: [[{ text: 'ya', data }]] });
    await post('/telegram/people/presses', { chatId: ADMIN, messageId, from: ADMIN, data });
    await waitFor(() => calls.some(({ method }) => method === 'status'), { describe: 'the press' });
  });

  test('what waited while the process was down is brought after the next start, and polling again takes over', async () => {
    const configured = await withWebhook();
    const first = openingDesk();
    const { stop } = await start({ open: first.open }, configured);
    await problem('gangguan 1');
    await waitFor(() => first.count() === 1, { describe: 'the first problem' });
    await stop();
    const second = openingDesk();
    const missed = await problem('gangguan 2');
    const restarted = await start({ open: second.open }, configured);
    await waitFor(() => second.count() === 1, { describe: 'the second problem', timeoutMs: 30_000 });
    expect(second.taken.get(DEMO)).toEqual([missed]);
    await restarted.stop();
    const third = openingDesk();
    await start({ open: third.open });
    const polled = await problem('gangguan 3');
    await waitFor(() => third.count() === 1, { describe: 'the third problem', timeoutMs: 30_000 });
    expect(third.taken.get(DEMO)).toEqual([polled]);
  });

  test('an address that Telegram refuses is named at the start', async () => {
    const configured = await withWebhook();
    const elsewhere = { ...configured, telegram: { ...configured.telegram, webhookUrl: 'https://desk.example.com/x' } };
    await expect(start({}, elsewhere)).rejects.toMatchObject({
      type: 'InvalidSetting',
      message: expect.stringMatching(/^TELEGRAM_WEBHOOK_URL: Telegram refuses it/),
    });
  });
});
