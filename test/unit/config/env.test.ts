import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoApiKeys, hashApiKey } from '../../../config/api-keys';
import { loadConfig } from '../../../config/env';
import { OncekError } from '../../../domain/errors';

const ACCOUNT = JSON.stringify({ client_email: 'desk@example.invalid', private_key: 'pem' });

/** Everything a real installation must name. */
const REAL = {
  TELEGRAM_BOT_TOKEN_COLLECTING: '11:group',
  TELEGRAM_BOT_TOKEN_REPORTING: '12:admin',
  GOOGLE_SERVICE_ACCOUNT_JSON: ACCOUNT,
  GOOGLE_SPREADSHEET_ID: 'sheet',
  TARGET_GROUP_COLLECTING: '-1001,-1002=Barat',
  TARGET_GROUP_REPORTING: '-1003',
};

/** The faults that reading the settings ends with, one a line. */
function faultsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof OncekError) || error.type !== 'InvalidSetting') throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('the settings were accepted');
}

const names = (faults: readonly string[]) => faults.map((fault) => fault.split(':')[0]).sort();

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'oncek-env-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: string): string {
  const file = join(folder, `secret-${content.length}`);
  writeFileSync(file, content);
  return file;
}

describe('without credentials', () => {
  test('all points at the sandbox on loopback, with its groups, people and demo keys', () => {
    const config = loadConfig({ SANDBOX_PORT: '18090' });
    expect(config.isSandbox).toBe(true);
    expect(config.telegram).toMatchObject({
      apiRoot: 'http://127.0.0.1:18090/telegram/',
      collecting: [
        { chatId: -1001000000001, label: 'Demo' },
        { chatId: -4001, label: 'Demo kecil' },
      ],
      reportingChatId: -1001000000002,
      noticeChatId: -1001000000002,
      adminUserIds: [9001],
      opsUserIds: [9001, 9002],
    });
    expect(config.google).toMatchObject({ spreadsheetId: 'demo', apiRoot: 'http://127.0.0.1:18090/' });
    expect(config.apiKeys).toEqual(demoApiKeys());
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('what the operator did set stays', () => {
    const { telegram } = loadConfig({ ADMIN_USER_IDS: '7', OPS_USER_IDS: '8, 9', TARGET_GROUP_REPORTING: '-55' });
    expect(telegram).toMatchObject({ adminUserIds: [7], opsUserIds: [8, 9], reportingChatId: -55 });
  });
});

describe('with real credentials', () => {
  test('nothing of the demo is filled in: no admins, no API keys, the real addresses', () => {
    const config = loadConfig(REAL);
    expect(config.isSandbox).toBe(false);
    expect(config.telegram).toMatchObject({
      apiRoot: 'https://api.telegram.org/',
      collecting: [
        { chatId: -1001, label: null },
        { chatId: -1002, label: 'Barat' },
      ],
      noticeChatId: -1003,
      adminUserIds: [],
      opsUserIds: [],
    });
    expect(config.google.apiRoot).toBe('https://sheets.googleapis.com/');
    expect(config.gemini.apiKey).toBeNull();
    expect(config.apiKeys).toEqual([]);
    expect(config.ticket).toMatchObject({
      slaTargetMin: 15,
      slaWarnMin: 5,
      unansweredCloseMin: 1_440,
      editWindowMin: 2_880,
      reviewLockMin: 5,
    });
  });

  test('one credential alone: all others that are needed are named', () => {
    expect(names(faultsOf({ GEMINI_API_KEY: 'AIzaSecret' }))).toEqual([
      'GOOGLE_SERVICE_ACCOUNT_JSON',
      'GOOGLE_SPREADSHEET_ID',
      'TARGET_GROUP_COLLECTING',
      'TELEGRAM_BOT_TOKEN_COLLECTING',
      'TELEGRAM_BOT_TOKEN_REPORTING',
    ]);
  });

  test('demo keys are refused, whoever reads the docs knows them; a key of ones own is taken', () => {
    const own = `write:${hashApiKey('own')}`;
    expect(faultsOf({ ...REAL, API_KEYS: `${own},admin:${hashApiKey('demo-admin').toUpperCase()}` })).toEqual([
      'API_KEYS: entry 2 is a demo key; make one with npm run key',
    ]);
    expect(loadConfig({ ...REAL, API_KEYS: own }).apiKeys).toEqual([{ role: 'write', sha256: hashApiKey('own') }]);
  });

  test('ops are the admins where no ops are named', () => {
    expect(loadConfig({ ...REAL, ADMIN_USER_IDS: '7,8' }).telegram.opsUserIds).toEqual([7, 8]);
  });
});

describe('wrong settings', () => {
  test('all are told at once, by name, never by value', () => {
    const wrong = {
      ...REAL,
      GOOGLE_SERVICE_ACCOUNT_JSON: '{"private_key":"geheim1"}',
      TIMEZONE: 'geheim2',
      SLA_BREAKS: 'geheim3',
      SOLVERS: 'geheim4',
      APP_CODES: 'geheim5',
      API_PORT: 'geheim6',
      ML_THRESHOLD_AUTO: '7.5',
      ADMIN_USER_IDS: '9001,geheim7',
      API_KEYS: 'admin:geheim8',
      SLA_ESCALATION: 'geheim9',
      SLA_WARN_MINUTES: '20',
      TELEGRAM_API_ROOT: 'geheim10',
      DEBUG: 'geheim11',
    };
    const faults = faultsOf(wrong);
    const unset = ['TELEGRAM_BOT_TOKEN_COLLECTING', 'TELEGRAM_BOT_TOKEN_REPORTING', 'GOOGLE_SPREADSHEET_ID'];
    const right = [...unset, 'TARGET_GROUP_COLLECTING', 'TARGET_GROUP_REPORTING'];
    expect(names(faults)).toEqual(
      Object.keys(wrong)
        .filter((name) => !right.includes(name))
        .sort(),
    );
    expect(faults.join('\n')).not.toMatch(/geheim|7\.5/);
  });

  test('breaks of weekdays and holidays make the calendar of new tickets', () => {
    const { ticket } = loadConfig({ SLA_BREAKS: '13:00-14:00; sun=00:00-24:00', SLA_HOLIDAYS: '2026-12-25' });
    expect(ticket.calendar).toEqual({
      timeZone: 'Asia/Jakarta',
      breaks: [{ startMin: 780, endMin: 840 }],
      weekdayBreaks: { 7: [{ startMin: 0, endMin: 1440 }] },
      holidays: [{ from: '2026-12-25', to: '2026-12-25' }],
    });
  });

  test('holidays are told apart from breaks, and what only both together make wrong is told of the holidays', () => {
    const year = '2026-01-04..2027-01-01';
    expect(names(faultsOf({ SLA_HOLIDAYS: '25.12.2026' }))).toEqual(['SLA_HOLIDAYS']);
    expect(names(faultsOf({ SLA_BREAKS: 'fri=', SLA_HOLIDAYS: '2026-02-30' }))).toEqual(['SLA_BREAKS', 'SLA_HOLIDAYS']);
    expect(loadConfig({ SLA_HOLIDAYS: year }).ticket.calendar.holidays).toHaveLength(1);
    expect(names(faultsOf({ SLA_BREAKS: 'sat-sun=00:00-24:00', SLA_HOLIDAYS: year }))).toEqual(['SLA_HOLIDAYS']);
  });

  test('a calendar too sparse for the unanswered close is refused: 1,000 hours at one minute a week', () => {
    const sparse = { SLA_BREAKS: '00:00-24:00; mon=only 00:00-23:59', UNANSWERED_CLOSE_HOURS: '1000' };
    expect(names(faultsOf(sparse))).toEqual(['SLA_BREAKS']);
    expect(loadConfig({ ...sparse, UNANSWERED_CLOSE_HOURS: '24' }).ticket.unansweredCloseMin).toBe(1440);
  });

  test('a word among the admins refuses to start', () => {
    expect(faultsOf({ ADMIN_USER_IDS: '9001,bagas' })).toEqual(['ADMIN_USER_IDS: entry 2 is not of the form <number>']);
  });

  test('a warning must come before the target', () => {
    expect(faultsOf({ SLA_WARN_MINUTES: '15' })).toEqual(['SLA_WARN_MINUTES: must be smaller than SLA_TARGET_MINUTES']);
    expect(loadConfig({ SLA_WARN_MINUTES: '0' }).ticket.slaWarnMin).toBe(0);
  });
});

describe('how updates come', () => {
  test('by asking, unless an address is set, whose slash at the end does not count', () => {
    expect(loadConfig({})).toMatchObject({ telegram: { webhookUrl: null }, ports: { webhook: 8081 } });
    expect(loadConfig({ TELEGRAM_WEBHOOK_URL: 'http://127.0.0.1:9000/hook/' }).telegram.webhookUrl).toBe(
      'http://127.0.0.1:9000/hook',
    );
  });

  test('Telegram itself delivers to https only', () => {
    const faults = faultsOf({ TELEGRAM_BOT_TOKEN_COLLECTING: '1:a', TELEGRAM_WEBHOOK_URL: 'http://desk.example.com' });
    expect(faults).toContain('TELEGRAM_WEBHOOK_URL: must start with https://, Telegram delivers to nothing else');
    expect(faultsOf({ TELEGRAM_WEBHOOK_URL: 'desk' })).toEqual([expect.stringMatching(/^TELEGRAM_WEBHOOK_URL: /)]);
  });
});

describe('where files are kept', () => {
  const MINIO = {
    AWS_S3_ENDPOINT: 'http://minio:9000',
    AWS_ACCESS_KEY_ID: 'oncek',
    AWS_SECRET_ACCESS_KEY: 'geheim',
    AWS_S3_BUCKET: 'tiket',
  };

  test('in the data folder unless AWS_S3_ENDPOINT is set; links lead to our own API', () => {
    const { minio, media } = loadConfig({ API_PORT: '18080', AWS_S3_BUCKET: 'tiket' });
    expect(minio).toBeNull();
    const publicBaseUrl = 'http://127.0.0.1:18080';
    expect(media).toEqual({ prefix: 'media', linkSecret: null, publicBaseUrl, bucketBaseUrl: null });
  });

  test('in MinIO: media in the bucket named, everything else in one of its own, since media may be public', () => {
    const { minio, media } = loadConfig({
      ...MINIO,
      AWS_SECRET_ACCESS_KEY: '',
      AWS_SECRET_ACCESS_KEY_FILE: fileWith('geheim\n'),
      AWS_S3_MEDIA_PREFIX: '/foto/tiket/',
      AWS_S3_PUBLIC_BASE_URL: 'https://files.example.id/tiket/',
      PUBLIC_BASE_URL: 'https://oncek.example.id/',
    });
    expect(minio).toMatchObject({ secretKey: 'geheim', region: 'us-east-1', mediaBucket: 'tiket' });
    expect(minio?.stateBucket).toBe('tiket-state');
    expect(media).toMatchObject({ prefix: 'foto/tiket', bucketBaseUrl: 'https://files.example.id/tiket' });
    expect(media.publicBaseUrl).toBe('https://oncek.example.id');
  });

  test('what MinIO needs and what no key or address can be is named', () => {
    expect(names(faultsOf({ AWS_S3_ENDPOINT: 'http://minio:9000' }))).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_S3_BUCKET',
      'AWS_SECRET_ACCESS_KEY',
    ]);
    const wrong = { AWS_S3_ENDPOINT: 'minio:9000', AWS_S3_BUCKET: 'Tiket', S3_MEDIA_PREFIX: '../up' };
    expect(names(faultsOf({ ...MINIO, ...wrong, MEDIA_LINK_SECRET: 'short' }))).toEqual([
      'AWS_S3_BUCKET',
      'AWS_S3_ENDPOINT',
      'MEDIA_LINK_SECRET',
      'S3_MEDIA_PREFIX',
    ]);
  });
});

