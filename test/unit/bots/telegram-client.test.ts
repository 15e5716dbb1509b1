import { ApplicationFailure } from '@temporalio/common';
import { TelegramError } from 'telegraf';
import { createTelegramClient, openTelegram, telegramRefusal } from '../../../activities/adapters/telegram-client';
import { troubleOf } from '../../../activities/adapters/telegram-errors';
import { fakeBotApi } from './fakes';

const SECRET = 'AAtopsecret';
const client = createTelegramClient({ token: `1:${SECRET}`, apiRoot: 'http://127.0.0.1:9/telegram' });
const refused = (code: number, description: string, parameters?: object) =>
  new TelegramError(
    { error_code: code, description, parameters: parameters },
    { method: 'sendMessage', payload: { text: 'rahasia' } },
  );

async function failureOf(error: Error): Promise<ApplicationFailure> {
  fakeBotApi(() => {
    throw error;
  });
  const failure: unknown = await client.sendMessage({ chatId: 1, html: 'rahasia' }).catch((reason: unknown) => reason);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  return failure as ApplicationFailure;
}

afterEach(() => jest.restoreAllMocks());

test('a message is HTML without previews, outside of topics, and goes out though its quoted message is gone', async () => {
  const sent = fakeBotApi(() => ({ message_id: 77 }));
  await expect(
    client.sendMessage({
      chatId: -5,
      html: '<b>x</b>',
      replyToMessageId: 42,
      buttons: [[{ text: 'ya', data: 'rv:1' }]],
    }),
  ).resolves.toEqual({ messageId: 77 });
  expect(sent).toEqual([
    {
      method: 'sendMessage',
      payload: {
        chat_id: -5,
        text: '<b>x</b>',
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_parameters: { message_id: 42, allow_sending_without_reply: true },
        reply_markup: { inline_keyboard: [[{ text: 'ya', callback_data: 'rv:1' }]] },
      },
    },
  ]);
});

test('a path in the root address is kept, with or without a slash at its end', () => {
  const roots = ['http://h/telegram', 'http://h/telegram/'].map((apiRoot) => openTelegram({ token: '1:x', apiRoot }));
  expect(roots.map(({ options }) => options.apiRoot)).toEqual(['http://h/telegram/', 'http://h/telegram/']);
});

describe('trouble becomes a failure with a name', () => {
  test('429 is tried again after the seconds Telegram asks for', async () => {
    const failure = await failureOf(refused(429, 'Too Many Requests: retry after 17', { retry_after: 17 }));
    expect(failure).toMatchObject({ type: 'TelegramBusy', nonRetryable: false, nextRetryDelay: 17_000 });
  });

  test.each([
    [400, "Bad Request: can't parse entities"],
    [403, 'Forbidden: bot was blocked by the user'],
  ])('%d is final and says method and reason', async (code, description) => {
    const failure = await failureOf(refused(code, description));
    expect(failure).toMatchObject({ type: 'TelegramRefused', nonRetryable: true });
    expect(failure.message).toBe(`sendMessage: ${code} ${description}`);
    expect(telegramRefusal(failure)).toEqual({ method: 'sendMessage', code, description, migrateToChatId: null });
  });

  test('a group that became a supergroup tells its new id', async () => {
    const failure = await failureOf(refused(400, 'Bad Request: upgraded', { migrate_to_chat_id: -1001000000777 }));
    expect(telegramRefusal(failure)?.migrateToChatId).toBe(-1001000000777);
  });

  test.each([
    ['502', refused(502, 'Bad Gateway'), /HTTP 502/],
    [
      'a broken connection',
      Object.assign(new Error(`http://h/bot1:${SECRET}/x`), { code: 'ECONNRESET' }),
      /ECONNRESET/,
    ],
    ['a page of a proxy', Object.assign(new Error(`bot1:${SECRET} <html>`), { type: 'invalid-json' }), /invalid-json/],
    ['a time-out', Object.assign(new Error('x'), { name: 'AbortError' }), /timed out/],
  ])('%s is tried again', async (_what, error, says) => {
    const failure = await failureOf(error);
    expect(failure).toMatchObject({ type: 'TelegramUnavailable', nonRetryable: false });
    expect(failure.message).toMatch(says);
  });

  test('neither token nor text gets into a failure, its cause included', async () => {
    for (const error of [refused(400, 'Bad Request'), new Error(`http://h/bot1:${SECRET}/sendMessage`)]) {
      const failure = await failureOf(error);
      expect(`${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`).not.toMatch(/topsecret|rahasia/);
    }
  });

  test('401 and 404 name the settings', async () => {
    expect(troubleOf(refused(404, 'Not Found'))).toEqual({ kind: 'unauthorized' });
    expect((await failureOf(refused(401, 'Unauthorized'))).message).toMatch(/TELEGRAM_BOT_TOKEN_COLLECTING/);
  });
});

describe('edits', () => {
  const edit = () => client.editMessage({ chatId: 1, messageId: 2, html: 'x' });

  test('without buttons take the old ones away', async () => {
    const sent = fakeBotApi();
    await edit();
    expect(sent[0]).toMatchObject({ method: 'editMessageText', payload: { chat_id: 1, message_id: 2 } });
    expect(sent[0]?.payload).not.toHaveProperty('reply_markup');
  });

  test.each(['message is not modified: the same content', 'message to edit not found'])(
    '“%s” counts as done',
    async (detail) => {
      fakeBotApi(() => {
        throw refused(400, `Bad Request: ${detail}`);
      });
      await expect(edit()).resolves.toBeUndefined();
    },
  );

  test('any other refusal does not', async () => {
    fakeBotApi(() => {
      throw refused(400, 'Bad Request: chat not found');
    });
    await expect(edit()).rejects.toMatchObject({ type: 'TelegramRefused' });
  });
});
