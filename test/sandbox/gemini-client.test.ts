import type { GeminiObserver, GeminiOutcome } from '../../activities/adapters/gemini-client';
import { createGeminiClient } from '../../activities/adapters/gemini-client';
import { startSandbox, type Sandbox } from '../../sandbox/server';

const LABELS = ['KENDALA LOGIN', 'USER NOT FOUND'];
const QUESTION = { text: 'gagal login', solving: null, labels: LABELS };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, settings: { gemini: { answers: { 'gagal login': 'KENDALA LOGIN' } } } });
});
afterEach(() => sandbox.close());

/** The real client with that time-out, its budget 1.5 times as long; `told` holds what an observer hears. */
function aClient(timeoutMs = 5_000, over: { apiKey?: string; model?: string; failures?: number } = {}) {
  const told = {
    outcomes: [] as GeminiOutcome[],
    usage: [] as object[],
    breaker: [] as string[],
    failed: [] as object[],
  };
  const observer: GeminiObserver = {
    asked: (outcome) => told.outcomes.push(outcome),
    used: (usage) => told.usage.push(usage),
    breaker: (state) => told.breaker.push(state),
    failed: ({ failure, status }) => told.failed.push({ failure, status }),
  };
  const { apiKey = 'any', model = 'gemini-2.0-flash', failures } = over;
  const config = { apiKey, model, baseUrl: `${sandbox.url}/gemini`, timeoutMs };
  return { client: createGeminiClient(config, { observer, guard: { failures } }), told };
}

async function send(method: string, path: string, body?: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${sandbox.url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
const behave = (body: object) => send('PUT', '/gemini/people/behaviour', body);
const fault = (body: object) => send('POST', '/faults', { service: 'gemini', ...body });
async function calls(): Promise<number> {
  return ((await (await fetch(`${sandbox.url}/gemini/people/calls`)).json()) as { count: number }).count;
}

test('an answer comes with its words, and what it cost is told', async () => {
  const { client, told } = aClient();
  const answer = await client.ask(QUESTION);
  expect(answer).toMatchObject({ kind: 'answer', label: 'KENDALA LOGIN', reasoning: 'Teks cocok dengan label ini.' });
  expect(told.outcomes).toEqual([answer]);
  expect(told.usage).toEqual([{ promptTokens: expect.any(Number), answerTokens: expect.any(Number) }]);
  expect(told.breaker).toEqual(['closed']);
});

test.each([
  ['nonsense', { mode: 'nonsense' }, 'not-json'],
  ['a label that is not in the list', { mode: 'fixed', label: 'KENDALA LAIN' }, 'unknown-label'],
  ['an answer of 1 MB', { mode: 'huge' }, 'too-long'],
  ['a blocked prompt', { mode: 'blocked' }, 'blocked'],
])('%s is refused, and not asked again', async (_what, behaviour, reason) => {
  await behave(behaviour);
  expect(await aClient().client.ask(QUESTION)).toEqual({ kind: 'refused', reason });
  expect(await calls()).toBe(1);
});

test('two passing failures are tried again, the third ends the question', async () => {
  await fault({ kind: 'status', status: 503, times: 2 });
  expect(await aClient().client.ask(QUESTION)).toMatchObject({ kind: 'answer' });
  await fault({ kind: 'status', status: 500, times: 3 });
  expect(await aClient().client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'other' });
  expect(await calls()).toBe(1);
});

test('a Gemini that is too slow ends the question after one time-out, with no second try', async () => {
  await behave({ mode: 'slow', delayMs: 60_000 });
  const startedMs = performance.now();
  expect(await aClient(200).client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'timeout' });
  expect(performance.now() - startedMs).toBeLessThan(3_000);
  expect(await calls()).toBe(1);
});

test('tries and pauses together stay within the budget: no pause begins that would not fit', async () => {
  await fault({ kind: 'status', status: 503, times: 3 });
  // Budget 600 ms: the first pause of 500 ms fits, the second of 1,000 ms does not.
  expect(await aClient(400).client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'other' });
  const { left } = ((await (await fetch(`${sandbox.url}/faults`)).json()) as { left: number }[])[0]!;
  expect(left).toBe(1);
});

test('a quota that comes back in 40 s is not waited for, and nobody is asked until then', async () => {
  const { client, told } = aClient();
  await fault({ kind: 'status', status: 429, retryAfter: 40, times: 1 });
  expect(await client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'quota' });
  expect(await client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'paused' });
  expect(await calls()).toBe(0);
  expect(told.outcomes).toHaveLength(2);
  expect(told.failed).toEqual([{ failure: 'quota', status: 429 }]);
});

test('a quota that comes back in a second is waited for', async () => {
  await fault({ kind: 'status', status: 429, retryAfter: 1, times: 1 });
  expect(await aClient().client.ask(QUESTION)).toMatchObject({ kind: 'answer' });
});

test('a wrong key and an unknown model are failures by name, tried once', async () => {
  await behave({ validKeys: ['right'] });
  expect(await aClient(5_000, { apiKey: 'wrong' }).client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'key' });
  const unknown = aClient(5_000, { apiKey: 'right', model: 'palm-2' });
  expect(await unknown.client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'other' });
});

test('after two failed questions the breaker opens, and questions cost no request', async () => {
  const { client, told } = aClient(5_000, { failures: 2 });
  await fault({ kind: 'drop', forMs: 60_000 });
  expect(await client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'other' });
  expect(await client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'other' });
  await send('DELETE', '/faults');
  expect(await client.ask(QUESTION)).toEqual({ kind: 'failed', failure: 'paused' });
  expect(await calls()).toBe(0);
  expect(told.breaker).toEqual(['closed', 'open']);
});

test('an answer that is no answer at all is a failure, not an error', async () => {
  const empty = { apiKey: 'any', model: 'gemini-2.0-flash', baseUrl: `${sandbox.url}/nowhere`, timeoutMs: 2_000 };
  expect(await createGeminiClient(empty).ask(QUESTION)).toEqual({ kind: 'failed', failure: 'other' });
});
