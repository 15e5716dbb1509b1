import { ApplicationFailure } from '@temporalio/common';
import type { SheetReading, SheetSyncResult } from '../../workflows/contracts/sheet-sync';
import type { sheetSyncWorkflow } from '../../workflows/sheet-sync.workflow';
import { BENCH_QUEUE, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let runs = 0;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
afterEach(() => expect(bench.fakes.unexpected()).toEqual([]));

const aReading = (over: Partial<SheetReading> = {}): SheetReading => ({
  ...{ rows: 3, changed: 1, removed: 0, edited: 1, keyless: 0, duplicates: 0, refusedWorksheets: 0, untold: 1 },
  ...over,
});
const TOLD = { tickets: 1, passedOver: 0, alerts: 0 };

const workflowId = () => `sheet-sync-${runs}`;

function run(): Promise<SheetSyncResult> {
  runs += 1;
  return bench.client.workflow.execute<typeof sheetSyncWorkflow>('sheetSyncWorkflow', {
    ...{ workflowId: workflowId(), taskQueue: BENCH_QUEUE },
    args: [{ spreadsheetId: 'book' }],
  });
}

/** How long the last run took by the server's clock, ms. */
async function lastRunMs(): Promise<number> {
  const { startTime, closeTime } = await bench.client.workflow.getHandle(workflowId()).describe();
  return (closeTime?.getTime() ?? Number.NaN) - startTime.getTime();
}

test('reads the sheets, then tells whom it concerns', async () => {
  bench.fakes.expect({
    readSheets: () => Promise.resolve(aReading()),
    tellSheetFindings: () => Promise.resolve(TOLD),
  });
  expect(await run()).toEqual({ outcome: 'read', reading: aReading(), told: TOLD });
  expect(bench.fakes.calls('readSheets')).toEqual([{ spreadsheetId: 'book' }]);
  expect(bench.fakes.calls('tellSheetFindings')).toHaveLength(1);
});

test('with nothing to tell it tells nobody', async () => {
  const reading = aReading({ edited: 0, untold: 0 });
  bench.fakes.expect({ readSheets: () => Promise.resolve(reading) });
  expect(await run()).toEqual({ outcome: 'read', reading, told: null });
});

test('an attempt refused with 429 is made again after as long as Google asks', async () => {
  const busy = ApplicationFailure.create({ type: 'SheetBusy', message: '429', nextRetryDelay: '40 s' });
  let attempts = 0;
  bench.fakes.expect({
    readSheets: () => ((attempts += 1) === 1 ? Promise.reject(busy) : Promise.resolve(aReading({ untold: 0 }))),
  });
  expect(await run()).toMatchObject({ outcome: 'read' });
  expect(attempts).toBe(2);
  expect(await lastRunMs()).toBeGreaterThanOrEqual(40_000);
});

test('while Google is down it gives up after four attempts, tells what an earlier run left, and ends well', async () => {
  bench.fakes.expect({
    readSheets: () => Promise.reject(ApplicationFailure.create({ type: 'SheetUnavailable', message: '503' })),
    tellSheetFindings: () => Promise.resolve(TOLD),
  });
  expect(await run()).toEqual({ outcome: 'unavailable', reading: null, told: TOLD });
  expect(bench.fakes.calls('readSheets')).toHaveLength(4);
  expect(await lastRunMs()).toBeLessThan(60_000);
});

test('tickets that cannot be told make the run fail, and stand in the mirror for the next', async () => {
  bench.fakes.expect({
    readSheets: () => Promise.resolve(aReading()),
    tellSheetFindings: () => Promise.reject(ApplicationFailure.create({ type: 'Busy', message: 'busy' })),
  });
  await expect(run()).rejects.toMatchObject({ name: 'WorkflowFailedError' });
  expect(bench.fakes.calls('tellSheetFindings')).toHaveLength(4);
});
