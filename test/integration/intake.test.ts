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
import type { NewTicket } from '../../temporal/ticket-desk';
import { fakeDesk, fakeLabels, fakeLedger, fakeLog } from '../unit/bots/fakes';
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
async function start(answers: Parameters<typeof fakeDesk>[0]) {
  const { desk, calls } = fakeDesk(answers);
  const log = fakeLog();
  const { stop } = await startBots({ config, desk, ...remembering(), log });
  stops.push(stop);
  return { calls, log, stop };
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
  await expect(startBots({ config, desk, ...remembering(), log: fakeLog() })).rejects.toMatchObject({
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
