import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { hashApiKey } from '../../../config/api-keys';
import { NINE } from '../../support/makers';
import { expectProblem, GROUP, KEYS, serviceError, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

const REF = { chatId: GROUP, messageId: 42 };
const ADMIN_ID = hashApiKey(KEYS.admin).slice(0, 8);
const WRITE_ID = hashApiKey(KEYS.write).slice(0, 8);
const bodies = {
  responses: { kind: 'oncek', text: 'oncek', solver: 'Bagas' },
  review: { label: 'KENDALA LOGIN' },
};
const calls = [
  ['GET', ''],
  ['GET', '/events'],
  ['POST', '/responses'],
  ['POST', '/review'],
  ['POST', '/review/lock'],
  ['POST', '/review/undo'],
  ['POST', '/cancel'],
] as const;

/** Other forms, numbers too large or not canonical, paths, control characters, a broken surrogate. */
const NO_IDS = [
  '42',
  '-42',
  'abc-def',
  '0-1',
  '-1001-0',
  '-1001-007',
  '-1001-1.5',
  '-1001-1e3',
  `-1-${'9'.repeat(400)}`,
  '-9007199254740993-1',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..%5c',
  '-1001-42%00',
  '-1001-42%0a',
  '%27%20OR%201=1',
  '%ED%A0%80-1',
  'x'.repeat(5_000),
];

const notFound = (): never => {
  throw new WorkflowNotFoundError('workflow not found for ID: x', `ticket-${TICKET}`, undefined);
};
const bodyOf = (action: string): unknown => bodies[action.slice(1) as keyof typeof bodies];

describe.each(calls)('%s /api/tickets/{id}%s', (method, action) => {
  test('an unknown ticket is 404', async () => {
    const { call } = await startTestApi({
      desk: {
        status: () => null,
        events: () => null,
        edit: () => false,
        cancel: () => false,
        ...{ lockReview: notFound, undoReview: notFound },
        review: () => {
          throw new WorkflowNotFoundError('workflow not found for ID: x', `ticket-${TICKET}`, undefined);
        },
      },
    });
    const answer = await call(method, `/api/tickets/${TICKET}${action}`, { body: bodyOf(action) });
    expectProblem(answer, 404, 'UnknownTicket', /no open ticket/);
  });

  test('what is no id is 400, and no workflow is asked', async () => {
    const { call, calls: desk } = await startTestApi();
    for (const id of NO_IDS) {
      const answer = await call(method, `/api/tickets/${id}${action}`, { body: bodyOf(action) });
      expect([id, answer.status]).toEqual([id, 400]);
      expect(answer.json.detail.length).toBeLessThan(600);
    }
    expect(desk).toEqual([]);
  });

  test('Temporal in trouble is 503 without its address', async () => {
    const fail = () => {
      throw serviceError(14);
    };
    const { call } = await startTestApi({
      desk: { status: fail, events: fail, edit: fail, cancel: fail, review: fail, lockReview: fail, undoReview: fail },
    });
    const answer = await call(method, `/api/tickets/${TICKET}${action}`, { body: bodyOf(action) });
    expectProblem(answer, 503, 'TemporalUnavailable', /workflow server/);
    expect(answer.text).not.toContain('10.0.0.7');
  });
});

test.each(['/api/tickets/../model/info', '/api/tickets/..', `/api//tickets/${TICKET}`])(
  'dots and double slashes in %s lead nowhere: 400 or 404',
  async (path) => {
    const { call } = await startTestApi();
    const { status, headers } = await call('GET', path);
    expect([400, 404]).toContain(status);
    expect(headers['content-type']).toContain('application/problem+json');
  },
);

test('a broken percent sign in a path is 400', async () => {
  const { call } = await startTestApi();
  expectProblem(await call('GET', '/api/tickets/%zz'), 400, 'InvalidInput', /path/);
});

test('state and story are handed through', async () => {
  const event = { at: NINE, kind: 'oncek', who: 'Sari', detail: '' };
  const { call, calls: desk } = await startTestApi({
    desk: { status: () => ({ ticketId: TICKET, phase: 'open' }), events: () => ({ events: [event], sla: null }) },
  });
  expect((await call('GET', `/api/tickets/${TICKET}`, { key: KEYS.read })).json).toEqual({
    ticketId: TICKET,
    phase: 'open',
  });
  const story = await call('GET', `/api/tickets/${TICKET}/events`, { key: KEYS.read });
  expect(story.json).toEqual({ items: [event], sla: null, nextCursor: null });
  expect(desk.map(({ args }) => args)).toEqual([[REF], [REF]]);
});

test('a solution reaches the open ticket once, under an id of its own', async () => {
  const { call, calls: desk } = await startTestApi({ desk: { edit: () => true } });
  const body = { kind: 'solution', text: ' sudah direset, MIT -bg ', solver: 'Bagas' };
  const answer = await call('POST', `/api/tickets/${TICKET}/responses`, { key: KEYS.write, body });
  expect(answer.status).toBe(202);
  const { id } = answer.json;
  expect(id).toMatch(/^api:[0-9a-f-]{36}$/);
  const from = { id: 0, name: 'Bagas' };
  const message = { id, messageId: null, text: 'sudah direset, MIT -bg', sentAt: NINE, editedAt: null, from };
  expect(desk).toEqual([{ method: 'edit', args: [REF, { updateId: id, message }] }]);
});

test('a cancel names its key', async () => {
  const { call, calls: desk } = await startTestApi({ desk: { cancel: () => true } });
  const { status, json } = await call('POST', `/api/tickets/${TICKET}/cancel`, { key: KEYS.write });
  expect(status).toBe(202);
  expect(desk[0]!.args).toEqual([REF, { updateId: json.id, by: { id: 0, name: `API ${WRITE_ID}` } }]);
});

describe('review', () => {
  test.each([
    [{}, `API ${ADMIN_ID}`],
    [{ reviewer: 'Sari' }, 'Sari'],
  ])('with %j is decided by %s, proven by the key', async (extra, name) => {
    const result = { decided: 'now', label: 'X', status: 'CORRECTED', reviewer: { kind: 'api', id: ADMIN_ID, name } };
    const { call, calls: desk } = await startTestApi({ desk: { review: () => result } });
    const { json } = await call('POST', `/api/tickets/${TICKET}/review`, { body: { label: ' X ', ...extra } });
    expect(json).toEqual(result);
    expect(desk[0]!.args).toEqual([REF, { label: 'X', reviewer: { kind: 'api', id: ADMIN_ID, name } }]);
  });

  const failed = (type: string, message = 'the label is not known') =>
    new WorkflowUpdateFailedError('update failed', ApplicationFailure.nonRetryable(message, type));
  test.each([
    ['UnknownLabel', failed('UnknownLabel'), 422, 'UnknownLabel', /label is not known/],
    ['NotUnderReview', failed('NotUnderReview'), 409, 'NotUnderReview', /./],
    ['TicketClosed', failed('TicketClosed'), 409, 'TicketClosed', /./],
    ['ReviewLocked', failed('ReviewLocked', 'bot 9001 is at it'), 409, 'ReviewLocked', /bot 9001/],
    ['InvalidInput', failed('InvalidInput'), 400, 'InvalidInput', /./],
    ['the ticket ends meanwhile', failed('AcceptedUpdateCompletedWorkflow', 'secret'), 409, 'TicketClosed', /ended/],
    ['a bug in the workflow', failed('TypeError', 'secret is undefined'), 500, 'Internal', /trace id/],
    ['a failure not meant for callers', failed('SheetRefused', 'secret'), 500, 'Internal', /trace id/],
    ['no cause', new WorkflowUpdateFailedError('secret', undefined), 500, 'Internal', /trace id/],
    ['no answer', new WorkflowUpdateRPCTimeoutOrCancelledError('secret'), 503, 'TemporalUnavailable', /try again/],
  ] as const)('%s', async (_what, error, status, name, detail) => {
    const review = () => {
      throw error;
    };
    const { call } = await startTestApi({ desk: { review } });
    const answer = await call('POST', `/api/tickets/${TICKET}/review`, { body: { label: 'X' } });
    expectProblem(answer, status, name, detail);
    expect(answer.text).not.toContain('secret');
  });
});

describe('lock and undo of a review', () => {
  const by = { kind: 'api', id: ADMIN_ID, name: `API ${ADMIN_ID}` };

  test('who holds the review is handed through; the key proves the caller', async () => {
    const lock = { taken: false, holder: { kind: 'bot', id: '9001', name: 'Sari' }, until: NINE };
    const { call, calls: desk } = await startTestApi({ desk: { lockReview: () => lock } });
    expect((await call('POST', `/api/tickets/${TICKET}/review/lock`)).json).toEqual(lock);
    expect(desk[0]!.args).toEqual([REF, { reviewer: by }]);
  });

  test('the decision taken back is told', async () => {
    const undone = { undone: { label: 'X', status: 'CORRECTED', reviewer: by } };
    const { call, calls: desk } = await startTestApi({ desk: { undoReview: () => undone } });
    const path = `/api/tickets/${TICKET}/review/undo`;
    expect((await call('POST', path, { body: { reviewer: 'Sari' } })).json).toEqual(undone);
    expect(desk[0]!.args).toEqual([REF, { reviewer: { ...by, name: 'Sari' } }]);
  });

  test.each(['lock', 'undo'])('a key that is no admin’s may not %s', async (action) => {
    const { call } = await startTestApi({ desk: {} });
    const answer = await call('POST', `/api/tickets/${TICKET}/review/${action}`, { key: KEYS.write });
    expectProblem(answer, 403, 'NotAnAdmin', /admin/);
  });
});
