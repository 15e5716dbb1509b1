import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment, defaultActivityInfo } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createMinioStore } from '../../activities/adapters/minio-store';
import { createFolderStore, type ObjectStore } from '../../activities/adapters/object-store';
import { createTelegramFiles } from '../../activities/adapters/telegram-files';
import { createMediaActivities } from '../../activities/media';
import { pickMedia, type TelegramMediaFields } from '../../domain/media';
import type { MediaActivities, MediaResult } from '../../workflows/ports';
import { COLLECTING, TECHNICIAN, closeKits, contents, startKit, updatesOf, type Kit } from '../sandbox/telegram-kit';
import { startMinio, type TestMinio } from '../support/minio';
import { NINE } from '../support/makers';
import { freePort } from '../support/ports';
import { findMinio } from '../support/tools';

const MB = 1024 * 1024;
const TOKEN = '1000001:sandbox-group';
const KEY = (extension: string) => new RegExp(`^media/2031/03/03/${COLLECTING}/\\d+_20310303T020000Z\\.${extension}$`);

type Input = Parameters<MediaActivities['storeMedia']>[0];

let kit: Kit;
let folder: string;
let store: ObjectStore;
beforeEach(async () => {
  kit = await startKit();
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-media-'));
  store = createFolderStore(folder);
});
afterEach(async () => {
  await closeKits();
  rmSync(folder, { recursive: true, force: true });
});

/** A technician sends a file. @returns what the ticket hands to the activity, and the bytes Telegram has */
async function sent(media: Record<string, unknown>): Promise<{ input: Input; bytes: () => Promise<Buffer> }> {
  const { messageId } = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, media });
  const message = contents(await updatesOf(kit.group)).find(({ message_id }) => message_id === messageId);
  const picked = pickMedia(message as unknown as TelegramMediaFields)!;
  const bytes = async (): Promise<Buffer> => {
    const link = await kit.group.getFileLink(picked.fileId);
    return Buffer.from(await (await fetch(link)).arrayBuffer());
  };
  return { input: { chatId: COLLECTING, messageId, at: NINE, media: picked }, bytes };
}

function activity(token = TOKEN, into: ObjectStore = store) {
  const files = createTelegramFiles({ token, apiRoot: `${kit.sandbox.url}/telegram/` });
  return createMediaActivities({
    files,
    store: into,
    prefix: 'media',
    linkOf: (key) => `http://h/${key}`,
    now: Date.now,
  });
}

const attempt = (input: Input, { storeMedia } = activity(), scheduledMsAgo = 0): Promise<MediaResult> =>
  new MockActivityEnvironment(
    { ...defaultActivityInfo, scheduledTimestampMs: Date.now() - scheduledMsAgo },
    { logger: new DefaultLogger('ERROR') },
  ).run(storeMedia, input);

/** Tries as Temporal does, without its waits. @returns the failures on the way and the result */
async function persist(input: Input, activities = activity()): Promise<{ failures: string[]; result: MediaResult }> {
  const failures: string[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      return { failures, result: await attempt(input, activities) };
    } catch (error) {
      const { type, nonRetryable } = error as ApplicationFailure;
      expect(nonRetryable ?? false).toBe(false);
      expect(JSON.stringify([String(error), error])).not.toContain('sandbox-group');
      failures.push(type ?? (error as Error).name);
    }
  }
  throw new Error(`never stored: ${failures.join(', ')}`);
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function expectStored(result: MediaResult, bytes: Buffer, into = store): Promise<void> {
  if (result.status !== 'stored') throw new Error(`it is ${result.status}`);
  expect(result.url).toBe(`http://h/${result.key}`);
  expect(sha((await into.get(result.key))!)).toBe(sha(bytes));
}

test.each([
  [{ type: 'photo' }, 'jpg'],
  [{ type: 'video', sizeBytes: 19 * MB }, 'mp4'],
  [{ type: 'document', fileName: 'Laporan Bulan.PDF', sizeBytes: 1 }, 'pdf'],
  [{ type: 'document', fileName: '../../etc/passwd' }, 'bin'],
  [{ type: 'animation' }, 'mp4'],
  [{ type: 'audio' }, 'mp3'],
])('%j is stored with its bytes under a key that ends in .%s', async (media, extension) => {
  const { input, bytes } = await sent(media);
  const result = await attempt(input);
  await expectStored(result, await bytes());
  expect(result).toMatchObject({ key: expect.stringMatching(KEY(extension)) });
});

test('a second call stores the same bytes under the same key', async () => {
  const { input } = await sent({ type: 'photo' });
  expect(await attempt(input)).toEqual(await attempt(input));
  expect(readdirSync(path.join(folder, '.drafts'))).toEqual([]);
});

