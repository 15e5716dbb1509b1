import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { checkClock } from '../../doctor/checks/clock';
import { examine } from '../../doctor/examine';
import { renderReport, withoutSecrets, type DoctorReport, type Finding } from '../../doctor/report';
import { SANDBOX_TOKENS } from '../../config/sandbox-settings';
import { loadConfig } from '../../config/env';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { HEADINGS } from '../../domain/sheet-rows';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { freePort } from '../support/ports';
import { postgresOrNotice, startPostgres, type TestPostgres } from '../support/postgres';
import { runScript } from '../support/product';
import { startDevServer, type DevServer } from '../support/temporal';

const GROUP = -1001000000001;
const GEMINI_KEY = 'a-key-of-gemini-0123456789';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ACCOUNT = {
  type: 'service_account',
  client_email: 'desk@example.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
};

let sandbox: Sandbox;
let temporal: DevServer;
let folder: string;

beforeAll(async () => {
  temporal = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
});
afterAll(() => temporal?.close());
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-doctor-'));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Settings with credentials, whose addresses lead to the sandbox. */
const settings = (): Record<string, string> => ({
  DATA_DIR: folder,
  TELEGRAM_BOT_TOKEN_COLLECTING: SANDBOX_TOKENS.group,
  TELEGRAM_BOT_TOKEN_REPORTING: SANDBOX_TOKENS.admin,
  TELEGRAM_API_ROOT: `${sandbox.url}/telegram/`,
  TARGET_GROUP_COLLECTING: `${GROUP}=Demo`,
  TARGET_GROUP_REPORTING: '-1001000000002',
  ...{ ADMIN_USER_IDS: '9001', OPS_USER_IDS: '9001,9002' },
  GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(ACCOUNT),
  GOOGLE_SPREADSHEET_ID: 'demo',
  ...{
    GOOGLE_API_ROOT: `${sandbox.url}/`,
    GOOGLE_DRIVE_ROOT: `${sandbox.url}/`,
    GOOGLE_TOKEN_URL: `${sandbox.url}/token`,
  },
  ...{ GEMINI_API_KEY: GEMINI_KEY, GEMINI_BASE_URL: `${sandbox.url}/gemini` },
  TEMPORAL_ADDRESS: temporal.address,
});

