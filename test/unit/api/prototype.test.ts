import { OPERATIONS } from '../../../api/openapi/operations';
import { OncekError } from '../../../domain/errors';
import { startTestApi, stopApis } from './kit';

afterEach(stopApis);

const POLLUTING = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"__proto__":{"tech_raw_text":"x","text":"x","label":"X","role":"admin"}}',
  '{"items":[{"__proto__":{"polluted":true}}],"prototype":{"polluted":true}}',
];
const QUERY = '__proto__[polluted]=true&__proto__.polluted=true&constructor[prototype][polluted]=true&__proto__=x';

/** What every object has besides what it was given. */
const inherited = (): string[] => {
  const names: string[] = [];
  for (const name in {}) names.push(name);
  return names;
};

const placed = (path: string): string => path.replace(/\{id\}/, '-1001-5').replace(/\{\w+\}/g, 'v1');

test.each(OPERATIONS.filter(({ body }) => body).map(({ method, path }) => [method.toUpperCase(), path]))(
  '%s %s changes no prototype and takes no field from one',
  async (method, path) => {
    const { call } = await startTestApi({
      models: { reload: () => Promise.resolve({ oldVersion: 'v1', newVersion: 'v1' }) },
      retrain: { start: () => Promise.reject(new OncekError('InvalidInput', 'started')) },
    });
    for (const body of POLLUTING) {
      const { status } = await call(method, placed(path), { body });
      expect([method, path, body, status < 500 || status === 503]).toEqual([method, path, body, true]);
    }
    expect(inherited()).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  },
);

test('a field of a prototype does not stand for one that is missing', async () => {
  const { call } = await startTestApi();
  const answer = await call('POST', '/api/predict', { body: '{"__proto__":{"tech_raw_text":"x"}}' });
  expect([answer.status, answer.json.detail]).toEqual([400, expect.stringMatching(/^tech_raw_text: /)]);
});

test.each(['/api/tickets', '/api/data/logs', '/api/tickets/search'])('%s names such a parameter', async (path) => {
  const { call } = await startTestApi();
  const answer = await call('GET', `${path}?${QUERY}`);
  expect(answer.status).toBe(400);
  expect(inherited()).toEqual([]);
});
