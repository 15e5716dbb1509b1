import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashApiKey } from '../../config/api-keys';
import { loadConfig } from '../../config/env';
import type { Payload } from '@temporalio/common';
import { createPayloadCodec } from '../../temporal/payloads/codec';
import { connectTemporal } from '../../temporal/connect';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';
import { startOtlpCollector, type OtlpCollector } from '../support/otlp-collector';
import { GROUP, peopleOf } from '../support/people';
import { install, runScript, startProduct, type Installation, type RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';

/** Personal data of each kind, none of which may show where a ticket is named. */
const PERSONAL = {
  name: 'Zulkarnaen Hutagalung',
  nik: '3174012345678901',
  phone: '081234567890',
  groupedPhone: '+62 812-9988-7766',
  email: 'zulkarnaen@contoh.example',
  account: '@zul_teknisi',
  order: 'SC 505566778',
  coordinates: '-6.917464, 107.619125',
};
const { name, nik, phone, groupedPhone, email, account, order, coordinates } = PERSONAL;
// The summary shows the first 60 characters, so each kind comes first once.
const PROBLEMS = [
  `nama ${name} user auth locked mytech`,
  `nik ${nik} tidak bisa login mytech`,
  `hp ${phone} atau ${groupedPhone} login mytech gagal`,
  `email ${email} ${account} login mytech gagal`,
  `${order} di ${coordinates} login mytech gagal`,
];
const TECHNICIAN = { id: 9101, first_name: 'Teknisi Rahasia' };
const KEYS = {
  API_KEYS: 'key-of-an-administrator-5581',
  MEDIA_LINK_SECRET: `media-${randomBytes(20).toString('hex')}`,
  SESSION_SECRET: `session-${randomBytes(20).toString('hex')}`,
  TEMPORAL_PAYLOAD_KEY: randomBytes(32).toString('base64'),
};

let collector: OtlpCollector;
let installation: Installation;
let product: RunningProduct;
let people: ReturnType<typeof peopleOf>;
const tickets: number[] = [];

beforeAll(async () => {
  collector = await startOtlpCollector();
  const { dataDir, ...bare } = await install();
  const files = await Promise.all(
    Object.entries(KEYS).map(async ([setting, secret]) => {
      const file = path.join(dataDir, `secret-${setting}`);
      await writeFile(file, setting === 'API_KEYS' ? `admin:${hashApiKey(secret)}` : secret, { mode: 0o600 });
      return [`${setting}_FILE`, file];
    }),
  );
  const more = { SLA_BREAKS: '03:00-03:01', DEBUG: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  installation = { ...bare, dataDir, env: { ...bare.env, ...more, ...(Object.fromEntries(files) as object) } };
  people = peopleOf(installation.sandbox);
  product = await startProduct(installation);
  for (const text of PROBLEMS) {
    const problem = await people.write({ text, from: TECHNICIAN });
    await people.reply(problem, 'oncek ya');
    await people.reply(problem, `sudah direset, silakan login ulang, MIT -dm`);
    tickets.push(problem);
  }
  for (const problem of tickets) await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');
}, 240_000);
afterAll(async () => {
  await product?.kill();
  await installation?.remove();
  await collector?.close();
});

const found = (text: string): string[] => Object.values(PERSONAL).filter((personal) => text.includes(personal));

/** The process and all that it started. */
async function family(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  const pids = children.join(' ').split(/\s+/).filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(pids.map(family))).flat()];
}

test('started with files for its secrets, neither environment nor command line of any of its processes holds one', async () => {
  const pids = await family(product.pid);
  expect(pids.length).toBeGreaterThan(1);
  for (const pid of pids) {
    for (const file of ['environ', 'cmdline']) {
      const text = await readFile(`/proc/${pid}/${file}`, 'utf8');
      for (const secret of Object.values(KEYS)) expect(text).not.toContain(secret);
    }
  }
  const { API_KEYS: key } = KEYS;
  expect((await fetch(`${installation.api}/api/model/info`, { headers: { 'X-API-Key': key } })).status).toBe(200);
  for (const secret of Object.values(KEYS)) expect(product.output()).not.toContain(secret);
});

test('no log line, metric or span holds personal data or a text', async () => {
  const metrics = await (await fetch(`${installation.api}/metrics`)).text();
  const sdk = await (await fetch(`http://127.0.0.1:${installation.env.METRICS_PORT}/metrics`)).text();
  await waitFor(() => collector.spans().some((span) => span.name.includes('writeBatch')), {
    describe: 'the spans of a written row',
    timeoutMs: 40_000,
  });
  for (const text of [product.output(), metrics, sdk, collector.text()]) {
    expect(found(text)).toEqual([]);
    expect(text).not.toMatch(/login mytech|silakan login|Teknisi Rahasia/);
  }
});

