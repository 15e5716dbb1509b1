import { cursorOf } from '../../../api/tickets/cursor';
import { visibilityQuery } from '../../../api/tickets/list';
import { aListed, expectProblem, GROUP, grpcError, KEYS, notStarted, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const key = KEYS.read;
const TOKEN = Buffer.from('{"RunID":"r1"}');

async function apiWithList() {
  const asked: { query: string; pageSize: number; nextPageToken?: Uint8Array }[] = [];
  const api = await startTestApi({
    temporal: {
      list: (request) => {
        asked.push(request);
        const open = aListed(`ticket-${GROUP}-42`, {
          OncekPhase: 'inReview',
          OncekGroup: ['Demo'],
          OncekConfidence: 0.41,
          OncekReceivedAt: '2031-03-03T02:00:00Z',
        });
        return { executions: [open, aListed(`ticket-${GROUP}-41`, {}, 2)], nextPageToken: TOKEN };
      },
    },
  });
  return { ...api, asked };
}

test('tickets as visibility has them, absent fields null, and a cursor that leads on', async () => {
  const { call, asked } = await apiWithList();
  const { status, json } = await call('GET', '/api/tickets', { key });
  expect(status).toBe(200);
  const none = {
    phase: null,
    group: null,
    app: null,
    label: null,
    confidence: null,
    source: null,
    review: null,
    sla: null,
  };
  const undated = { receivedAt: null, dueAt: null };
  expect(json.items).toEqual([
    {
      ...none,
      ...undated,
      id: `${GROUP}-42`,
      workflowId: `ticket-${GROUP}-42`,
      running: true,
      phase: 'inReview',
      group: 'Demo',
      confidence: 0.41,
      receivedAt: '2031-03-03T02:00:00Z',
    },
    { ...none, ...undated, id: `${GROUP}-41`, workflowId: `ticket-${GROUP}-41`, running: false },
  ]);
  await call('GET', `/api/tickets?limit=7&cursor=${json.nextCursor}`, { key });
  expect(asked.map(({ pageSize, nextPageToken }) => [pageSize, nextPageToken])).toEqual([
    [50, undefined],
    [7, TOKEN],
  ]);
});

test('the last page has no cursor', async () => {
  const { call } = await startTestApi({
    temporal: { list: () => ({ executions: [], nextPageToken: Buffer.alloc(0) }) },
  });
  expect((await call('GET', '/api/tickets', { key })).json).toEqual({ items: [], nextCursor: null });
});

test('reviews are the tickets in review, whatever else is asked for', async () => {
  const { call, asked } = await apiWithList();
  expect((await call('GET', '/api/reviews?group=Demo', { key })).status).toBe(200);
  expect(asked[0]!.query).toBe("WorkflowType = 'ticketWorkflow' AND OncekPhase = 'inReview' AND OncekGroup = 'Demo'");
  expectProblem(await call('GET', '/api/reviews?phase=open', { key }), 400, 'InvalidInput', /"phase"/);
});

test('no value ends its string: quotes and backslashes are escaped, an odd one before them included', () => {
  expect(visibilityQuery({ label: "x' OR WorkflowType != '" })).toBe(
    String.raw`WorkflowType = 'ticketWorkflow' AND OncekSymptom = 'x\' OR WorkflowType != \''`,
  );
  expect(visibilityQuery({ label: String.raw`x\' OR 1=1` })).toBe(
    String.raw`WorkflowType = 'ticketWorkflow' AND OncekSymptom = 'x\\\' OR 1=1'`,
  );
});

test('a quote within a value is searched for as it is', async () => {
  const { call, asked } = await apiWithList();
  await call('GET', `/api/tickets?label=${encodeURIComponent("x' OR 'a' = 'a")}`, { key });
  expect(asked[0]!.query).toContain(String.raw`OncekSymptom = 'x\' OR \'a\' = \'a'`);
});

test.each([
  ['label=%22x%22', /^label: cannot be searched for/],
  ['label=a%5Cb', /^label: cannot be searched for/],
  ['group=%27x', /^group: cannot be searched for/],
  ['group=a%00b', /^group: .*NUL/],
  ['app=a%0Ab', /^app: cannot/],
  [`label=${'x'.repeat(201)}`, /^label: .*200/],
  ['label=a&label=b', /^label: .*string/],
  ['phase=gone', /^phase: /],
  ['limit=0', /^limit: /],
  ['limit=201', /^limit: /],
  ['limit=1.5', /^limit: /],
  ['limit=many', /^limit: /],
  ['query=WorkflowType%3D1', /"query"/],
  ['label[x]=1', /"label\[x\]"/],
  ['__proto__=1', /__proto__|request/],
])('?%s is 400 and names the field; Temporal is not asked', async (query, detail) => {
  const { call } = await startTestApi();
  expectProblem(await call('GET', `/api/tickets?${query}`, { key }), 400, 'InvalidInput', detail);
});

const good = cursorOf(TOKEN)!;
test.each(['', 'x', '%00', '!!!!', 'e30', Buffer.from('garbage').toString('base64url'), `${good}A`, good.slice(1)])(
  'cursor %j is 400, and Temporal, which would try such a token for long, is not asked',
  async (cursor) => {
    const { call } = await startTestApi();
    const answer = await call('GET', `/api/tickets?cursor=${cursor}`, { key });
    expectProblem(answer, 400, 'InvalidInput', /^cursor: not one of ours/);
  },
);

test('Temporal in trouble is 503', async () => {
  const list = () => {
    throw grpcError(4, 'Deadline exceeded after 5s');
  };
  const { call } = await startTestApi({ temporal: { list } });
  expectProblem(await call('GET', '/api/tickets', { key }), 503, 'TemporalUnavailable', /try again/);
});

test('a refusal of Temporal that we did not foresee is 500 without its words', async () => {
  const list = () => {
    throw grpcError(3, 'invalid query: secret');
  };
  const { call } = await startTestApi({ temporal: { list } });
  const answer = await call('GET', '/api/tickets', { key });
  expectProblem(answer, 500, 'Internal', /trace id/);
  expect(answer.text).not.toContain('secret');
});

describe('the ledger', () => {
  const status = { pending: 3, parked: [], written: 9, batches: 4, oldestPendingSince: null };

  test('tells how far the sheet is behind', async () => {
    const { call } = await startTestApi({ temporal: { ledger: () => status } });
    expect((await call('GET', '/api/ledger', { key })).json).toEqual({ started: true, ...status });
  });

  test('tries parked rows again for an admin alone, and says how many', async () => {
    const parked = [{ worksheet: 'Logs', key: '1', reason: 'protected' }];
    let retries = 0;
    const retry = () => void (retries += 1);
    const { call } = await startTestApi({ temporal: { ledger: () => ({ ...status, parked, parkedMore: 4 }), retry } });
    expect((await call('POST', '/api/data/queue/retry', { key: KEYS.write })).status).toBe(403);
    expect(retries).toBe(0);
    const answer = await call('POST', '/api/data/queue/retry', { key: KEYS.admin });
    expect([answer.json, retries]).toEqual([{ retried: 5, queue_size: 8 }, 1]);
  });

  test('has not started before the first row', async () => {
    const ledger = () => {
      throw notStarted();
    };
    const { call } = await startTestApi({ temporal: { ledger } });
    const answer = await call('GET', '/api/ledger', { key });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ started: false, pending: 0, parked: [] });
  });
});