describe('other ways to give a setting', () => {
  test('a secret by X_FILE, its line end cut off', () => {
    const file = fileWith('13:from-file\n');
    const config = loadConfig({
      ...REAL,
      TELEGRAM_BOT_TOKEN_COLLECTING: '',
      TELEGRAM_BOT_TOKEN_COLLECTING_FILE: file,
    });
    expect(config.telegram.groupToken).toBe('13:from-file');
  });

  test('the setting itself wins over its file', () => {
    const config = loadConfig({ ...REAL, TELEGRAM_BOT_TOKEN_COLLECTING_FILE: fileWith('13:from-file') });
    expect(config.telegram.groupToken).toBe('11:group');
  });

  test('an unreadable or empty file is a fault, no silent sandbox', () => {
    expect(
      faultsOf({ GEMINI_API_KEY_FILE: join(folder, 'missing'), TELEGRAM_BOT_TOKEN_REPORTING_FILE: fileWith('\n') }),
    ).toEqual(['TELEGRAM_BOT_TOKEN_REPORTING_FILE: the file is empty', 'GEMINI_API_KEY_FILE: the file cannot be read']);
  });

  test('ALLOWED_OPS_USER_IDS is the former name of OPS_USER_IDS, which wins', () => {
    expect(loadConfig({ ALLOWED_OPS_USER_IDS: '5,6' }).telegram.opsUserIds).toEqual([5, 6]);
    expect(loadConfig({ ALLOWED_OPS_USER_IDS: '5,6', OPS_USER_IDS: '7' }).telegram.opsUserIds).toEqual([7]);
  });

  test('empty counts as not set', () => {
    expect(loadConfig({ API_PORT: '', TIMEZONE: '  ' })).toMatchObject({
      ports: { api: 8080 },
      timeZone: 'Asia/Jakarta',
    });
  });
});

