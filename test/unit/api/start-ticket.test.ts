import { ApplicationFailure } from '@temporalio/common';
import { NINE } from '../../support/makers';
import { waitFor } from '../../support/wait';
import { createTicketOpener } from '../../../api/tickets/opener';
import type { NewTicket } from '../../../temporal/ticket-desk';
import { fakeDesk, fakeLog } from '../bots/fakes';
import { expectProblem, GROUP, HOSTILE, KEYS, serviceError, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const key = KEYS.write;
const post = () => Promise.resolve({ messageId: 42, sentAt: NINE });
const opened = { delivery: 'started', workflowId: `ticket-${GROUP}-42`, runId: 'run-1' };
const UNAVAILABLE = 14;
const INVALID_ARGUMENT = 3;

test('the problem is posted into the first group, and that message becomes the ticket', async () => {
  const { call, calls, posted } = await startTestApi({ postProblem: post, desk: { open: () => opened } });
  const answer = await call('POST', '/api/tickets', { key, body: { text: '  login gagal ', reporter: 'Andi' } });
  expect(answer.status).toBe(201);
  expect(answer.headers.location).toBe(`/api/tickets/${GROUP}-42`);
  expect(answer.json).toEqual({ id: `${GROUP}-42`, workflowId: `ticket-${GROUP}-42`, runId: 'run-1' });
  expect(posted).toEqual([{ chatId: GROUP, html: '📨 <b>Andi</b>\nlogin gagal' }]);
  expect(calls).toEqual([
    {
      method: 'open',
      args: [
        {
          chatId: GROUP,
          messageId: 42,
          groupLabel: 'Demo',
          problem: {
            text: 'login gagal',
            sentAt: NINE,
            editedAt: null,
            from: { id: 0, name: 'Andi' },
            media: null,
            forwarded: false,
          },
        },
      ],
    },
  ]);
});

test('another group is chosen by its label', async () => {
  const { call, posted } = await startTestApi({ postProblem: post, desk: { open: () => opened } });
  await call('POST', '/api/tickets', { key, body: { text: 'login gagal', groupLabel: 'Demo kecil' } });
  expect(posted.map(({ chatId }) => chatId)).toEqual([-4001]);
});

test('text and name reach Telegram as text, never as markup', async () => {
  const { call, posted } = await startTestApi({ postProblem: post, desk: { open: () => opened } });
  await call('POST', '/api/tickets', { key, body: { text: HOSTILE, reporter: '</b><i>' } });
  expect(posted[0]!.html).toBe(
    '📨 <b>&lt;/b&gt;&lt;i&gt;</b>\n&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;',
  );
});

describe('Telegram does not take the message: no ticket', () => {
  const failures = {
    busy: ApplicationFailure.create({ type: 'TelegramBusy', message: 'token 1:AA', nextRetryDelay: 16_400 }),
    refused: ApplicationFailure.nonRetryable('sendMessage: 403 secret', 'TelegramRefused'),
    badToken: ApplicationFailure.retryable('secret', 'InvalidSetting'),
    silent: ApplicationFailure.retryable('sendMessage: secret', 'TelegramUnavailable'),
    other: new Error('secret'),
  };
  test.each([
    ['busy', 429, 'TelegramBusy', /try again in 17 s; nothing was posted/],
    ['refused', 502, 'TelegramRefused', /bot is in the group/],
    ['badToken', 502, 'TelegramRefused', /token in the settings/],
    ['silent', 503, 'TelegramUnavailable', /look into the group/],
    ['other', 500, 'Internal', /trace id/],
  ] as const)('%s: %d', async (failure, status, name, detail) => {
    const { call, calls } = await startTestApi({ postProblem: () => Promise.reject(failures[failure]) });
    const answer = await call('POST', '/api/tickets', { key, body: { text: 'login gagal' } });
    expectProblem(answer, status, name, detail);
    expect(answer.headers['retry-after']).toBe(failure === 'busy' ? '17' : undefined);
    expect(answer.text).not.toMatch(/secret|1:AA/);
    expect(calls).toEqual([]);
  });
});

describe('the message is posted, and Temporal is in trouble', () => {
  test('opening is tried again, the post is not', async () => {
    let tries = 0;
    const { call, calls, posted, log } = await startTestApi({
      postProblem: post,
      desk: {
        open: () => {
          if (++tries <= 2) throw serviceError(UNAVAILABLE);
          return opened;
        },
      },
    });
    const answer = await call('POST', '/api/tickets', { key, body: { text: 'login gagal' } });
    expect(answer.status).toBe(201);
    expect(posted).toHaveLength(1);
    expect(calls).toHaveLength(3);
    expect(log.lines.map(({ fields }) => fields.messageId)).toEqual([42, 42]);
  });

  test('what cannot pass is not tried again: 500', async () => {
    const { call, calls } = await startTestApi({
      postProblem: post,
      desk: {
        open: () => {
          throw serviceError(INVALID_ARGUMENT);
        },
      },
    });
    const answer = await call('POST', '/api/tickets', { key, body: { text: 'login gagal' } });
    expectProblem(answer, 500, 'Internal', /trace id/);
    expect(answer.text).not.toContain('10.0.0.7');
    expect(calls).toHaveLength(1);
  });

  const ticket: NewTicket = {
    chatId: GROUP,
    messageId: 42,
    groupLabel: 'Demo',
    problem: { text: 'x', sentAt: NINE, editedAt: null, from: null, media: null, forwarded: false },
  };

  test('a caller waits no longer than it must; the opening goes on, and nothing more is posted until it is done', async () => {
    let isUp = false;
    const { desk, calls } = fakeDesk({
      open: () => {
        if (!isUp) throw serviceError(UNAVAILABLE);
        return opened;
      },
    });
    const log = fakeLog();
    const opener = createTicketOpener({ desk, log, answerWithinMs: 20, pauseMs: () => 5 });
    expect(() => opener.assertFree()).not.toThrow();
    await expect(opener.open(ticket)).resolves.toBeNull();
    expect(() => opener.assertFree()).toThrow(/nothing was posted/);
    isUp = true;
    await waitFor(() => Promise.resolve(log.lines.some(({ level }) => level === 'info')), {
      describe: 'the late ticket is open',
    });
    expect(() => opener.assertFree()).not.toThrow();
    expect(calls.length).toBeGreaterThan(1);
  });

  test('a late opening that fails for good is logged and blocks nobody', async () => {
    let code = UNAVAILABLE;
    const { desk } = fakeDesk({
      open: () => {
        throw serviceError(code);
      },
    });
    const log = fakeLog();
    const opener = createTicketOpener({ desk, log, answerWithinMs: 20, pauseMs: () => 5 });
    await opener.open(ticket);
    code = INVALID_ARGUMENT;
    const isFree = (): boolean => {
      try {
        opener.assertFree();
        return true;
      } catch {
        return false;
      }
    };
    await waitFor(() => Promise.resolve(isFree()), { describe: 'the opener is free again' });
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { chatId: GROUP, messageId: 42 } });
  });
});
