import type { Update } from 'telegraf/types';
import { createAcceptor } from '../../../bots/intake/acceptor';
import { createReceiver } from '../../../bots/webhook/receiver';
import { isSameSecret, webhookSecret } from '../../../bots/webhook/secret';
import { startWebhookServer, type WebhookServer } from '../../../bots/webhook/server';
import { waitFor } from '../../support/wait';
import { aMessage, aMessageUpdate, fakeLog, heardOutages } from './fakes';

const SECRET = 'geheim';
const inChat = (chatId: number, updateId: number): Update =>
  aMessageUpdate(aMessage({ text: 'x', chat: { id: chatId, type: 'supergroup' } }), updateId);

const running: WebhookServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

function aReceiver(handle: (update: Update) => Promise<void>, now?: () => number) {
  const log = fakeLog();
  const outages = heardOutages();
  const deadLetters = { add: () => Promise.reject(new Error('unexpected dead letter')) };
  const acceptor = createAcceptor({ bot: 'group', handle, deadLetters, outages, log });
  return createReceiver({ bot: 'group', acceptor, log, now });
}

async function aServer(handle: (update: Update) => Promise<void>) {
  const server = await startWebhookServer({ port: 0, log: fakeLog() });
  running.push(server);
  server.attach('group', { secret: SECRET, receiver: aReceiver(handle) });
  const bring = async (body: unknown, { secret = SECRET, path = '/telegram/group', method = 'POST' } = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': secret },
      ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    });
    return response.status;
  };
  return { server, bring };
}

test('200 only once the update is accepted, 503 while it is not, and again 200 for one that was', async () => {
  let isDown = true;
  const handled: number[] = [];
  const { bring } = await aServer(({ update_id: id }) => {
    if (isDown) return Promise.reject(new Error('14 UNAVAILABLE'));
    handled.push(id);
    return Promise.resolve();
  });
  expect(await bring(inChat(-1, 10))).toBe(503);
  isDown = false;
  expect(await bring(inChat(-1, 10))).toBe(200);
  expect(await bring(inChat(-1, 10))).toBe(200);
  expect(handled).toEqual([10]);
});

test.each([
  ['no secret', '', 401],
  ['a wrong secret', 'geheiM', 401],
  ['a longer secret', `${SECRET}x`, 401],
])('%s is refused before the body is read', async (_what, secret, status) => {
  const { bring } = await aServer(() => Promise.reject(new Error('unexpected update')));
  expect(await bring('{ no json', { secret })).toBe(status);
});

test('what is no update, no JSON, too long, or on another path is refused; a bot that has not begun asks to come again', async () => {
  const { bring } = await aServer(() => Promise.reject(new Error('unexpected update')));
  expect(await bring({ message: {} })).toBe(400);
  expect(await bring([1])).toBe(400);
  expect(await bring('{ no json')).toBe(400);
  expect(await bring({ update_id: 1, message: { text: 'x'.repeat(2_000_000) } })).toBe(413);
  expect(await bring(inChat(-1, 1), { path: '/telegram/other' })).toBe(404);
  expect(await bring(null, { method: 'GET' })).toBe(404);
  expect(await bring(inChat(-1, 1), { path: '/telegram/admin' })).toBe(503);
});

test('updates of a chat are handled one by one in order, those of another chat beside them', async () => {
  const log: string[] = [];
  let release: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (release = resolve));
  const receiver = aReceiver(async ({ update_id: id }) => {
    log.push(`begin ${id}`);
    if (id === 10) await first;
    log.push(`end ${id}`);
  });
  const taken = [receiver.take(inChat(-1, 10)), receiver.take(inChat(-1, 11)), receiver.take(inChat(-2, 12))];
  expect(await taken[2]).toBe(true);
  expect(log).toEqual(['begin 10', 'begin 12', 'end 12']);
  release();
  expect(await Promise.all(taken)).toEqual([true, true, true]);
  expect(log.slice(3)).toEqual(['end 10', 'begin 11', 'end 11']);
});

test('behind an update that failed, later ones of its chat are sent back until it was accepted, for a minute at most', async () => {
  const handled: number[] = [];
  let isDown = true;
  let nowMs = 0;
  const receiver = aReceiver(
    ({ update_id: id }) => {
      if (isDown) return Promise.reject(new Error('14 UNAVAILABLE'));
      handled.push(id);
      return Promise.resolve();
    },
    () => nowMs,
  );
  const [first, second] = await Promise.all([receiver.take(inChat(-1, 10)), receiver.take(inChat(-1, 11))]);
  expect([first, second]).toEqual([false, false]);
  isDown = false;
  expect(await receiver.take(inChat(-1, 11))).toBe(false);
  expect(await receiver.take(inChat(-2, 12))).toBe(true);
  expect(await receiver.take(inChat(-1, 10))).toBe(true);
  expect(await receiver.take(inChat(-1, 11))).toBe(true);
  expect(handled).toEqual([12, 10, 11]);

  isDown = true;
  await receiver.take(inChat(-1, 13));
  isDown = false;
  nowMs += 60_000;
  expect(await receiver.take(inChat(-1, 14))).toBe(true);
});

test('a stop lets what is in hand finish and takes nothing more', async () => {
  let release: (() => void) | null = null;
  const { server, bring } = await aServer(() => new Promise<void>((resolve) => (release = resolve)));
  const inHand = bring(inChat(-1, 10));
  const finish = await waitFor(() => release, { describe: 'the update is in hand' });
  const stopped = server.stop();
  finish();
  expect(await inHand).toBe(200);
  await stopped;
  await expect(bring(inChat(-1, 11))).rejects.toThrow();
});

test('the secret is of Telegram’s alphabet, the same for a token in every process, and does not hold the token', () => {
  const secret = webhookSecret('1000001:sandbox-group');
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(webhookSecret('1000001:sandbox-group')).toBe(secret);
  expect(webhookSecret('1000002:sandbox-admin')).not.toBe(secret);
  expect(isSameSecret(secret, secret)).toBe(true);
  expect(isSameSecret('', secret)).toBe(false);
});
