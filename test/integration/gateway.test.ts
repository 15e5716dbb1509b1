import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import path from 'node:path';
import { OPERATIONS } from '../../api/openapi/operations';
import { startEcho, type ArrivedRequest, type EchoServer } from '../support/echo-server';
import { gatewaySettings, startGateway, type TestGateway } from '../support/gateway';
import { findNginx } from '../support/tools';
import { waitFor } from '../support/wait';
import { KEYS, startTestApi, stopApis } from '../unit/api/kit';

const describeWithNginx = findNginx() ? describe : describe.skip;

const SESSION = 'oncek_session=of-an-admin';
const MIB = 1024 * 1024;
/** What a shared answer must not carry twice. */
const ONCE = [
  'x-trace-id',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'permissions-policy',
] as const;

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every header as it came, to see what came twice. */
  readonly raw: readonly string[];
  readonly text: string;
}

/** One request; `fetch` would join headers that came twice, follow redirects and refuse a made-up Host. */
function call(
  address: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(address, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const { statusCode = 0, headers: answered, rawHeaders: raw } = response;
        resolve({ status: statusCode, headers: answered, raw, text: Buffer.concat(parts).toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function problemOf({ status, headers, text }: Reply): unknown {
  const { title, instance } = JSON.parse(text) as { title: string; instance: string };
  return { status, type: headers['content-type'], title, hasTrace: instance === headers['x-trace-id'] };
}

const problem = (status: number, title: string) => ({
  ...{ status, title, type: 'application/problem+json', hasTrace: true },
});

const arrivedOf = ({ text }: Reply): ArrivedRequest => JSON.parse(text) as ArrivedRequest;

describeWithNginx('the gateway in front of the API [needs nginx]', () => {
  let gateway: TestGateway;
  let apiUrl: string;
  afterAll(() => gateway?.close());
  afterAll(stopApis);
  beforeAll(async () => {
    const api = await startTestApi();
    apiUrl = api.url;
    gateway = await startGateway({ api: api.url.replace('http://', '') });
  });

  it('answers every path of the API as the API itself does, problems and headers included', async () => {
    const paths = OPERATIONS.filter(({ path }) => path !== '/metrics').map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: path.replace('{id}', '-1001000000001-42').replaceAll(/\{\w+\}/g, 'x'),
    }));
    expect(paths.length).toBeGreaterThan(35);
    for (const { method, path } of paths) {
      const headers = { 'X-Trace-ID': 'as-asked', 'Content-Type': 'application/json', 'Content-Length': '0' };
      const [direct, through] = [
        await call(apiUrl + path, { method, headers }),
        await call(gateway.url + path, { method, headers }),
      ];
      const seen = ({ status, headers: { 'content-type': type, 'x-trace-id': trace }, text }: Reply) => ({
        ...{ method, path, status, type, trace, text },
      });
      expect(seen(through)).toEqual(seen(direct));
      for (const name of ONCE) {
        const times = through.raw.filter((header, at) => at % 2 === 0 && header.toLowerCase() === name);
        expect({ path, name, times: times.length }).toEqual({ path, name, times: 1 });
      }
    }
  });

  it('passes keys on, and serves the console with its policy', async () => {
    const headers = { 'X-API-Key': KEYS.read };
    expect((await call(`${gateway.url}/api/model/info`, { headers })).status).toBe(200);
    expect((await call(`${gateway.url}/api/model/info`)).status).toBe(401);
    // Whatever the console answers there: a page, or the way to it.
    for (const path of ['/', '/static/console.css']) {
      const seen = ({ status, headers: each, text }: Reply) => ({
        ...{
          path,
          status,
          text,
          type: each['content-type'],
          policy: each['content-security-policy'],
          to: each.location,
        },
      });
      const direct = seen(await call(apiUrl + path));
      expect(direct.policy).toContain("default-src 'none'");
      expect(seen(await call(gateway.url + path))).toEqual(direct);
    }
  });

  it('answers on the ports of today without the prefix', async () => {
    const headers = { 'X-API-Key': KEYS.read };
    const info = await call(`${gateway.prediction}/model/info`, { headers });
    expect({ status: info.status, version: (JSON.parse(info.text) as { version: string }).version }).toEqual({
      status: 200,
      version: 'v7',
    });
    expect(problemOf(await call(`${gateway.prediction}/tickets`, { headers }))).toEqual(problem(404, 'NotFound'));
    for (const address of [gateway.prediction, gateway.data, gateway.training]) {
      expect((await call(`${address}/health`)).status).toBe(200);
    }
    expect(JSON.parse((await call(`${gateway.data}/stats/realtime`)).text)).toMatchObject({ title: 'Unauthorized' });
    expect(JSON.parse((await call(`${gateway.training}/status`)).text)).toMatchObject({ title: 'Unauthorized' });
  });

  it('opens the metrics to whoever logged in at the console as admin, and to no other', async () => {
    const metricsAs = async (key: string): Promise<number> => {
      const body = Buffer.from(JSON.stringify({ key }));
      const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
      const login = await call(`${gateway.url}/console/login`, { method: 'POST', headers, body });
      expect(login.status).toBe(200);
      const cookie = login.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      expect(cookie).toMatch(/^oncek_session=./);
      return (await call(`${gateway.url}/metrics`, { headers: { Cookie: cookie } })).status;
    };
    expect([await metricsAs(KEYS.admin), await metricsAs(KEYS.read)]).toEqual([200, 401]);
  });

  it('says 503 as problem JSON while a part behind it is down, and goes on with the others', async () => {
    const answer = await call(`${gateway.url}/telegram/group`, { method: 'POST', headers: { 'Content-Length': '0' } });
    expect(problemOf(answer)).toEqual(problem(503, 'Unavailable'));
    expect(answer.headers['retry-after']).toBe('5');
    expect((await call(`${gateway.url}/health/live`)).status).toBe(200);
  });
});

describeWithNginx('the rules of the gateway [needs nginx]', () => {
  let gateway: TestGateway;
  const servers: EchoServer[] = [];
  let streaming: ServerResponse | null = null;
  let streamsAsked = 0;

  /** In place of the API: knows one session, and streams. */
  const standInApi = () =>
    startEcho(({ url, headers }, response) => {
      if (url === '/console/auth') {
        const isAdmin = headers.cookie?.includes(SESSION) ?? false;
        response.writeHead(isAdmin ? 204 : 401).end();
        return true;
      }
      if (url === '/api/events') {
        streamsAsked += 1;
        streaming = response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        streaming.flushHeaders();
        return true;
      }
      if (url === '/api/broken') {
        response.writeHead(502, { 'Content-Type': 'application/problem+json' }).end('{"title":"RegistryRefused"}');
        return true;
      }
      return false;
    });

  beforeAll(async () => {
    for (const start of [standInApi, startEcho, startEcho, startEcho, startEcho, startEcho])
      servers.push(await start());
    const [api, groupBot, adminBot, mlflow, temporalUi, grafana] = servers.map(({ address }) => address);
    gateway = await startGateway({ api, groupBot, adminBot, mlflow, temporalUi, grafana });
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  it.each(['/mlflow/', '/temporal/namespaces', '/grafana/d/oncek'])(
    'opens %s to an admin’s session alone, and hides the session from what stands behind',
    async (path) => {
      expect(problemOf(await call(gateway.url + path))).toEqual(problem(401, 'Unauthorized'));
      const key = { headers: { 'X-API-Key': KEYS.admin } };
      expect((await call(gateway.url + path, key)).status).toBe(401);
      const browser = await call(gateway.url + path, { headers: { Accept: 'text/html,*/*' } });
      expect({ status: browser.status, to: browser.headers.location }).toEqual({
        status: 303,
        to: `/console/login?next=${path}`,
      });
      const cookie = `theme=dark; ${SESSION}; other=1`;
      const arrived = arrivedOf(
        await call(`${gateway.url}${path}?q=1`, { headers: { Cookie: cookie, 'X-API-Key': KEYS.admin } }),
      );
      expect({ url: arrived.url, cookie: arrived.headers.cookie, key: arrived.headers['x-api-key'] }).toEqual({
        ...{ url: `${path}?q=1`, cookie: 'theme=dark; other=1', key: undefined },
      });
    },
  );

  it('keeps metrics for admins, on every port', async () => {
    for (const address of [gateway.url, gateway.prediction, gateway.data, gateway.training]) {
      expect((await call(`${address}/metrics`)).status).toBe(401);
      expect((await call(`${address}/metrics`, { headers: { Cookie: SESSION } })).status).toBe(200);
    }
  });

  it('brings each bot its updates', async () => {
    for (const [bot, server] of [
      ['group', servers[1]],
      ['admin', servers[2]],
    ] as const) {
      const headers = { 'X-Telegram-Bot-Api-Secret-Token': 'word', 'Content-Length': '2' };
      await call(`${gateway.url}/telegram/${bot}`, { method: 'POST', headers, body: Buffer.from('{}') });
      expect(server?.arrived.at(-1)).toMatchObject({
        url: `/telegram/${bot}`,
        headers: { 'x-telegram-bot-api-secret-token': 'word' },
      });
    }
  });

  it('maps the paths of today’s ports, escapes and query included', async () => {
    const urlAt = async (address: string) => arrivedOf(await call(address)).url;
    expect(await urlAt(`${gateway.prediction}/predict/batch`)).toBe('/api/predict/batch');
    expect(await urlAt(`${gateway.prediction}/mlflow/promote?version=3`)).toBe('/api/mlflow/promote?version=3');
    expect(await urlAt(`${gateway.data}/logs/find/12?x=%20`)).toBe('/api/data/logs/find/12?x=%20');
    expect(await urlAt(`${gateway.training}/train`)).toBe('/api/training/train');
    expect(await urlAt(`${gateway.url}/api/labels/A%20B%2FC`)).toBe('/api/labels/A%20B%2FC');
  });

  it('names every request: the caller’s plain id, else the trace of its traceparent, else one of its own', async () => {
    const traceOf = async (headers: Record<string, string>) => {
      const answer = await call(`${gateway.url}/api/x`, { headers });
      expect(arrivedOf(answer).headers['x-trace-id']).toBe(answer.headers['x-trace-id']);
      return answer.headers['x-trace-id'];
    };
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    expect(await traceOf({ 'X-Trace-ID': 'mine-1', traceparent })).toBe('mine-1');
    expect(await traceOf({ traceparent })).toBe('ab'.repeat(16));
    expect(await traceOf({ 'X-Trace-ID': 'not plain "}' })).toMatch(/^[0-9a-f]{32}$/);
    expect(await traceOf({})).toMatch(/^[0-9a-f]{32}$/);
  });

  it('believes no address or scheme that a caller claims', async () => {
    const headers = { 'X-Forwarded-For': '10.9.9.9', 'X-Real-IP': '10.9.9.9', 'X-Forwarded-Proto': 'https' };
    const answer = await call(`${gateway.url}/api/x`, { headers });
    expect(arrivedOf(answer).headers).toMatchObject({
      ...{ 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', 'x-forwarded-proto': 'http' },
    });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  it('believes the proxy that ends TLS in front of it', async () => {
    const [api] = servers;
    const behind = await startGateway({ api: api?.address }, { GATEWAY_TRUSTED_PROXY: '127.0.0.1/32' });
    try {
      const headers = { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'https' };
      const answer = await call(`${behind.url}/api/x`, { headers });
      expect(arrivedOf(answer).headers).toMatchObject({
        ...{ 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' },
      });
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    } finally {
      await behind.close();
    }
  });

  it('takes uploads of files, and refuses bodies that are too large for their path', async () => {
    const send = (address: string, bytes: number) =>
      call(address, {
        method: 'POST',
        headers: { 'Content-Length': String(bytes), 'Content-Type': 'application/octet-stream' },
        body: Buffer.alloc(bytes),
      });
    for (const address of [`${gateway.url}/api/data/media/upload`, `${gateway.data}/media/upload`]) {
      expect(arrivedOf(await send(address, 20 * MIB))).toMatchObject({
        ...{ url: '/api/data/media/upload', bodyBytes: 20 * MIB },
      });
    }
    expect(arrivedOf(await send(`${gateway.url}/api/predict/batch`, 4 * MIB)).bodyBytes).toBe(4 * MIB);
    expect(problemOf(await send(`${gateway.url}/api/predict/batch`, 6 * MIB))).toEqual(problem(413, 'BodyTooLarge'));
  });

  it('passes each event on as soon as it is sent, and tells the API when the reader has gone', async () => {
    const events: string[] = [];
    const reader = httpRequest(`${gateway.url}/api/events`, { agent: false, headers: { 'Accept-Encoding': 'gzip' } });
    reader.on('response', (response) => response.on('data', (part: Buffer) => events.push(part.toString())));
    reader.on('error', () => undefined);
    reader.end();
    const stream = await waitFor(() => streaming, { describe: 'the stream is asked for' });
    for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
      stream.write(text);
      await waitFor(() => events.at(-1) === text, { describe: `${text.trim()} arrives by itself` });
    }
    reader.destroy();
    await waitFor(() => stream.destroyed, { describe: 'the API sees the reader go' });
  });

  it('bounds the streams of one address', async () => {
    const asked = streamsAsked;
    const open = Array.from({ length: 20 }, () => {
      const reader = httpRequest(`${gateway.url}/api/events`, { agent: false });
      reader.on('error', () => undefined).end();
      return reader;
    });
    await waitFor(() => streamsAsked === asked + 20, { describe: '20 streams are open' });
    expect(problemOf(await call(`${gateway.url}/api/events`))).toEqual(problem(429, 'TooManyRequests'));
    for (const reader of open) reader.destroy();
  });

  it('leaves errors of the parts behind it as they are', async () => {
    const answer = await call(`${gateway.url}/api/broken`);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 502, text: '{"title":"RegistryRefused"}' });
  });

  it('logs JSON without query strings and without the secret in the path of a file', async () => {
    await call(`${gateway.url}/media/secret-token?key=also-secret`, { headers: { 'X-Trace-ID': 'logged-1' } });
    const line = await waitFor(
      () =>
        gateway
          .output()
          .split('\n')
          .find((text) => text.includes('logged-1')),
      { describe: 'the request is logged' },
    );
    expect(JSON.parse(line)).toMatchObject({ path: '/media/*', status: 200, method: 'GET', traceId: 'logged-1' });
    expect(gateway.output()).not.toContain('secret');
  });

  it('slows down who asks too often, and who guesses keys', async () => {
    const [api] = servers;
    const slow = await startGateway(
      { api: api?.address },
      { GATEWAY_RATE: '10r/m', GATEWAY_BURST: '9', GATEWAY_LOGIN_RATE: '1r/m' },
    );
    try {
      const logins = await Promise.all(
        Array.from({ length: 7 }, () =>
          call(`${slow.url}/console/login`, { method: 'POST', headers: { 'Content-Length': '0' } }),
        ),
      );
      const refused = logins.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(problemOf(refused[0] as Reply)).toEqual(problem(429, 'TooManyRequests'));
      const calls = await Promise.all(Array.from({ length: 20 }, () => call(`${slow.url}/api/x`)));
      expect(calls.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(10);
      expect(calls.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
    } finally {
      await slow.close();
    }
  });

  it('says 503, also where the API cannot be asked who is an admin', async () => {
    const alone = await startGateway({});
    try {
      for (const path of ['/', '/api/predict', '/health/ready', '/mlflow/', '/metrics']) {
        expect({ path, ...(problemOf(await call(alone.url + path)) as object) }).toEqual({
          path,
          ...problem(503, 'Unavailable'),
        });
      }
    } finally {
      await alone.close();
    }
  });
});

describe('the settings of the gateway', () => {
  it('are told by its README, all of them', async () => {
    const readme = await readFile(path.join(__dirname, '../../gateway/README.md'), 'utf8');
    for (const name of await gatewaySettings()) expect(readme).toContain(`\`${name}\``);
  });
});
