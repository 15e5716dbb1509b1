import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { OpenTicketInput } from '../../../workflows/contracts/open-ticket';
import { expectProblem, GROUP, HOSTILE, KEYS, serviceError, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const key = KEYS.write;
const UNAVAILABLE = 14;
const opens = (_key: string, request: OpenTicketInput) =>
  Promise.resolve({ chatId: request.chatId, messageId: 42, runId: 'run-1', request });
const PROBLEM = { chatId: GROUP, groupLabel: 'Demo', text: 'login gagal', reporter: 'API' };
const start = (body: object, headers: Record<string, string> = {}) => ({ key, body, headers });

test('the problem goes to the first group, and its message is the ticket', async () => {
  const { call, opened } = await startTestApi({ openTicket: opens });
  const answer = await call('POST', '/api/tickets', start({ text: '  login gagal ', reporter: 'Andi' }));
  expect(answer.status).toBe(201);
  expect(answer.headers.location).toBe(`/api/tickets/${GROUP}-42`);
  expect(answer.json).toEqual({ id: `${GROUP}-42`, workflowId: `ticket-${GROUP}-42`, runId: 'run-1' });
  expect(opened.map(({ request }) => request)).toEqual([{ ...PROBLEM, reporter: 'Andi' }]);
});

test('another group is chosen by its label', async () => {
  const { call, opened } = await startTestApi({ openTicket: opens });
  await call('POST', '/api/tickets', start({ text: 'login gagal', groupLabel: 'Demo kecil' }));
  expect(opened.map(({ request }) => request.chatId)).toEqual([-4001]);
});

test('of a group that moved the ticket has the new chat', async () => {
  const openTicket = (_key: string, request: OpenTicketInput) =>
    Promise.resolve({ chatId: -1001000001001, messageId: 3, runId: 'r', request });
  const { call } = await startTestApi({ openTicket });
  const answer = await call('POST', '/api/tickets', start({ text: 'x', groupLabel: 'Demo kecil' }));
  expect(answer.json.id).toBe('-1001000001001-3');
});

describe('Idempotency-Key', () => {
  test('the same key names the same opening, another key or another caller another one', async () => {
    const { call, opened } = await startTestApi({ openTicket: opens });
    const send = (idempotencyKey: string, apiKey: string = KEYS.write) =>
      call('POST', '/api/tickets', {
        ...{ key: apiKey, body: { text: 'login gagal' } },
        headers: { 'Idempotency-Key': idempotencyKey },
      });
    await send('a');
    await send('a');
    await send('b');
    await send('a', KEYS.admin);
    const keys = opened.map((opening) => opening.key);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
    for (const name of keys) expect(name).toMatch(/^[0-9a-f]{40}$/);
  });

  test('without one every request is another opening', async () => {
    const { call, opened } = await startTestApi({ openTicket: opens });
    await call('POST', '/api/tickets', start({ text: 'login gagal' }));
    await call('POST', '/api/tickets', start({ text: 'login gagal' }));
    expect(opened[1]?.key).not.toBe(opened[0]?.key);
  });

  test('a key that opened a ticket for another text is refused', async () => {
    const openTicket = (_key: string, request: OpenTicketInput) =>
      Promise.resolve({ chatId: GROUP, messageId: 42, runId: 'r', request: { ...request, text: 'absen gagal' } });
    const { call } = await startTestApi({ openTicket });
    const answer = await call('POST', '/api/tickets', start({ text: 'login gagal' }, { 'Idempotency-Key': 'a' }));
    expectProblem(answer, 422, 'IdempotencyKeyReused', /take a new key/);
  });

  test.each(['', 'zwei Worte', 'x'.repeat(256)])('“%s” is no key', async (idempotencyKey) => {
    const { call, opened } = await startTestApi({ openTicket: opens });
    const answer = await call('POST', '/api/tickets', start({ text: 'x' }, { 'Idempotency-Key': idempotencyKey }));
    expectProblem(answer, 400, 'InvalidInput', /1 to 255 visible/);
    expect(opened).toEqual([]);
  });
});

test('text and name reach the opening as they were given: who posts escapes them', async () => {
  const { call, opened } = await startTestApi({ openTicket: opens });
  await call('POST', '/api/tickets', start({ text: HOSTILE, reporter: '</b><i>' }));
  expect(opened[0]?.request).toMatchObject({ text: HOSTILE, reporter: '</b><i>' });
});

describe('Telegram does not take the message: no ticket', () => {
  const busy = ApplicationFailure.create({
    type: 'TelegramBusy',
    message: 'secret',
    details: [{ retryAfterMs: 16_400 }],
  });
  const failures = {
    busy,
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
    const failed = new WorkflowFailedError('Workflow execution failed', failures[failure], 'NON_RETRYABLE_FAILURE');
    const { call } = await startTestApi({ openTicket: () => Promise.reject(failed) });
    const answer = await call('POST', '/api/tickets', start({ text: 'login gagal' }));
    expectProblem(answer, status, name, detail);
    expect(answer.headers['retry-after']).toBe(failure === 'busy' ? '17' : undefined);
    expect(answer.text).not.toMatch(/secret/);
  });
});

test('a caller waits no longer than it must, and is told how to learn what became of it', async () => {
  const { call } = await startTestApi({ openTicket: () => new Promise(() => undefined), answerWithinMs: 20 });
  const answer = await call('POST', '/api/tickets', start({ text: 'login gagal' }));
  expectProblem(answer, 503, 'TelegramUnavailable', /the same Idempotency-Key tells/);
  expect(answer.headers['retry-after']).toBe('10');
});

test('Temporal is down: nothing was posted', async () => {
  const { call } = await startTestApi({ openTicket: () => Promise.reject(serviceError(UNAVAILABLE)) });
  const answer = await call('POST', '/api/tickets', start({ text: 'login gagal' }));
  expectProblem(answer, 503, 'TemporalUnavailable', /try again later/);
});
