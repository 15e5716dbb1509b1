import { Writable } from 'node:stream';
import { loadConfig } from '../../../config/env';
import { secretScrubber } from '../../../config/secrets';
import { createLog } from '../../../workers/log';
import { grpcError, KEYS, startTestApi, stopApis, TICKET, type Answer } from './kit';

afterEach(stopApis);

const KEY = KEYS.admin;
const WRONG = 'falsch-aber-geheim-7d1f';
const TOKEN = '112233:AAtelegram-token-of-the-group-bot';
const REAL = {
  TELEGRAM_BOT_TOKEN_COLLECTING: TOKEN,
  TELEGRAM_BOT_TOKEN_REPORTING: '445566:BBtelegram-token-of-the-admin-bot',
  GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify({
    client_email: 'a@b.example',
    private_key: '-----BEGIN\nkey-text\n-----',
  }),
  GOOGLE_SPREADSHEET_ID: 'sheet',
  TARGET_GROUP_COLLECTING: '-1001',
  GEMINI_API_KEY: 'gemini-key-9931',
  AWS_S3_ENDPOINT: 'http://127.0.0.1:9000',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'aws/secret+44=',
  AWS_S3_BUCKET: 'media',
  DATABASE_URL: 'postgres://oncek:pass%40word@db:5432/oncek',
  MEDIA_LINK_SECRET: 'media link secret of thirty-two characters',
  SESSION_SECRET: 'session secret of thirty-two characters!',
  MLFLOW_TRACKING_URI: 'http://mlflow:5000',
  MLFLOW_TRACKING_USERNAME: 'oncek',
  MLFLOW_TRACKING_PASSWORD: 'mlflow-password',
  TEMPORAL_PAYLOAD_KEY: Buffer.alloc(32, 7).toString('base64'),
};

/** Every way to send a key, right or wrong, to calls that are answered, refused, and fail on our side. */
const PLACES: readonly [
  string,
  (key: string) => { path?: string; headers?: Record<string, string>; body?: unknown },
][] = [
  ['X-API-Key', (key) => ({ headers: { 'X-API-Key': key } })],
  ['Authorization', (key) => ({ headers: { Authorization: `Bearer ${key}` } })],
  [
    'basic credentials',
    (key) => ({ headers: { Authorization: `Basic ${Buffer.from(`a:${key}`).toString('base64')}` } }),
  ],
  ['Cookie', (key) => ({ headers: { Cookie: `oncek_session=${key}` } })],
  ['X-CSRF-Token', (key) => ({ headers: { 'X-API-Key': KEY, 'X-CSRF-Token': key } })],
  ['the query', (key) => ({ path: `?key=${key}`, headers: { 'X-API-Key': KEY } })],
  ['a field of the body', (key) => ({ headers: { 'X-API-Key': KEY }, body: { key, tech_raw_text: 7 } })],
  ['a body that is no JSON', (key) => ({ headers: { 'X-API-Key': KEY }, body: `{"key": "${key}"` })],
];
const CALLS = [
  ['POST', '/api/predict'],
  ['POST', '/api/tickets'],
  ['GET', `/api/tickets/${TICKET}`],
  ['POST', '/api/model/reload'],
  ['POST', '/codec/decode'],
  ['POST', '/console/login'],
  ['GET', '/api/nothing'],
  ['GET', '/media/x.y'],
] as const;

test.each(PLACES)('a key in %s stands in no log line and in no answer', async (_, place) => {
  const broken = (): never => {
    throw grpcError(13, 'inside');
  };
  const { call, log } = await startTestApi({
    desk: { status: broken },
    classify: () => Promise.reject(new Error('broken')),
    openTicket: () => Promise.reject(new Error('broken')),
    models: { reload: () => Promise.reject(new Error('broken')) },
  });
  const answers: Answer[] = [];
  for (const key of [KEY, WRONG]) {
    for (const [method, path] of CALLS) {
      const { path: query = '', headers, body } = place(key);
      const content = body === undefined ? (method === 'POST' ? { tech_raw_text: 'x', text: 'x' } : undefined) : body;
      answers.push(
        await call(method, path + query, { key: null, headers, body: method === 'GET' ? undefined : content }),
      );
    }
  }
  // It is no test where nothing was refused and nothing failed.
  expect(answers.some(({ status }) => status >= 400)).toBe(true);
  const told = answers.map(({ headers, text }) => `${JSON.stringify(headers)}\n${text}`).join('\n');
  const logged = linesOf((to) => log.lines.forEach(({ fields, message }) => to.error(fields, message)));
  for (const key of [KEY, WRONG]) {
    expect(told).not.toContain(key);
    expect(logged).not.toContain(key);
  }
});

/** What the product's own log would write, with all that is in errors. */
function linesOf(write: (log: ReturnType<typeof createLog>) => void, env: Record<string, string> = {}): string {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) });
  write(createLog({ ...loadConfig(env), isDebug: true }, sink));
  return lines.join('');
}

const secretsOf = (env: Record<string, string>): string[] =>
  [
    ...['TELEGRAM_BOT_TOKEN_COLLECTING', 'TELEGRAM_BOT_TOKEN_REPORTING', 'GEMINI_API_KEY', 'AWS_SECRET_ACCESS_KEY'],
    ...['MEDIA_LINK_SECRET', 'SESSION_SECRET', 'MLFLOW_TRACKING_PASSWORD', 'TEMPORAL_PAYLOAD_KEY', 'DATABASE_URL'],
  ].flatMap((name) => env[name] ?? []);

test('a secret of the settings that got into an error, as fetch’s errors have the address, is cut from the line', () => {
  for (const secret of [...secretsOf(REAL), 'pass@word', 'pass%40word', '-----BEGIN\nkey-text\n-----']) {
    const cause = new Error(`request to https://host/bot${secret}/getMe failed`);
    const error = Object.assign(new Error('no answer', { cause }), { config: { url: encodeURIComponent(secret) } });
    const text = linesOf((log) => log.error({ err: error, url: secret }, `failed at ${secret}`), REAL);
    expect(text).toContain('[SECRET]');
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(text).not.toContain(form);
    }
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  }
});

test('texts without secrets stay as they are, and settings without secrets cut nothing', () => {
  expect(secretScrubber(loadConfig(REAL))('tiket 42 gagal')).toBe('tiket 42 gagal');
  expect(secretScrubber({})('pass@word')).toBe('pass@word');
});