test('summaries, current details and search attributes of the tickets hold none either', async () => {
  const config = loadConfig({ ...installation.env });
  const { client, connection } = await connectTemporal(config.temporal);
  try {
    for (const messageId of tickets) {
      const handle = client.workflow.getHandle(ticketWorkflowId({ chatId: GROUP, messageId }));
      const description = await handle.describe();
      const summary = (await description.staticSummary()) ?? '';
      expect(summary).toMatch(/\[(NAMA|NIK|TELEPON|EMAIL|AKUN|ORDER|KOORDINAT)\]/);
      const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
      expect(metadata.currentDetails).toContain('**phase**');
      const attributes = JSON.stringify(description.typedSearchAttributes.getAll());
      expect(attributes).toContain('Demo');
      const steps = await summariesOf(handle, config.temporal.payloadKeys);
      expect(steps.length).toBeGreaterThan(0);
      for (const text of [summary, metadata.currentDetails ?? '', attributes, ...steps])
        expect(found(text)).toEqual([]);
    }
  } finally {
    await connection.close();
  }
});

test('in Temporal’s database nothing of the texts is to be read', async () => {
  const files = (await readdir(installation.dataDir)).filter((file) => file.startsWith('temporal.db'));
  const contents = await Promise.all(files.map((file) => readFile(path.join(installation.dataDir, file), 'latin1')));
  const bytes = contents.join('\n');
  // It is no test where the histories are somewhere else.
  expect(bytes).toContain('binary/encrypted');
  expect(bytes).toContain(ticketWorkflowId({ chatId: GROUP, messageId: tickets[0] ?? 0 }));
  expect(found(bytes)).toEqual([]);
  expect(bytes).not.toMatch(/login mytech gagal|silakan login|Teknisi Rahasia/);
});

describe('npm run forget', () => {
  const forget = (...args: string[]) => runScript('forget.js', args, installation.dataDir);
  beforeAll(() => {
    const lines = Object.entries(installation.env).map(([setting, value]) => `${setting}='${value}'`);
    return writeFile(path.join(installation.dataDir, '.env'), lines.join('\n'));
  });

  test('names the open tickets, whose start is encrypted, and leaves them to the people who work on them', async () => {
    const { code, output } = await forget('--user', String(TECHNICIAN.id), '--yes');
    expect(code).toBe(0);
    expect(output).toMatch(/^closed tickets of this technician: 0\n/);
    expect(output).toContain(`open tickets of this technician: ${tickets.length}. They keep their texts`);
    for (const messageId of tickets) expect(output).toContain(ticketWorkflowId({ chatId: GROUP, messageId }));
    expect(output).toContain('What remains, and where:');
    expect(found(output)).toEqual([]);
    expect(output).not.toContain('Rahasia');
  });

  test('of a person without tickets there is nothing', async () => {
    const { output } = await forget('--user', '9103', '--dry-run');
    expect(output).toContain('open tickets of this technician: none');
    expect(output).not.toContain('What remains');
  });

  test('removes nothing where nobody confirms it', async () => {
    expect((await forget('--user', String(TECHNICIAN.id))).output).toContain('nothing was removed');
  });

  test.each([[[]], [['--user', 'budi']], [['--user', '-5']], [['--user', '9101', '--chat', 'x']], [['--who', '1']]])(
    'the arguments %j are refused with how it is used',
    async (args) => {
      const { code, output } = await forget(...args);
      expect([code, output]).toEqual([1, expect.stringContaining('npm run forget -- --user ID')]);
    },
  );
});

/** What timers and activities of a run say in Temporal UI. */
async function summariesOf(
  handle: { fetchHistory(): Promise<{ events?: readonly { userMetadata?: { summary?: unknown } | null }[] | null }> },
  keys: NonNullable<ReturnType<typeof loadConfig>['temporal']['payloadKeys']> | null,
): Promise<string[]> {
  const codec = createPayloadCodec(keys ?? { encrypts: false, known: [] });
  const { events } = await handle.fetchHistory();
  const payloads = (events ?? []).flatMap(({ userMetadata }) => (userMetadata?.summary ? [userMetadata.summary] : []));
  return (await codec.decode(payloads as Payload[])).map(({ data }) => Buffer.from(data ?? []).toString('utf8'));
}
