import { gzipSync } from 'node:zlib';
import { aClassification } from '../../support/makers';
import { expectProblem, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

const LONE = String.raw`\ud83d`;
const newTicket = { text: 'login gagal' };
const response = { kind: 'oncek', text: 'oncek', solver: 'Bagas' };
const review = { label: 'KENDALA LOGIN' };
const paths = {
  predict: '/api/predict',
  batch: '/api/predict/batch',
  tickets: '/api/tickets',
  responses: `/api/tickets/${TICKET}/responses`,
  review: `/api/tickets/${TICKET}/review`,
} as const;

test.each([
  ['nothing', 'predict', undefined, /^request: .*object/],
  ['a list', 'predict', [], /^request: .*object/],
  ['no text', 'predict', { solving: 'x' }, /^tech_raw_text: /],
  ['a number for a text', 'predict', { tech_raw_text: 7 }, /^tech_raw_text: .*string/],
  ['a null for the solving', 'predict', { tech_raw_text: 'x', solving: null }, /^solving: /],
  ['100,001 characters', 'predict', { tech_raw_text: 'x'.repeat(100_001) }, /^tech_raw_text: .*100000/],
  ['an empty batch', 'batch', { items: [] }, /^items: /],
  ['101 items', 'batch', { items: Array(101).fill({ tech_raw_text: 'x' }) }, /^items: .*100/],
  [
    'a bad third item',
    'batch',
    { items: [{ tech_raw_text: 'a' }, { tech_raw_text: 'b' }, {}] },
    /^items\.2\.tech_raw_text: /,
  ],
  ['no text', 'tickets', {}, /^text: /],
  ['a blank text', 'tickets', { text: ' \n\t' }, /^text: /],
  ['a text without ink', 'tickets', { text: '\u200B\u2060\u00AD' }, /^text: .*nothing that can be seen/],
  ['a text too long', 'tickets', { text: 'x'.repeat(3_501) }, /^text: .*3500/],
  ['a field nobody knows', 'tickets', { ...newTicket, chatId: 5 }, /"chatId"/],
  ['an unknown group', 'tickets', { ...newTicket, groupLabel: 'Lain' }, /^groupLabel: /],
  ['a blank reporter', 'tickets', { ...newTicket, reporter: '  ' }, /^reporter: /],
  ['a kind nobody knows', 'responses', { ...response, kind: 'chat' }, /^kind: /],
  ['no solver', 'responses', { kind: 'oncek', text: 'oncek' }, /^solver: /],
  ['an oncek without the word', 'responses', { ...response, text: 'cek ya' }, /^text: .*"oncek"/],
  ['a solution without its end', 'responses', { ...response, kind: 'solution', text: 'sudah, MIT' }, /^text: .*<APP>/],
  ['a field nobody knows', 'responses', { ...response, messageId: 1 }, /"messageId"/],
  ['no label', 'review', {}, /^label: /],
  ['a label too long', 'review', { label: 'X'.repeat(201) }, /^label: /],
  ['a field nobody knows', 'review', { ...review, kind: 'bot' }, /"kind"/],
] as const)('%s for %s is 400 and names the field', async (_what, path, body, detail) => {
  const { call } = await startTestApi();
  expectProblem(await call('POST', paths[path], { body }), 400, 'InvalidInput', detail);
});

test.each([
  ['tickets', 'text', newTicket],
  ['tickets', 'reporter', newTicket],
  ['tickets', 'groupLabel', newTicket],
  ['responses', 'text', response],
  ['responses', 'solver', response],
  ['review', 'label', review],
  ['review', 'reviewer', review],
] as const)('NUL and half surrogate pairs are refused: %s, %s', async (path, field, body) => {
  const { call } = await startTestApi();
  for (const bad of [String.raw`oncek \u0000`, `oncek ${LONE}`]) {
    const json = JSON.stringify({ ...body, [field]: '@' }).replace('"@"', `"${bad}"`);
    expectProblem(await call('POST', paths[path], { body: json }), 400, 'InvalidInput', new RegExp(`^${field}: .*NUL`));
  }
});

test('predictions take such texts, cleaned, and ignore fields nobody knows: today’s clients send both', async () => {
  const seen: unknown[] = [];
  const { call } = await startTestApi({
    classify: (input) => {
      seen.push(input);
      return Promise.resolve(aClassification());
    },
  });
  const body = `{"tech_raw_text":"a\\u0000b${LONE}","solving":"","chat_id":7}`;
  expect((await call('POST', paths.predict, { body })).status).toBe(200);
  expect(seen).toEqual([{ problem: 'a b\uFFFD', solving: null }]);
});

test.each(['{"tech_raw_text":', 'undefined', '"text"', '{"a":1}}', '\0'])('%j is no JSON: 400', async (body) => {
  const { call } = await startTestApi();
  expectProblem(await call('POST', paths.predict, { body }), 400, 'InvalidInput', /^the body is not JSON$/);
});

test('10 MB are 413, also when they come as 10 kB of gzip', async () => {
  const { call } = await startTestApi();
  const body = JSON.stringify({ tech_raw_text: 'x'.repeat(10_000_000) });
  expectProblem(await call('POST', paths.predict, { body }), 413, 'BodyTooLarge', /4 MB/);
  const packed = gzipSync(body).toString('latin1');
  const sent = await fetch((await startTestApi()).url + paths.predict, {
    method: 'POST',
    headers: { 'X-API-Key': 'demo-read', 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    body: Buffer.from(packed, 'latin1'),
  });
  expect(packed.length).toBeLessThan(20_000);
  expect(sent.status).toBe(413);
});

test.each([
  [{ 'Content-Type': 'text/plain' }],
  [{ 'Content-Type': 'application/x-www-form-urlencoded' }],
  [{ 'Content-Type': 'application/json; charset=latin1' }],
  [{ 'Content-Encoding': 'zstd' }],
])('a body sent as %j is 415', async (headers) => {
  const { call } = await startTestApi();
  const answer = await call('POST', paths.predict, { body: { tech_raw_text: 'x' }, headers });
  expectProblem(answer, 415, 'UnsupportedBody', /JSON/);
});

test('a detail stays short however many faults there are and however long a name is', async () => {
  const { call } = await startTestApi();
  const many = await call('POST', paths.batch, { body: { items: Array(100).fill({}) } });
  expect(many.json.detail).toMatch(/^items\.0\..*; and 90 more$/);
  const long = await call('POST', paths.tickets, { body: { ...newTicket, ['x'.repeat(1_000_000)]: 1 } });
  expect(long.status).toBe(400);
  expect(long.json.detail).toHaveLength(2_000);
});

test('a name out of JavaScript is a field nobody knows, and changes nothing', async () => {
  const { call } = await startTestApi();
  const body = '{"text":"login gagal","__proto__":{"reporter":"x"}}';
  const answer = await call('POST', paths.tickets, { body });
  expect(answer.status).toBe(400);
  expect(({} as Record<string, unknown>).reporter).toBeUndefined();
});
