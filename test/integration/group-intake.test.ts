import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadConfig } from '../../config/env';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { startAll } from '../../workers/all';
import { createLog } from '../../workers/log';
import type { Running } from '../../workers/start-parts';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { GROUP, OPS, peopleOf, TECHNICIAN, type SeenMessage } from '../support/people';
import { freePort } from '../support/ports';
import { startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';

const SOLUTION = 'sudah direset, silakan login ulang, MIT -dm';
const SMALL = -4001;
const LOGS = { key: 3, text: 6, opsText: 10, solving: 11, isOncek: 15 };

let server: DevServer;
let sandbox: Sandbox;
let dataDir: string;
let api: string;
let running: Running;
let connection: Connection;
let people: ReturnType<typeof peopleOf>;

/** The worker, both bots and the API in this process, before a sandbox and a Temporal server of their own. */
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-group-'));
  server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  sandbox = await startSandbox({ port: 0, settings: { telegram: { groupPerMinute: 1_000 } } });
  people = peopleOf(sandbox.url);
  const [apiPort, metricsPort] = [await freePort(), await freePort()];
  api = `http://127.0.0.1:${apiPort}`;
  const config = loadConfig({
    ...{ DATA_DIR: dataDir, SANDBOX_PORT: String(sandbox.port), TEMPORAL_ADDRESS: server.address },
    ...{ API_PORT: String(apiPort), METRICS_PORT: String(metricsPort), TELEGRAM_GROUP_PER_MINUTE: '1000' },
    // A clock of seconds, and a minute at night as the only break.
    ...{ SLA_BREAKS: '03:00-03:01', SLA_TARGET_MINUTES: '0.2', SLA_WARN_MINUTES: '0' },
  });
  const log = createLog({ isDebug: false });
  log.level = 'fatal';
  running = await startAll(config, log, new AbortController().signal);
  connection = await Connection.connect({ address: server.address });
}, 150_000);

afterAll(async () => {
  await connection?.close();
  await running?.stop();
  await sandbox?.close();
  await server?.close();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

/** Ids of all tickets' workflows of a chat, open or closed. */
async function ticketsOf(chatId: number): Promise<string[]> {
  const client = new Client({ connection });
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = 'ticketWorkflow'` })) {
    if (workflowId.startsWith(`ticket-${chatId}-`)) ids.push(workflowId);
  }
  return ids.sort();
}

/** All Logs rows of a key, once the one row is right. */
async function logsRow(key: string, isRight: (row: readonly unknown[]) => boolean): Promise<readonly unknown[]> {
  return waitFor(
    async () => {
      const rows = (await people.rows('Logs')).filter((row) => row[LOGS.key] === key);
      if (rows.length > 1) throw new Error(`${rows.length} rows of ${key}`);
      return rows[0] && isRight(rows[0]) ? rows[0] : null;
    },
    { describe: `the row of ${key} is right`, timeoutMs: 60_000, intervalMs: 200 },
  );
}

const byBot = (chatId: number, about: (message: SeenMessage) => boolean): Promise<SeenMessage> =>
  waitFor(async () => (await people.chat(chatId)).find(about) ?? null, {
    describe: `the message in ${chatId}`,
    timeoutMs: 60_000,
    intervalMs: 200,
  });

/** Asks the API for a ticket. */
async function openByApi(text: string, idempotencyKey: string) {
  const response = await fetch(`${api}/api/tickets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': 'demo-write', 'Idempotency-Key': idempotencyKey },
    body: JSON.stringify({ text, reporter: 'Portal' }),
  });
  const body = (await response.json()) as { id: string; workflowId: string };
  return { status: response.status, retryAfter: response.headers.get('Retry-After'), body };
}

const postedOf = async (text: string) => (await people.chat(GROUP)).filter((message) => message.text?.includes(text));

