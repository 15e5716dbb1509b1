import { aListed, aModel, grpcError, GROUP, HOSTILE, notStarted, startTestApi, stopApis } from './kit';
import type { ApiSetup } from './kit';

afterEach(stopApis);

const noLedger = () => {
  throw notStarted();
};

async function page(setup: ApiSetup) {
  const { call, log } = await startTestApi(setup);
  return { ...(await call('GET', '/', { key: null })), log };
}

function listing(...executions: unknown[]): ApiSetup['temporal'] {
  return { ledger: noLedger, list: () => ({ executions, nextPageToken: Buffer.alloc(0) }) };
}

test('texts from outside are text: labels, groups, phases, ids', async () => {
  const fields = ['OncekPhase', 'OncekGroup', 'OncekApp', 'OncekSymptom', 'OncekReview', 'OncekSla'];
  const ticket = aListed(`ticket-${HOSTILE}`, Object.fromEntries(fields.map((field) => [field, HOSTILE])));
  const { status, text } = await page({ temporal: listing(ticket) });
  expect(status).toBe(200);
  expect(text).not.toContain('<script');
  expect(text).not.toContain('"\'&<b>');
  const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;';
  expect(text.split(escaped)).toHaveLength(fields.length + 2);
});

test('a ticket links to its workflow and shows local time and whole percent', async () => {
  const ticket = aListed(`ticket-${GROUP}-42`, {
    OncekPhase: 'inReview',
    OncekConfidence: 0.416,
    OncekReceivedAt: '2031-03-03T02:00:00Z',
  });
  const { text } = await page({ temporal: listing(ticket) });
  expect(text).toContain(`http://127.0.0.1:8233/namespaces/default/workflows/ticket-${GROUP}-42`);
  expect(text).toContain('<td>2031-03-03 09:00:00</td>');
  expect(text).toContain('<td>42%</td>');
});

test.each([
  ['generated', 1],
  ['data', 0],
] as const)('a model of origin %s: %d warning', async (origin, warnings) => {
  const { text } = await page({ temporal: listing(), models: { current: () => aModel(origin) } });
  expect(text).toContain('accuracy 0.910');
  expect(text.split('This is the demo model.')).toHaveLength(warnings + 1);
});

test('no model and no ticket are said in words', async () => {
  const { text } = await page({ temporal: listing(), models: { current: () => null } });
  expect(text).toContain('No model is in service');
  expect(text).toContain('No ticket yet');
});

const parked = [{ worksheet: 'Logs', key: '1', reason: 'x' }];
test.each([
  ['pending 3, parked 1', () => ({ pending: 3, parked, written: 9, batches: 4, oldestPendingSince: null })],
  ['not started', noLedger],
  ['no answer', () => Promise.reject(grpcError(9, 'no poller seen'))],
])('Ledger: %s', async (line, ledger) => {
  const { status, text } = await page({ temporal: { ...listing(), ledger } });
  expect(status).toBe(200);
  expect(text).toContain(`<p>Ledger: ${line}</p>`);
});

test.each([
  ['refuses', () => Promise.reject(grpcError(14))],
  ['says nothing for 3 seconds', () => new Promise(() => undefined)],
])('Temporal %s: 503, and the page says so without a trace of the inside', async (_what, list) => {
  const { status, text, headers, log } = await page({ temporal: { list, ledger: list } });
  expect(status).toBe(503);
  expect(headers['content-type']).toContain('text/html');
  expect(text).toContain('Temporal does not answer');
  expect(text).toContain('version <b>v7</b>');
  expect(text).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|\.ts:/);
  expect(log.lines.length).toBeGreaterThan(0);
});

test('it links to the API page; to chat and sheets only where they are the sandbox’s', async () => {
  const { text } = await page({ temporal: listing() });
  expect(text).toContain('href="/api/docs"');
  expect(text).toContain('http://127.0.0.1:8090/chat');
  expect(text).toContain('http://127.0.0.1:8090/faults/page');
});

test('the style is served, and nothing beside it', async () => {
  const { call } = await startTestApi();
  const style = await call('GET', '/static/console.css', { key: null });
  expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  for (const path of [
    '/static/',
    '/static/../home-page.ts',
    '/static/%2e%2e/home-page.ts',
    '/static/..%2fhome-page.ts',
  ]) {
    expect([400, 403, 404]).toContain((await call('GET', path, { key: null })).status);
  }
});
