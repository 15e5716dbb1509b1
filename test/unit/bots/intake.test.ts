import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { backoffMs } from '../../../bots/intake/clock';
import { createDeadLetterFolder } from '../../../bots/intake/dead-letters';
import { describeForLog, hopelessReason } from '../../../bots/intake/verdict';
import { createUpdateWindow } from '../../../bots/intake/window';
import { OncekError } from '../../../domain/errors';
import { aMessage, aMessageUpdate } from './fakes';

describe('the offset', () => {
  test('is the smallest update in hand, else one past the newest', () => {
    const window = createUpdateWindow();
    expect(window.offset()).toBeUndefined();
    for (const id of [10, 11, 12]) window.take(id);
    window.accept(11);
    expect(window.offset()).toBe(10);
    window.accept(10);
    expect(window.offset()).toBe(12);
    window.accept(12);
    expect(window.offset()).toBe(13);
  });

  test('an update overtaken by later ones is taken and does not move the offset back', () => {
    const window = createUpdateWindow();
    window.take(12);
    window.accept(12);
    expect(window.take(10)).toBe(true);
    window.accept(10);
    expect(window.offset()).toBe(13);
  });

  test('the ids remembered are bounded to the newest 1,000', () => {
    const window = createUpdateWindow();
    for (let id = 1; id <= 1_500; id += 1) {
      window.take(id);
      window.accept(id);
    }
    expect(window.take(1_500)).toBe(false);
    expect(window.take(501)).toBe(false);
    expect(window.take(500)).toBe(true);
  });
});

describe('what can never be accepted', () => {
  const grpc = (code: number) =>
    new ServiceError('failed', { cause: Object.assign(new Error('grpc'), { code, details: 'd', metadata: {} }) });

  test.each([
    ['a named error', new OncekError('InvalidId', 'no id'), 1, 'InvalidId'],
    ['a non-retryable failure', ApplicationFailure.nonRetryable('no', 'UnknownLabel'), 1, 'UnknownLabel'],
    ['a request Temporal finds invalid', grpc(3), 1, 'TemporalRefused'],
    ['a fault of the program that came 5 times', new TypeError('x of undefined'), 5, 'TypeError'],
  ])('%s', (_what, error, failures, reason) => expect(hopelessReason(error, failures)).toBe(reason));

  test.each([
    ['Temporal unavailable, however often', grpc(14), 10_000],
    ['Temporal too slow', grpc(4), 1],
    ['a wrong namespace or missing rights, which an operator can correct', grpc(7), 1],
    ['a retryable failure', ApplicationFailure.retryable('later', 'TelegramBusy'), 1],
    ['a fault of the program seen 4 times', new TypeError('x of undefined'), 4],
  ])('not: %s', (_what, error, failures) => expect(hopelessReason(error, failures)).toBeNull());
});

test('a log gets name and code of an error, never the message of one that is not ours', () => {
  expect(describeForLog(new Error('Andi: login gagal'))).toEqual({ error: 'Error' });
  expect(describeForLog(new OncekError('InvalidId', 'chat id 0 is none'))).toEqual({
    error: 'InvalidId',
    reason: 'chat id 0 is none',
  });
  const fault = describeForLog(new TypeError('Andi is not a function'));
  expect(fault['where']).toMatch(/^at /);
  expect(JSON.stringify(fault)).not.toContain('Andi');
});

test('the wait grows from 1 s to at most 10 s, half of it by chance', () => {
  expect([1, 2, 3, 6, 60].map((failures) => backoffMs(failures, 1))).toEqual([1_000, 2_000, 4_000, 10_000, 10_000]);
  expect(backoffMs(3, 0)).toBe(2_000);
});

test('a dead letter is a file of its own with the whole update, readable by its owner only', async () => {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'oncek-')), 'dead-letters');
  try {
    const letters = createDeadLetterFolder({ folder, bot: 'group', now: () => new Date('2026-01-31T08:00:00Z') });
    const update = aMessageUpdate(aMessage({ text: 'gagal login' }), 77);
    await letters.add(update, 'InvalidInput');
    await letters.add(update, 'InvalidInput');
    expect(await readdir(folder)).toEqual(['group-77.json']);
    const file = path.join(folder, 'group-77.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      bot: 'group',
      reason: 'InvalidInput',
      at: '2026-01-31T08:00:00.000Z',
      update,
    });
  } finally {
    await rm(path.dirname(folder), { recursive: true });
  }
});
