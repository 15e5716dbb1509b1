import type { Update } from 'telegraf/types';
import type { Fault } from '../../sandbox/faults';
import { closeKits, COLLECTING, refusal, startKit, TECHNICIAN, updatesOf, type Kit } from './telegram-kit';

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(closeKits);

const write = (text: string): Promise<{ messageId: number }> =>
  kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text });
const messagesOf = (): Promise<unknown[]> => kit.people(`chats/${COLLECTING}/messages`);
const ids = (updates: Update[]): number[] => updates.map(({ update_id: id }) => id);
const counts = async (): Promise<{ hits: number; left: number | null }[]> =>
  ((await kit.http('GET', '/faults')).body as Fault[]).map(({ hits, left }) => ({ hits, left }));

it('status: refuses as often as asked in Telegram’s shape, applies nothing, and counts the hits', async () => {
  await kit.fault({ method: 'sendMessage', kind: 'status', status: 429, retryAfter: 7, times: 2 });
  for (let n = 1; n <= 2; n += 1) {
    const error = await refusal(kit.group.sendMessage(COLLECTING, 'x'));
    expect([error.code, error.parameters]).toEqual([429, { retry_after: 7 }]);
  }
  expect(await messagesOf()).toEqual([]);
  expect(await kit.group.getMe()).toHaveProperty('id');
  await kit.group.sendMessage(COLLECTING, 'x');
  expect(await messagesOf()).toHaveLength(1);
  expect(await counts()).toEqual([{ hits: 2, left: 0 }]);
});

it('status with forMs: refuses until the time is over, however often', async () => {
  let now = Date.parse('2026-01-05T03:00:00Z');
  const timed = await startKit({ clock: () => new Date(now) });
  await timed.fault({ kind: 'status', status: 502, forMs: 5_000 });
  for (let n = 1; n <= 3; n += 1) expect((await refusal(timed.group.getMe())).code).toBe(502);
  now += 5_000;
  expect(await timed.group.getMe()).toHaveProperty('id');
});

it('drop: breaks the connection before anything is applied', async () => {
  await kit.fault({ method: 'sendMessage', kind: 'drop' });
  await expect(kit.group.sendMessage(COLLECTING, 'x')).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await messagesOf()).toEqual([]);
});

it('afterApply: applies, then breaks the connection or answers the given status', async () => {
  await kit.fault({ method: 'sendMessage', kind: 'afterApply' });
  await expect(kit.group.sendMessage(COLLECTING, 'satu')).rejects.toThrow(/socket hang up|ECONNRESET/);
  await kit.fault({ method: 'sendMessage', kind: 'afterApply', status: 504 });
  expect((await refusal(kit.group.sendMessage(COLLECTING, 'dua'))).code).toBe(504);
  expect(await messagesOf()).toMatchObject([{ text: 'satu' }, { text: 'dua' }]);
});

it('delay: answers later, and applies nothing for a client that went away meanwhile', async () => {
  await kit.fault({ method: 'sendMessage', kind: 'delay', delayMs: 300 });
  const startedAt = Date.now();
  await kit.group.sendMessage(COLLECTING, 'lambat');
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(295);
  await kit.fault({ method: 'sendMessage', kind: 'delay', delayMs: 100 });
  const impatient = kit.group.callApi(
    'sendMessage',
    { chat_id: COLLECTING, text: 'hilang' },
    {
      signal: AbortSignal.timeout(30) as never,
    },
  );
  await expect(impatient).rejects.toThrow(/abort/i);
  await kit.fault({ method: 'getMe', kind: 'delay', delayMs: 200 });
  await kit.group.getMe();
  expect(await messagesOf()).toHaveLength(1);
});

it('duplicate: delivers a confirmed update once more under the same id', async () => {
  await write('satu');
  const [first] = ids(await updatesOf(kit.group));
  await kit.fault({ kind: 'duplicate' });
  expect(ids(await updatesOf(kit.group, first! + 1))).toEqual([first]);
  expect(await updatesOf(kit.group, first! + 1)).toEqual([]);
  expect(await counts()).toEqual([{ hits: 1, left: 0 }]);
});

it('reorder: delivers the second update first, and the first one although the second confirmed it', async () => {
  await kit.fault({ kind: 'reorder' });
  const waiting = updatesOf(kit.group, 0, 10);
  await write('satu');
  await write('dua');
  const [second] = ids(await waiting);
  const [first, ...rest] = ids(await updatesOf(kit.group, second! + 1));
  expect(rest).toEqual([]);
  expect(first).toBe(second! - 1);
  expect(await updatesOf(kit.group, second! + 1)).toEqual([]);
});

it('reorder: lets a lone update through after a while', async () => {
  await kit.fault({ kind: 'reorder', delayMs: 150 });
  await write('satu');
  expect(await updatesOf(kit.group, 0, 10)).toHaveLength(1);
  expect(await counts()).toEqual([{ hits: 0, left: 1 }]);
});

it('refuses a fault that makes no sense, and clears all on DELETE', async () => {
  for (const body of [
    {},
    { service: 'telegram', kind: 'delay' },
    { service: 'fax', kind: 'drop' },
    { service: 'telegram', kind: 'drop', x: 1 },
  ]) {
    expect((await kit.http('POST', '/faults', body)).status).toBe(400);
  }
  await kit.fault({ kind: 'drop', times: 5 });
  expect((await kit.http('DELETE', '/faults')).status).toBe(204);
  expect(await counts()).toEqual([]);
  expect(await kit.group.getMe()).toHaveProperty('id');
});
