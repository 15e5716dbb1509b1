import { ApplicationFailure } from '@temporalio/common';
import type { BatchResult } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import { applied, entry, keysOf, statusAfter, useLedger } from '../support/ledger-run';
import { waitFor } from '../support/wait';

const run = useLedger();

test('while headings are wrong the batch waits whole: one alert, no halving; mended, it is written and admins hear how many rows', async () => {
  let isMended = false;
  const blocked: BatchResult = {
    ...{ kind: 'blocked', cause: 'headings', worksheet: 'Logs' },
    reason: 'column D must be "tech_message_id", is "<nomor>"',
  };
  run.bench.fakes.change({ writeBatch: (batch) => Promise.resolve(isMended ? applied(batch) : blocked) });
  const ledger = await run.start(['1', '2', '3'].map((key) => entry(key)));
  await run.gather();
  await waitFor(() => run.alerts().length > 0, { describe: 'the alert' });
  await ledger.signal(upsertSignal, [entry('4')]);
  await run.bench.env.sleep('5 minutes');
  expect((await ledger.query(ledgerStatusQuery)).blocked).toBe('headings');
  expect(run.batches().length).toBeGreaterThan(5);
  expect(new Set(run.batches().map(keysOf))).toEqual(new Set(['1 2 3']));
  expect(new Set(run.batches().map(({ markValue, metadataId }) => `${markValue} ${metadataId}`)).size).toBe(1);
  expect(run.batches().map(({ mayBeSent = false }) => mayBeSent)).toEqual([
    false,
    ...Array(run.batches().length - 1).fill(true),
  ]);
  expect(run.alerts()).toHaveLength(1);
  expect(run.alerts()[0]).toContain('&lt;nomor&gt;');

  isMended = true;
  await run.bench.env.sleep('2 minutes');
  await run.gather();
  const status = await statusAfter(ledger, 4);
  expect(status).toMatchObject({ blocked: null, parked: [] });
  await waitFor(() => run.alerts().length === 2, { describe: 'the second alert' });
  expect(run.alerts()[1]).toContain('<b>4 baris</b>');
});

test('a retry on command does not wait for the end of the pause', async () => {
  let isMended = false;
  const blocked: BatchResult = { kind: 'blocked', cause: 'denied', worksheet: null, reason: '403' };
  run.bench.fakes.change({ writeBatch: (batch) => Promise.resolve(isMended ? applied(batch) : blocked) });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await waitFor(() => run.alerts().length > 0, { describe: 'the alert' });
  isMended = true;
  await ledger.signal(retryParkedSignal);
  await statusAfter(ledger, 1);
});

test('another reason is told as well, the same one after a good batch too', async () => {
  const causes = ['denied', 'protected', 'protected', null, 'denied', null] as const;
  let sendings = 0;
  run.bench.fakes.change({
    writeBatch: (batch) => {
      const cause = causes[sendings++] ?? null;
      return Promise.resolve(cause ? { kind: 'blocked', cause, worksheet: null, reason: 'why' } : applied(batch));
    },
  });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await run.bench.env.sleep('2 minutes');
  await statusAfter(ledger, 1);
  await ledger.signal(upsertSignal, [entry('2')]);
  await run.gather();
  await run.bench.env.sleep('2 minutes');
  await statusAfter(ledger, 2);
  await waitFor(() => run.alerts().length === 5, { describe: 'five alerts' });
  expect(run.alerts().map((html) => html.slice(0, 1))).toEqual(['⛔', '⛔', '✅', '⛔', '✅']);
});

test('rows that people deleted are named to admins', async () => {
  const named = [{ worksheet: 'Logs' as const, key: '<7>' }];
  run.bench.fakes.change({
    writeBatch: (batch) => Promise.resolve({ ...applied(batch), alerts: { deleted: named } } as BatchResult),
  });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await statusAfter(ledger, 1);
  await waitFor(() => run.alerts().length === 1, { describe: 'the alert' });
  expect(run.alerts()).toEqual([expect.stringContaining('1 baris dihapus dari sheet')]);
  expect(run.alerts()[0]).toContain('Logs &lt;7&gt;');
});

test('while Google is down the same frozen batch is sent word for word; rows that come meanwhile wait for the next', async () => {
  let failures = 3;
  run.bench.fakes.change({
    writeBatch: (batch) =>
      failures-- > 0 ? Promise.reject(ApplicationFailure.retryable('503', 'Down')) : Promise.resolve(applied(batch)),
  });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await waitFor(() => run.batches().length > 0, { describe: 'the first sending' });
  await ledger.signal(upsertSignal, [entry('1', { sequence: 2 }), entry('2')]);
  const during = await ledger.query(ledgerStatusQuery);
  expect(during.pending).toBe(3);
  expect(during.oldestPendingSince).not.toBeNull();
  await run.bench.env.sleep('3 minutes');
  const status = await statusAfter(ledger, 3);
  expect(status.oldestPendingSince).toBeNull();
  expect(
    run
      .batches()
      .slice(0, 4)
      .map((batch) => batch),
  ).toEqual(Array(4).fill(run.batches()[0]));
  expect(run.batches().slice(4).map(keysOf)).toEqual(['1 2']);
});

test('a failure that ends the retries does not end the ledger: the same batch goes out again', async () => {
  let failures = 1;
  run.bench.fakes.change({
    writeBatch: (batch) =>
      failures-- > 0
        ? Promise.reject(ApplicationFailure.nonRetryable('headings', 'SheetHeadings'))
        : Promise.resolve(applied(batch)),
  });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await run.bench.env.sleep('6 minutes');
  await statusAfter(ledger, 1);
  expect(run.batches()[1]).toEqual(run.batches()[0]);
});