test.each([20 * MB + 1, 25 * MB])('a file of %i bytes is too large', async (sizeBytes) => {
  const { input } = await sent({ type: 'video', sizeBytes });
  expect(await attempt(input)).toEqual({ status: 'tooLarge' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a file of 20 MB exactly is stored', async () => {
  const { input, bytes } = await sent({ type: 'video', sizeBytes: 20 * MB });
  await expectStored(await attempt(input), await bytes());
});

describe('what may pass is tried again, and nothing half is ever stored', () => {
  test.each([
    ['getFile', { kind: 'status', status: 429, retryAfter: 7 }, 'TelegramBusy'],
    ['getFile', { kind: 'status', status: 502 }, 'TelegramUnavailable'],
    ['getFile', { kind: 'drop' }, 'TelegramUnavailable'],
    ['file', { kind: 'status', status: 429, retryAfter: 7 }, 'TelegramBusy'],
    ['file', { kind: 'status', status: 502 }, 'TelegramUnavailable'],
    ['file', { kind: 'status', status: 404 }, 'TelegramUnavailable'],
    ['file', { kind: 'drop' }, 'TelegramUnavailable'],
  ])('%s: %j is %s', async (method, fault, type) => {
    const { input, bytes } = await sent({ type: 'photo', sizeBytes: 2 * MB });
    await kit.fault({ method, ...fault, times: 2 });
    const { failures, result } = await persist(input);
    expect(failures).toEqual([type, type]);
    await expectStored(result, await bytes());
  });

  test('a slow answer is waited for', async () => {
    const { input, bytes } = await sent({ type: 'photo' });
    await kit.fault({ method: 'file', kind: 'delay', delayMs: 1_500 });
    const { failures, result } = await persist(input);
    expect(failures).toEqual([]);
    await expectStored(result, await bytes());
  });

  test('429 of Telegram is obeyed', async () => {
    const { input } = await sent({ type: 'photo' });
    await kit.fault({ method: 'getFile', kind: 'status', status: 429, retryAfter: 7 });
    await expect(attempt(input)).rejects.toMatchObject({ nextRetryDelay: 7_000 });
  });
});

test('an id that Telegram does not know is failed for good', async () => {
  const { input } = await sent({ type: 'photo' });
  const media = { ...input.media, fileId: 'AgACunknown' };
  expect(await attempt({ ...input, media })).toMatchObject({
    status: 'failed',
    reason: expect.stringMatching(/400 .*invalid file_id/),
  });
});

test('"temporarily unavailable" is believed for an hour, then it is failed', async () => {
  const refusal = ApplicationFailure.create({
    type: 'TelegramRefused',
    nonRetryable: true,
    details: [
      {
        method: 'getFile',
        code: 400,
        description: 'Bad Request: wrong file_id or the file is temporarily unavailable',
        migrateToChatId: null,
      },
    ],
  });
  const files = { locate: () => Promise.reject(refusal), download: () => Promise.reject(new Error('unexpected')) };
  const activities = createMediaActivities({ files, store, prefix: '', linkOf: (key) => key, now: Date.now });
  const { input } = await sent({ type: 'photo' });
  await expect(attempt(input, activities, 59 * 60_000)).rejects.toMatchObject({ type: 'TelegramUnavailable' });
  expect(await attempt(input, activities, 61 * 60_000)).toMatchObject({ status: 'failed' });
});

test('of many at once four are on their way, the others come back later: the worker keeps its slots', async () => {
  const { input } = await sent({ type: 'photo' });
  await kit.fault({ method: 'file', kind: 'delay', delayMs: 500, times: 4 });
  const activities = activity();
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => attempt(input, activities)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ type: 'MediaBusy', nextRetryDelay: 3_000 });
  }
  expect(await attempt(input, activities)).toMatchObject({ status: 'stored' });
});

(findMinio() ? describe : describe.skip)('into MinIO [needs minio]', () => {
  let minio: TestMinio | null = null;
  afterEach(() => minio?.close());

  test('bytes are equal, the type is told, and while it is down the file waits for it', async () => {
    const down = createMinioStore({ ...(await nobody()), bucket: 'oncek-test' });
    const { input, bytes } = await sent({ type: 'photo', sizeBytes: 7 * MB });
    await expect(attempt(input, activity(TOKEN, down))).rejects.toMatchObject({ type: 'StoreUnavailable' });
    minio = await startMinio();
    const bucket = createMinioStore(minio.settings());
    await expectStored(await attempt(input, activity(TOKEN, bucket)), await bytes(), bucket);
  });
});

/** Settings of a server that is not there. */
async function nobody() {
  return { endpoint: `http://127.0.0.1:${await freePort()}`, accessKey: 'a', secretKey: 'b', region: 'us-east-1' };
}