const people = async (method: string, at: string, body: object): Promise<void> => {
  const answer = await fetch(sandbox.url + at, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
};

/** Examines; whatever happens, no secret may be in the report. */
async function examined(change: Record<string, string> = {}): Promise<DoctorReport> {
  const env = { ...settings(), ...change };
  const report = await examine(env);
  const told = JSON.stringify(report) + renderReport(report);
  for (const name of ['TELEGRAM_BOT_TOKEN_COLLECTING', 'TELEGRAM_BOT_TOKEN_REPORTING', 'GEMINI_API_KEY'] as const) {
    expect(told).not.toContain(env[name]);
  }
  expect(told).not.toContain('PRIVATE KEY');
  return report;
}

const failures = ({ findings }: DoctorReport): readonly Finding[] => findings.filter(({ state }) => state === 'failed');
const only = (report: DoctorReport): Finding => {
  expect(failures(report)).toHaveLength(1);
  return failures(report)[0] as Finding;
};

describe('the doctor', () => {
  it('finds nothing failed where all works, and leaves nothing behind', async () => {
    const report = await examined();
    expect(failures(report)).toEqual([]);
    const names = report.findings.filter(({ state }) => state === 'ok').map(({ name }) => name);
    for (const name of [
      ...[
        'settings',
        'telegram: group bot: token',
        'telegram: admin bot: token',
        `telegram: group bot in ${GROUP} (TARGET_GROUP_COLLECTING)`,
      ],
      ...[
        'sheets: access',
        'sheets: writing',
        'gemini: key and model',
        'temporal: server',
        'temporal: search attributes',
      ],
      ...['files: data folder', 'clock: this machine'],
    ]) {
      expect(names).toContain(name);
    }
    const sent = await fetch(`${sandbox.url}/telegram/people/chats/${GROUP}/messages`);
    expect(
      ((await sent.json()) as { from?: { is_bot?: boolean } }[]).filter?.(({ from }) => from?.is_bot) ?? [],
    ).toEqual([]);
    // A look for the second time finds the same: no mark is in the way.
    expect(failures(await examined())).toEqual([]);
  });

  it('names a token that Telegram does not know', async () => {
    const { name, advice } = only(await examined({ TELEGRAM_BOT_TOKEN_REPORTING: '1000009:a-wrong-token' }));
    expect({ name, advice }).toEqual({
      name: 'telegram: admin bot: token',
      advice: expect.stringContaining('TELEGRAM_BOT_TOKEN_REPORTING'),
    });
  });

  it('names a bot that may not write, one that sees nothing, and one that is no member', async () => {
    const stand = (status: object) =>
      people('POST', '/telegram/people/members', { chatId: GROUP, bot: 'group', ...status });
    const found = async () => {
      const { name, found: what, advice } = only(await examined());
      expect(name).toBe(`telegram: group bot in ${GROUP} (TARGET_GROUP_COLLECTING)`);
      return `${what}; ${advice}`;
    };
    await stand({ isMember: true, status: 'restricted' });
    expect(await found()).toMatch(/may not write; .*right to send messages/);
    await stand({ isMember: false });
    expect(await found()).toMatch(/is no member; .*add it/);
  });

  it('names a spreadsheet that may only be read, and whom to share it with', async () => {
    await people('PUT', '/sheets/people/%2A/access', { mode: 'read' });
    const { name, advice } = only(await examined());
    expect({ name, advice }).toEqual({
      name: 'sheets: writing',
      advice: expect.stringContaining(ACCOUNT.client_email),
    });
  });

  it('names a heading that was changed, by its cell', async () => {
    await makeLogs();
    await people('POST', '/sheets/people/edits', { worksheet: 'Logs', row: 1, column: 'D', value: 'Nomor' });
    const { name, found } = only(await examined());
    expect({ name, found }).toEqual({
      name: 'sheets: headings of Logs',
      found: 'D1 is "Nomor" instead of "tech_message_id"',
    });
  });

  it('names a spreadsheet that is not there', async () => {
    const { name, advice } = only(await examined({ GOOGLE_SPREADSHEET_ID: 'none-such' }));
    expect({ name, advice }).toEqual({
      name: 'sheets: access',
      advice: expect.stringContaining('GOOGLE_SPREADSHEET_ID'),
    });
  });

  it('names a key that Gemini refuses', async () => {
    await people('PUT', '/gemini/people/behaviour', { mode: 'oracle', validKeys: ['another'] });
    const { name, found } = only(await examined());
    expect({ name, found }).toEqual({ name: 'gemini: key and model', found: 'Google refuses the key' });
  });

  it('names a Temporal server that is down, and a namespace that is not there', async () => {
    const down = `127.0.0.1:${await freePort()}`;
    expect(only(await examined({ TEMPORAL_ADDRESS: down }))).toMatchObject({
      name: 'temporal: server',
      found: `nothing answers at ${down}`,
      advice: expect.stringContaining('TEMPORAL_ADDRESS'),
    });
    expect(only(await examined({ TEMPORAL_NAMESPACE: 'none-such' }))).toMatchObject({
      name: 'temporal: namespace none-such',
      advice: expect.stringContaining('set-up-temporal'),
    });
  });

  it('names what is down: MinIO, MLflow and PostgreSQL, passwords left out', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const report = await examined({
      ...{ AWS_S3_ENDPOINT: `http://${nowhere}`, AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'secret-of-minio' },
      AWS_S3_BUCKET: 'oncek-media',
      MLFLOW_TRACKING_URI: `http://${nowhere}`,
      DATABASE_URL: `postgres://oncek:secret-of-postgres@${nowhere}/oncek`,
    });
    expect(
      failures(report)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      ...['minio: bucket oncek-media', 'minio: bucket oncek-media-state', 'mlflow: models', 'postgresql: mirror'],
    ]);
    expect(JSON.stringify(report)).not.toMatch(/secret-of/);
  }, 120_000);

  it('names every wrong setting, never a value', async () => {
    const report = await examined({
      TIMEZONE: 'Asia/Nowhere',
      SLA_TARGET_MINUTES: 'soon',
      GOOGLE_SERVICE_ACCOUNT_JSON: '{"private_key":"PRIV"}',
    });
    expect(failures(report).map(({ found }) => found.split(':')[0])).toEqual(
      expect.arrayContaining(['TIMEZONE', 'SLA_TARGET_MINUTES', 'GOOGLE_SERVICE_ACCOUNT_JSON']),
    );
    expect(JSON.stringify(report)).not.toMatch(/Nowhere|soon|PRIV\b/);
  });

  it('names a clock that goes wrong, and by how much', async () => {
    const config = loadConfig(settings());
    expect(await checkClock(config)).toMatchObject([{ state: 'ok' }]);
    expect(await checkClock(config, () => Date.now() + 90_000)).toMatchObject([
      { state: 'failed', found: expect.stringMatching(/^is (89|90) s ahead$/) },
    ]);
    expect(await checkClock(config, () => Date.now() - 90_000)).toMatchObject([
      { state: 'failed', found: expect.stringMatching(/^is (90|91) s behind$/) },
    ]);
  });

  it('takes secrets out of whatever is said', () => {
    expect(withoutSecrets('401 for key abcdef-1 of abcdef', ['abcdef', 'abcdef-1', 'of'])).toBe(
      '401 for key [secret] of [secret]',
    );
  });

  it('as a command: exit code, text, and JSON', async () => {
    const env = Object.entries(settings()).map(([name, value]) => `${name}='${value}'`);
    writeFileSync(path.join(folder, '.env'), `${env.join('\n')}\n`);
    const well = await runScript('doctor.js', [], folder);
    expect({ code: well.code, last: well.output.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: expect.stringMatching(/^doctor: \d+ ok, \d+ warnings, 0 failed, \d+ skipped$/),
    });
    writeFileSync(path.join(folder, '.env'), `${env.join('\n')}\nGOOGLE_SPREADSHEET_ID=none-such\n`);
    const ill = await runScript('doctor.js', ['--json'], folder);
    expect(ill.code).toBe(1);
    expect(JSON.parse(ill.output)).toMatchObject({ failed: 1 });
  });

  async function makeLogs(): Promise<void> {
    const sheets = createSheetsClient(loadConfig(settings()).google);
    if ((await sheets.listWorksheets('demo')).some(({ title }) => title === 'Logs')) return;
    await sheets.batchUpdate('demo', [
      { addSheet: { properties: { sheetId: 1_001, title: 'Logs' } } },
      {
        updateCells: {
          start: { sheetId: 1_001, rowIndex: 0, columnIndex: 0 },
          rows: [{ values: HEADINGS.Logs.map((heading) => ({ userEnteredValue: { stringValue: heading } })) }],
          fields: 'userEnteredValue',
        },
      },
    ]);
  }
});

const tools = postgresOrNotice();
(tools ? describe : describe.skip)('the doctor at a mirror in PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    if (tools) postgres = await startPostgres(tools);
  });
  afterAll(() => postgres?.close());

  it('finds it well, and a database that is not there', async () => {
    const url = await postgres.createDatabase();
    const well = await examined({ DATABASE_URL: url });
    expect(well.findings.find(({ name }) => name === 'postgresql: mirror')).toMatchObject({ state: 'ok' });
    expect(only(await examined({ DATABASE_URL: `${url}-none` }))).toMatchObject({
      name: 'postgresql: mirror',
      advice: expect.stringContaining('create-databases.sh'),
    });
  });
});