describe('models', () => {
  test('in a folder unless MLFLOW_TRACKING_URI is set', () => {
    expect(loadConfig({ MLFLOW_MODEL_NAME: 'x' }).mlflow).toBeNull();
    expect(loadConfig({ MLFLOW_TRACKING_URI: 'http://mlflow:5000/' }).mlflow).toEqual({
      trackingUri: 'http://mlflow:5000',
      publicUrl: 'http://mlflow:5000',
      experiment: 'ticket-classifier',
      modelName: 'ticket-classifier',
      username: null,
      password: null,
      s3: null,
    });
  });

  test("MLflow's files in S3 by the credentials of the media, at an address of their own", () => {
    const s3 = { AWS_ACCESS_KEY_ID: 'who', AWS_SECRET_ACCESS_KEY_FILE: fileWith('geheim') };
    const { mlflow } = loadConfig({
      ...s3,
      MLFLOW_TRACKING_URI: 'http://mlflow:5000/mlflow',
      MLFLOW_PUBLIC_URL: 'https://desk.example.id/mlflow/',
      MLFLOW_TRACKING_USERNAME: 'desk',
      MLFLOW_TRACKING_PASSWORD_FILE: fileWith('auch geheim'),
      MLFLOW_S3_ENDPOINT_URL: 'http://minio:9000',
      MLFLOW_BUCKET_NAME: 'mlflow',
    });
    expect(mlflow).toMatchObject({
      trackingUri: 'http://mlflow:5000/mlflow',
      publicUrl: 'https://desk.example.id/mlflow',
      username: 'desk',
      password: 'auch geheim',
      s3: { endpoint: 'http://minio:9000', accessKey: 'who', secretKey: 'geheim', bucket: 'mlflow' },
    });
  });

  test('names that MLflow could take for something else, and half-given credentials, are refused', () => {
    const wrong = {
      MLFLOW_TRACKING_URI: 'mlflow:5000',
      MLFLOW_MODEL_NAME: "x' OR name = 'y",
      MLFLOW_TRACKING_USERNAME: 'desk',
      MLFLOW_S3_ENDPOINT_URL: 'http://minio:9000',
    };
    expect(names(faultsOf(wrong))).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'MLFLOW_MODEL_NAME',
      'MLFLOW_TRACKING_PASSWORD',
      'MLFLOW_TRACKING_URI',
    ]);
  });
});

