import type { Context } from 'telegraf';
import { TelegramError } from 'telegraf';
import { reply } from '../../../bots/reply';

const refused = (code: number, parameters: { retry_after?: number } = {}) =>
  new TelegramError({ error_code: code, description: `answers ${code}`, parameters });

/** A chat that fails so often, in order, before it takes messages. */
function aChat(...failures: Error[]) {
  const taken: string[] = [];
  const warnings: object[] = [];
  const send = (text: string): Promise<void> => {
    const failure = failures.shift();
    if (failure) return Promise.reject(failure);
    taken.push(text);
    return Promise.resolve();
  };
  const ctx = { update: { update_id: 7 }, reply: send } as unknown as Context;
  return { ctx, taken, warnings, log: { warn: (fields: object) => void warnings.push(fields) } };
}

// An answer to an admin was dropped for two seconds of Telegram's patience.
test('an answer that Telegram asks to wait with is sent when it may be', async () => {
  const { ctx, taken, warnings, log } = aChat(refused(429, { retry_after: 0 }), refused(429, { retry_after: 0 }));
  await reply(ctx, 'ada', log);
  expect([taken, warnings]).toEqual([['ada'], []]);
});

test('an answer on a line that was cut is sent again', async () => {
  const { ctx, taken, log } = aChat(refused(502));
  await reply(ctx, 'ada', log);
  expect(taken).toEqual(['ada']);
});

test('only the part that was refused is sent again', async () => {
  const { ctx, taken, log } = aChat();
  const long = `${'a'.repeat(4_000)}\n${'b'.repeat(4_000)}`;
  let count = 0;
  const failing = {
    ...ctx,
    reply: (text: string) => (++count === 2 ? Promise.reject(refused(429, { retry_after: 0 })) : ctx.reply(text)),
  };
  await reply(failing as unknown as Context, long, log);
  expect(taken.map((text) => text.slice(0, 1))).toEqual(['a', 'b']);
});

test.each([
  ['more patience than half a minute', [refused(429, { retry_after: 31 })]],
  ['a refusal', [refused(400)]],
  ['patience four times', Array.from({ length: 4 }, () => refused(429, { retry_after: 0 }))],
])('%s ends in a line of the log, and holds up nothing', async (_what, failures) => {
  const { ctx, taken, warnings, log } = aChat(...failures);
  await reply(ctx, 'ada', log);
  expect(taken).toEqual([]);
  expect(warnings).toMatchObject([{ updateId: 7, tried: failures.length }]);
});
