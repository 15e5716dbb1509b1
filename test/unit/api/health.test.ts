import { startApi } from '../../../api/server';
import { waitFor } from '../../support/wait';
import { grpcError, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const down = () => {
  throw grpcError(14);
};

test.each([
  ['all is up', true, true, 200, 'ok'],
  ['Temporal is down', false, true, 503, 'degraded'],
  ['there is no model', true, false, 503, 'degraded'],
])('ready names each dependency: %s', async (_what, temporal, model, code, status) => {
  const { call } = await startTestApi({
    temporal: { describe: temporal ? () => ({}) : down },
    models: model ? {} : { current: () => null },
  });
  const answer = await call('GET', '/health/ready', { key: null });
  expect(answer.status).toBe(code);
  expect(answer.json).toEqual({
    status,
    checks: {
      ...{ temporal: temporal ? 'up' : 'down', model: model ? 'up' : 'down' },
      ...{ mirror: 'up', objectStore: 'up', sheets: 'up', telegram: 'up' },
    },
  });
});

test.each([
  ['mirror', 503],
  ['objectStore', 503],
  ['sheets', 200],
  ['telegram', 200],
] as const)('without %s ready is %i, and names it', async (name, code) => {
  const { call } = await startTestApi({
    temporal: { describe: () => ({}) },
    dependencies: { [name]: () => Promise.reject(new Error('10.0.0.7 refused')) },
  });
  const answer = await call('GET', '/health/ready', { key: null });
  expect([answer.status, answer.json.status, answer.json.checks[name]]).toEqual([code, 'degraded', 'down']);
  expect(Object.values(answer.json.checks as Record<string, string>).filter((state) => state === 'down')).toHaveLength(
    1,
  );
  expect(answer.text).not.toContain('10.0.0.7');
});

test('services outside are asked once in half a minute, however often ready is', async () => {
  let asked = 0;
  const sheets = () => Promise.resolve((asked += 1));
  const { call } = await startTestApi({ temporal: { describe: () => ({}) }, dependencies: { sheets } });
  for (let times = 0; times < 3; times += 1) await call('GET', '/health/ready', { key: null });
  expect(asked).toBe(1);
});

test('a Temporal that says nothing counts as down after 2 seconds', async () => {
  const { call } = await startTestApi({ temporal: { describe: () => new Promise(() => undefined) } });
  const startedMs = performance.now();
  const { json } = await call('GET', '/health/ready', { key: null });
  expect(json.checks.temporal).toBe('down');
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('live asks nobody', async () => {
  const { call } = await startTestApi({ temporal: { describe: down }, models: { current: () => null } });
  const answer = await call('GET', '/health/live', { key: null });
  expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
});

test.each([
  [true, 'ok', 'v7'],
  [false, 'degraded', null],
])('health, model %s', async (model, status, version) => {
  const { call } = await startTestApi({ models: model ? {} : { current: () => null } });
  const { json } = await call('GET', '/health', { key: null });
  expect(json).toEqual({ status, service: 'oncek', version, timestamp: '2031-03-03T02:00:00.000Z' });
});

test('a port that is taken is a wrong setting with its name', async () => {
  const { deps, url } = await startTestApi();
  const ports = { ...deps.config.ports, api: Number(new URL(url).port) };
  await expect(startApi({ ...deps, config: { ...deps.config, ports } })).rejects.toMatchObject({
    type: 'InvalidSetting',
    message: expect.stringContaining('API_PORT'),
  });
});

test('stopping waits for what is under way', async () => {
  let answer: (value: object) => void = () => undefined;
  let isAsked = false;
  const describeNamespace = () => {
    isAsked = true;
    return new Promise<object>((resolve) => (answer = resolve));
  };
  const { deps } = await startTestApi({ temporal: { describe: describeNamespace } });
  const server = await startApi(deps);
  const asked = fetch(`http://127.0.0.1:${server.port}/health/ready`, { headers: { Connection: 'close' } });
  await waitFor(() => Promise.resolve(isAsked), { describe: 'the request is under way' });
  const stopped = server.stop();
  answer({});
  expect((await asked).status).toBe(200);
  await stopped;
});
