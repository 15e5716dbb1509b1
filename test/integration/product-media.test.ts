import { createHash } from 'node:crypto';
import { GROUP, OPS, REPORTS, peopleOf, type SeenMessage } from '../support/people';
import { startMinio, type TestMinio } from '../support/minio';
import { freePort } from '../support/ports';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { findMinio } from '../support/tools';
import { waitFor } from '../support/wait';

const MB = 1024 * 1024;
const TOKEN = '1000001:sandbox-group';

type MediaMessage = SeenMessage & { readonly photo?: readonly { readonly file_id: string }[] };

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function bytesAt(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} of a file`);
  return Buffer.from(await answer.arrayBuffer());
}

/** The bytes of a photo as Telegram holds them. */
async function originalOf(installation: Installation, messageId: number): Promise<Buffer> {
  const message = (await peopleOf(installation.sandbox).chat(GROUP)).find(
    ({ message_id }) => message_id === messageId,
  ) as MediaMessage;
  const fileId = message.photo!.at(-1)!.file_id;
  const root = `${installation.sandbox}/telegram`;
  const found = await fetch(`${root}/bot${TOKEN}/getFile?file_id=${encodeURIComponent(fileId)}`);
  const { result } = (await found.json()) as { result: { file_path: string } };
  return bytesAt(`${root}/file/bot${TOKEN}/${result.file_path}`);
}

let installation: Installation;
let product: RunningProduct;
let people: ReturnType<typeof peopleOf>;

async function begin(env: Record<string, string> = {}): Promise<void> {
  installation = await install({ SLA_BREAKS: '03:00-03:01', ...env });
  people = peopleOf(installation.sandbox);
  product = await startProduct(installation);
}

async function end(): Promise<void> {
  await product?.kill();
  await installation?.remove();
}

const linkOf = async (messageId: number | string): Promise<string> => {
  const row = await people.waitForRow('Logs', messageId, (cells) => String(cells[8] ?? '') !== '');
  return String(row[8]);
};

describe('files of tickets, kept in the data folder', () => {
  beforeAll(() => begin(), 150_000);
  afterAll(end);

  test('a photo with a caption: the link in the sheet opens, and gives the bytes that were sent', async () => {
    const problem = await people.write({ caption: 'layar mytech error', media: { type: 'photo', sizeBytes: 3 * MB } });
    await people.reply(problem, 'oncek ya');
    const link = await linkOf(problem);
    expect(link.startsWith(`${installation.api}/media/`)).toBe(true);
    expect(sha(await bytesAt(link))).toBe(sha(await originalOf(installation, problem)));
    const part = await fetch(link, { headers: { Range: 'bytes=0-3' } });
    expect([part.status, part.headers.get('content-type'), part.headers.get('content-length')]).toEqual([
      206,
      'image/jpeg',
      '4',
    ]);
  });

  test('a video of 25 MB: the sender is told, the ticket is recorded, and the notice says what is missing', async () => {
    const problem = await people.write({ caption: 'rekaman layar', media: { type: 'video', sizeBytes: 25 * MB } });
    const isAbout = (message: SeenMessage): boolean => message.reply_to_message?.message_id === problem;
    const told = await people.waitForMessage(
      GROUP,
      (message) => isAbout(message) && /20 MB/.test(message.text ?? ''),
      'the sender is told',
    );
    expect(told.text).toContain('Tiket tetap dicatat');
    await people.reply(problem, 'oncek ya', OPS);
    const row = await people.waitForRow('Logs', problem, (cells) => cells[15] === 'true');
    expect([row[6], row[7], row[8] ?? '']).toEqual(['rekaman layar', 'video', '']);
    await people.waitForMessage(
      REPORTS,
      ({ text }) => /lampiran gagal disimpan/.test(text ?? ''),
      'the notice says so',
    );
    const replies = (await people.chat(GROUP)).filter(
      (message) => isAbout(message) && /20 MB/.test(message.text ?? ''),
    );
    expect(replies).toHaveLength(1);
  });
});

(findMinio() ? describe : describe.skip)('files of tickets, kept in MinIO [needs minio]', () => {
  let minio: TestMinio | null = null;
  let port = 0;
  beforeAll(async () => {
    port = await freePort();
    await begin({
      AWS_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'oncek-test',
      AWS_SECRET_ACCESS_KEY: 'oncek-test-password',
      AWS_S3_BUCKET: 'oncek-test',
    });
  }, 150_000);
  afterAll(async () => {
    await end();
    await minio?.close();
  });

  test('with MinIO down from the very start the product starts and records tickets, under keys that name their chat; once it is up, the file and its link follow', async () => {
    const problem = await people.write({ caption: 'layar mytech error', media: { type: 'photo' } });
    await people.reply(problem, 'oncek ya');
    const key = `${problem}@${GROUP}`;
    const row = await people.waitForRow('Logs', key, (cells) => cells[15] === 'true');
    expect(row[8] ?? '').toBe('');
    minio = await startMinio({ port });
    const link = await waitFor(() => linkOf(key), { describe: 'the link follows', timeoutMs: 90_000 });
    expect(sha(await bytesAt(link))).toBe(sha(await originalOf(installation, problem)));
    const later = await people.write({ text: 'mytech error lagi' });
    await people.reply(later, 'oncek ya');
    await people.waitForRow('Logs', later, (cells) => cells[15] === 'true');
  }, 150_000);

  test('while MinIO is down tickets are recorded; once it is back, even empty, the file and its link follow', async () => {
    await minio?.close();
    const problem = await people.write({ caption: 'layar mytech error', media: { type: 'photo' } });
    await people.reply(problem, 'oncek ya');
    const row = await people.waitForRow('Logs', problem, (cells) => cells[15] === 'true');
    expect(row[8] ?? '').toBe('');
    minio = await startMinio({ port });
    const link = await waitFor(() => linkOf(problem), { describe: 'the link follows', timeoutMs: 90_000 });
    expect(sha(await bytesAt(link))).toBe(sha(await originalOf(installation, problem)));
  }, 150_000);
});