test.each([
  ['Sun 02:30', { day: 'SUNDAY', hour: 2, minute: 30 }],
  ['  mon 23:05 ', { day: 'MONDAY', hour: 23, minute: 5 }],
  ['', null],
])('RETRAIN_WEEKLY %p is %p', (text, weekly) => {
  expect(loadConfig({ RETRAIN_WEEKLY: text }).training).toEqual({ weekly, approvalDays: 7 });
});

test.each(['Sun', '02:30', 'Sonntag 02:30', 'Sun 24:00', 'Sun 02:60', 'Sun 2', 'constructor 02:30'])(
  'RETRAIN_WEEKLY %p is refused with its form',
  (text) => {
    expect(() => loadConfig({ RETRAIN_WEEKLY: text })).toThrow(/RETRAIN_WEEKLY.*Sun 02:30/);
  },
);

describe('LANGUAGE', () => {
  test('is Indonesian where nothing is set, and goes along with new tickets', () => {
    const { language, ticket } = loadConfig({});
    expect([language, ticket.language]).toEqual(['id', 'id']);
    const english = loadConfig({ LANGUAGE: 'en' });
    expect([english.language, english.ticket.language]).toEqual(['en', 'en']);
  });

  test('is the console’s as well', () => {
    expect(loadConfig({ LANGUAGE: 'en' }).console.language).toBe('en');
  });

  test('another than the known ones is named with those', () => {
    expect(faultsOf({ LANGUAGE: 'jv' })).toEqual(['LANGUAGE: must be one of id, en']);
  });
});