describe('a ticket asked for by API', () => {
  // First of all: no other message may be on its way that would get the fault.
  test('over the rate limit there is no message and no ticket; the same key may try again', async () => {
    const busy = { service: 'telegram', method: 'sendMessage', kind: 'status', status: 429, retryAfter: 7, times: 1 };
    await people.faults(busy);
    const refused = await openByApi('absen gagal, batas', 'permintaan-1');
    expect([refused.status, refused.retryAfter]).toEqual([429, '7']);
    expect(await postedOf('absen gagal, batas')).toEqual([]);
    expect((await openByApi('absen gagal, batas', 'permintaan-1')).status).toBe(201);
    expect(await postedOf('absen gagal, batas')).toHaveLength(1);
  }, 60_000);

  test('a message whose answer was lost is posted again; an answer to either of the two is not lost', async () => {
    await people.faults({ service: 'telegram', method: 'sendMessage', kind: 'afterApply', times: 1 });
    const { status, body } = await openByApi('absen gagal, putus', 'permintaan-2');
    expect(status).toBe(201);
    const [lost, posted] = await postedOf('absen gagal, putus');
    expect(body.id).toBe(`${GROUP}-${posted?.message_id}`);
    await people.reply(lost?.message_id ?? 0, SOLUTION);
    const row = await logsRow(String(lost?.message_id), (cells) => cells[LOGS.solving] !== '');
    expect(row[LOGS.text]).toBe('absen gagal, putus');
  }, 100_000);

  test('the same key, at once and later, posts one problem and opens one ticket', async () => {
    const text = 'absen lewat API gagal';
    const [first, second] = await Promise.all([openByApi(text, 'permintaan-3'), openByApi(text, 'permintaan-3')]);
    const third = await openByApi(text, 'permintaan-3');
    expect([first, second, third].map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(second.body).toEqual(first.body);
    expect(third.body).toEqual(first.body);
    const [posted, ...others] = await postedOf(text);
    expect(others).toEqual([]);
    expect(first.body.id).toBe(`${GROUP}-${posted?.message_id}`);
    // Where the server keeps its lists in a database of their own, they come a moment later.
    await waitFor(async () => (await ticketsOf(GROUP)).includes(first.body.workflowId), {
      describe: 'the ticket is listed',
    });
    await people.reply(posted?.message_id ?? 0, SOLUTION);
    const row = await logsRow(String(posted?.message_id), (cells) => cells[LOGS.solving] !== '');
    expect(row[LOGS.text]).toBe(text);
  }, 100_000);
});

test('an album whose updates come twice and out of order is one ticket and one row, with all replies', async () => {
  const before = (await ticketsOf(GROUP)).length;
  await people.faults({ service: 'telegram', method: 'getUpdates', kind: 'duplicate', times: 4 });
  await people.faults({ service: 'telegram', method: 'getUpdates', kind: 'reorder', times: 2 });
  const ids: number[] = [];
  for (const caption of [undefined, 'moban tidak bisa login mytech', undefined, undefined]) {
    ids.push(await people.write({ media: { type: 'photo' }, mediaGroupId: 'album-1', caption }));
  }
  // Before the album is quiet, to an item that is not the ticket's.
  await people.reply(ids[3] ?? 0, 'oncek ya');
  const [first = 0, second = 0] = ids;
  await logsRow(String(first), (row) => row[LOGS.isOncek] === 'true');
  await people.reply(ids[2] ?? 0, SOLUTION);
  await logsRow(String(first), (row) => row[LOGS.solving] === 'sudah direset, silakan login ulang');

  await people.edit(second, 'moban tidak bisa absen');
  const late = await people.write({ media: { type: 'photo' }, mediaGroupId: 'album-1', caption: 'sejak pagi' });
  await people.reply(late, 'sudah dibuka, MIT -dm');
  const row = await logsRow(
    String(first),
    (cells) => cells[LOGS.text] === 'moban tidak bisa absen\nsejak pagi' && cells[LOGS.solving] === 'sudah dibuka',
  );
  expect(row[LOGS.opsText]).toBe('sudah dibuka, MIT -dm');
  expect(await ticketsOf(GROUP)).toHaveLength(before + 1);
  expect(await ticketsOf(GROUP)).toContain(`ticket-${GROUP}-${first}`);
  for (const id of [...ids.slice(1), late]) {
    expect((await people.rows('Logs')).filter((cells) => cells[LOGS.key] === String(id))).toEqual([]);
  }
}, 150_000);

test('an oncek in reply to the bot’s warning is the first response of the ticket warned of', async () => {
  const problem = await people.write({ text: 'moban cek order' });
  const warning = await byBot(
    GROUP,
    ({ text, reply_to_message }) => /Batas SLA/.test(text ?? '') && reply_to_message?.message_id === problem,
  );
  await people.reply(warning.message_id, 'oncek ya');
  const row = await logsRow(String(problem), (cells) => cells[LOGS.isOncek] === 'true');
  expect(row[LOGS.opsText]).toBe('oncek ya');
  expect(await ticketsOf(GROUP)).not.toContain(`ticket-${GROUP}-${warning.message_id}`);
}, 100_000);

test('a group that becomes a supergroup keeps its tickets, and goes on under its new id', async () => {
  const old = await people.write({ chatId: SMALL, text: 'moban tidak bisa login' });
  await waitFor(async () => (await ticketsOf(SMALL)).length === 1, { describe: 'the ticket', timeoutMs: 40_000 });
  const response = await fetch(`${sandbox.url}/telegram/people/migrations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ chatId: SMALL }),
  });
  const { chatId } = (await response.json()) as { chatId: number };
  expect(chatId).not.toBe(SMALL);

  // The breach is announced in the new chat, where the old problem cannot be quoted.
  const warning = await byBot(chatId, ({ text }) => /Batas SLA/.test(text ?? ''));
  expect(warning.reply_to_message).toBeUndefined();
  await people.write({ chatId, from: OPS, text: 'oncek ya', replyTo: warning.message_id });
  await logsRow(`${old}@${SMALL}`, (row) => row[LOGS.isOncek] === 'true');
  await people.write({ chatId, from: OPS, text: SOLUTION, replyTo: old, replyToChatId: SMALL });
  const row = await logsRow(`${old}@${SMALL}`, (cells) => cells[LOGS.solving] !== '');
  expect(row[0]).toBe('Demo kecil');

  const fresh = await people.write({ chatId, from: TECHNICIAN, text: 'moban tidak bisa absen' });
  await people.write({ chatId, from: OPS, text: SOLUTION, replyTo: fresh, replyToChatId: chatId });
  const next = await logsRow(`${fresh}@${chatId}`, (cells) => cells[LOGS.solving] !== '');
  expect(next[0]).toBe('Demo kecil');
  expect(await ticketsOf(SMALL)).toEqual([`ticket-${SMALL}-${old}`]);
  expect(await ticketsOf(chatId)).toEqual([`ticket-${chatId}-${fresh}`]);
}, 150_000);
