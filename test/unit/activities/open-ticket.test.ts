import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { TelegramClient } from '../../../activities/adapters/telegram-client';
import { createChatMoves } from '../../../activities/chat-moves';
import { createOpenTicketActivities } from '../../../activities/open-ticket';
import { NINE } from '../../support/makers';
import { memoryStore } from '../../support/memory-store';
import { fakeDesk } from '../bots/fakes';

const REQUEST = { chatId: -4001, groupLabel: 'Kecil', text: 'login <gagal>', reporter: 'Andi' };
const NEW_CHAT = -1001000000777;

interface BenchOptions {
  send?: (chatId: number) => Error | null;
  open?: () => unknown;
}

function aBench({
  send = () => null,
  open = () => ({ delivery: 'started', workflowId: 'w', runId: 'r' }),
}: BenchOptions) {
  const posted: Parameters<TelegramClient['sendMessage']>[0][] = [];
  const { desk, calls } = fakeDesk({ open });
  const moves = createChatMoves(memoryStore());
  const { postProblem } = createOpenTicketActivities({
    bot: {
      sendMessage: (message) => {
        const error = send(message.chatId);
        return error ? Promise.reject(error) : Promise.resolve({ messageId: 41 + posted.push(message) });
      },
    },
    ...{ moves, desk, now: () => new Date(NINE) },
  });
  return { postProblem, posted, calls, moves };
}

const anAttempt = (info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {}) =>
  new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });

test('the problem is posted, and its message is the ticket', async () => {
  const { postProblem, posted, calls } = aBench({});
  expect(await anAttempt().run(postProblem, REQUEST)).toEqual({ chatId: -4001, messageId: 42, runId: 'r' });
  expect(posted).toEqual([{ chatId: -4001, html: '📨 <b>Andi</b>\nlogin &lt;gagal&gt;' }]);
  const problem = { text: 'login <gagal>', sentAt: NINE, from: { id: 0, name: 'Andi' }, forwarded: false };
  expect(calls).toMatchObject([
    { method: 'open', args: [{ chatId: -4001, messageId: 42, groupLabel: 'Kecil', problem }] },
  ]);
});

test('a message is not posted again when only its ticket could not be opened', async () => {
  let isDown = true;
  const { postProblem, posted } = aBench({
    open: () => {
      if (isDown) throw new Error('14 UNAVAILABLE');
      return { runId: 'r' };
    },
  });
  const first = anAttempt();
  let heartbeatDetails: unknown;
  first.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
  await expect(first.run(postProblem, REQUEST)).rejects.toThrow('14 UNAVAILABLE');
  isDown = false;
  const later = await anAttempt({ attempt: 2, heartbeatDetails }).run(postProblem, REQUEST);
  expect(later).toEqual({ chatId: -4001, messageId: 42, runId: 'r' });
  expect(posted).toHaveLength(1);
});

const busy = ApplicationFailure.create({ type: 'TelegramBusy', message: 'later', nextRetryDelay: 16_400 });
const silent = ApplicationFailure.retryable('no answer', 'TelegramUnavailable');

test('over the rate limit nobody tries again, and the wait is told', async () => {
  const { postProblem, calls } = aBench({ send: () => busy });
  await expect(anAttempt().run(postProblem, REQUEST)).rejects.toMatchObject({
    ...{ type: 'TelegramBusy', nonRetryable: true, details: [{ retryAfterMs: 16_400 }] },
  });
  expect(calls).toEqual([]);
});

test('no answer of Telegram is worth three tries', async () => {
  const { postProblem } = aBench({ send: () => silent });
  await expect(anAttempt({ attempt: 2 }).run(postProblem, REQUEST)).rejects.toMatchObject({ nonRetryable: false });
  await expect(anAttempt({ attempt: 3 }).run(postProblem, REQUEST)).rejects.toMatchObject({ nonRetryable: true });
});

test('a group that moved gets it under its new id, which is noted', async () => {
  const details = [{ method: 'sendMessage', code: 400, description: 'upgraded', migrateToChatId: NEW_CHAT }];
  const moved = ApplicationFailure.create({
    type: 'TelegramRefused',
    message: 'upgraded',
    nonRetryable: true,
    details,
  });
  const { postProblem, moves, posted } = aBench({ send: (chatId) => (chatId === -4001 ? moved : null) });
  expect(await anAttempt().run(postProblem, REQUEST)).toMatchObject({ chatId: NEW_CHAT, messageId: 42 });
  expect(await moves.currentOf(-4001)).toBe(NEW_CHAT);
  await anAttempt().run(postProblem, REQUEST);
  expect(posted.map(({ chatId }) => chatId)).toEqual([NEW_CHAT, NEW_CHAT]);
});
