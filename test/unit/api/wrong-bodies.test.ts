import fc from 'fast-check';
import { OPERATIONS } from '../../../api/openapi/operations';
import { predictAnswer } from '../../../api/schemas/predict';
import { aClassification } from '../../support/makers';
import { expectProblem, startTestApi, stopApis, TICKET } from './kit';

const withBody = OPERATIONS.filter(({ role, body, bodyType }) => role !== null && body && !bodyType);
const addressOf = (path: string): string =>
  path
    .replace('{id}', TICKET)
    .replace('{row}', '7')
    .replace(/\{\w+\}/g, 'v1');
const cases = withBody.map(({ method, path }) => [method.toUpperCase(), path, addressOf(path)] as const);

afterAll(stopApis);

let call: Awaited<ReturnType<typeof startTestApi>>['call'];
beforeAll(async () => {
  ({ call } = await startTestApi({
    env: { API_RATE_PER_MINUTE: '0' },
    classify: () => Promise.resolve(aClassification()),
  }));
});

test.each(cases)('%s %s refuses what is no object, and what is no JSON', async (method, _path, address) => {
  for (const body of ['[]', '7', '"text"', 'null', '{"a"', '{"a":1}}', '\0']) {
    expectProblem(await call(method, address, { body }), 400, 'InvalidInput', /./);
  }
  const headers = { 'Content-Type': 'text/plain' };
  expectProblem(await call(method, address, { body: 'a', headers }), 415, 'UnsupportedBody', /JSON/);
});

test.each(cases)('%s %s refuses 10 MB', async (method, _path, address) => {
  const body = JSON.stringify({ text: 'x'.repeat(10_000_000) });
  expectProblem(await call(method, address, { body }), 413, 'BodyTooLarge', /./);
});

const onNewPaths = withBody.filter(({ isTodays }) => !isTodays);
test.each(onNewPaths.map(({ method, path }) => [method.toUpperCase(), path, addressOf(path)] as const))(
  '%s %s, a new path, refuses a field nobody knows and names it',
  async (method, _path, address) => {
    const answer = await call(method, address, { body: { nobodyKnows: 1 } });
    expectProblem(answer, 400, 'InvalidInput', /"nobodyKnows"/);
  },
);

const withId = OPERATIONS.filter(({ path }) => path.includes('{id}'));
const TRICKS = ['..%2f..%2fetc%2fpasswd', '%2e%2e', '-1-2%00', '1-1%2fevents', '--1-1', '1e3-1', '-1001-42%0a', '%ff'];
test.each(withId.map(({ method, path }) => [method.toUpperCase(), path] as const))(
  '%s %s refuses ids with tricks',
  async (method, path) => {
    for (const trick of TRICKS) {
      const answer = await call(method, path.replace('{id}', trick), { body: method === 'GET' ? undefined : {} });
      expect([trick, answer.status]).toEqual([trick, 400]);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
  },
);

test('whatever is sent to predict, the answer is one of the contract’s or names what is wrong', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('\ud83d\0'));
  const item = fc.record({ tech_raw_text: fc.oneof(text, fc.jsonValue()), solving: fc.oneof(text, fc.jsonValue()) });
  const body = fc.oneof(item, fc.record({ tech_raw_text: text }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const answer = await call('POST', '/api/predict', { body: JSON.stringify(sent) });
      if (answer.status === 200) predictAnswer.parse(answer.json);
      else expectProblem(answer, 400, 'InvalidInput', /./);
      const { tech_raw_text, solving } = (sent ?? {}) as Record<string, unknown>;
      const isRight = typeof tech_raw_text === 'string' && (solving === undefined || typeof solving === 'string');
      expect(answer.status).toBe(isRight ? 200 : 400);
    }),
    { numRuns: 150 },
  );
});
