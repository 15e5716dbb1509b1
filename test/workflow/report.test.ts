import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { alertsWorkflow } from '../../workflows/alerts.workflow';
import type { AlertsState, HourFigures, HourReport, ReportResult } from '../../workflows/contracts/report';
import { alertsQuery, judgeSignal } from '../../workflows/contracts/report';
import type { reportWorkflow } from '../../workflows/report.workflow';
import type { MonitoringRecord } from '../../domain/monitoring-row';
import type { AlertFigures } from '../../domain/report-hour';
import { nothing } from '../support/fake-activities';
import { waitFor } from '../support/wait';
import { BENCH_QUEUE, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let runs = 0;
let open: WorkflowHandle<typeof alertsWorkflow> | null = null;

// A server for each test: where nothing is due the clock of one may jump ten years, which the next test would see.
beforeEach(async () => {
  bench = await startWorkflowBench();
});
afterEach(async () => {
  await endRun(open);
  open = null;
  await bench.close();
  expect(bench.fakes.unexpected()).toEqual([]);
});

const aRow = (hour: string): MonitoringRecord => ({
  hour,
  ...{ totalPredictions: 4, avgConfidencePercent: 81.25, autoCount: 3, reviewCount: 1, pendingCount: 1 },
  ...{ reviewedCount: 2, accuracyPercent: null, modelVersion: 'v3' },
});
const someFigures = (over: Partial<AlertFigures> = {}): AlertFigures => ({
  hour: '2026-11-24 08:00',
  ...{ total: 4, automationShare: 0.75, reviewShare: 0.25, avgConfidence: 0.81, pending: 7 },
  ...over,
});
const found = (rows: readonly MonitoringRecord[], alerts = someFigures()): HourFigures => ({
  hour: '2026-11-24 08:00',
  alerts,
  rows,
});
const REPORT: HourReport = {
  html: 'laporan',
  pictureKey: 'reports/hour-097.png',
  csv: { text: 'CSV', data: 'csv:2026-11-24:2026-11-24:' },
};

async function run(): Promise<ReportResult> {
  runs += 1;
  const handle = await bench.client.workflow.start<typeof reportWorkflow>('reportWorkflow', {
    ...{ workflowId: `report-${runs}`, taskQueue: BENCH_QUEUE },
    args: [{ spreadsheetId: 'book' }],
  });
  const result = await resultOf<typeof reportWorkflow>(handle);
  await endRun(handle);
  return result;
}

describe('a run of the report', () => {
  test('writes the row of the hour and those that were missing, has alerts judged and posts picture and words once', async () => {
    bench.fakes.expect({
      hourFigures: () => Promise.resolve(found([aRow('2026-11-24 06:00'), aRow('2026-11-24 08:00')])),
      composeHourReport: () => Promise.resolve(REPORT),
      ...{ enqueueRows: nothing, judgeFigures: nothing, post: nothing },
    });
    expect(await run()).toEqual({ hour: '2026-11-24 08:00', row: aRow('2026-11-24 08:00'), filled: 1 });
    const [rows] = bench.fakes.calls('enqueueRows');
    expect(rows?.spreadsheetId).toBe('book');
    expect(
      rows?.entries.map(({ worksheet, key, cells, ticketWorkflowId }) => [worksheet, key, cells, ticketWorkflowId]),
    ).toEqual(
      ['06', '08'].map((hour) => [
        'Monitoring',
        `2026-11-24 ${hour}:00`,
        [`2026-11-24 ${hour}:00`, 4, 81.25, 3, 1, 1, 2, null, 'v3'],
        null,
      ]),
    );
    expect(bench.fakes.calls('judgeFigures')).toEqual([someFigures()]);
    expect(bench.fakes.calls('composeHourReport')).toEqual([{ hour: '2026-11-24 08:00', pending: 7 }]);
    expect(bench.fakes.calls('post')).toEqual([
      {
        to: { role: 'reporting' },
        item: {
          ...{ kind: 'direct', key: 'report 2026-11-24 08:00', html: 'laporan', replyToMessageId: null },
          ...{ pictureKey: 'reports/hour-097.png', buttons: [[REPORT.csv]] },
        },
      },
    ]);
  });

  test('the sequence of its rows is the second of its run: it grows with time, and fits 32 bits until 2038', async () => {
    const row = aRow('2026-11-24 08:00');
    bench.fakes.expect({
      hourFigures: () => Promise.resolve(found([row])),
      composeHourReport: () => Promise.resolve({ ...REPORT, pictureKey: null }),
      ...{ enqueueRows: nothing, judgeFigures: nothing, post: nothing },
    });
    await run();
    await bench.env.sleep(2_000);
    await run();
    const [first = 0, second = 0] = bench.fakes.calls('enqueueRows').map(({ entries }) => entries[0]?.sequence);
    expect(second).toBeGreaterThan(first);
    // The test server's clock may stand far in the future by now.
    expect(second).toBeLessThanOrEqual(Date.parse(await bench.now()) / 1_000);
    expect(bench.fakes.calls('post')[0]?.item).not.toHaveProperty('pictureKey');
  });

  test('an hour without predictions writes no row of its own, and neither alerts nor the group hear of it', async () => {
    const alerts = someFigures({ total: 0, pending: 99 });
    bench.fakes.expect({ hourFigures: () => Promise.resolve(found([], alerts)) });
    expect(await run()).toEqual({ hour: '2026-11-24 08:00', row: null, filled: 0 });
  });

  test('asks for the figures until the mirror answers, and posts nothing twice meanwhile', async () => {
    let attempts = 0;
    bench.fakes.expect({
      hourFigures: () => {
        attempts += 1;
        return attempts < 4
          ? Promise.reject(new Error('database is locked'))
          : Promise.resolve(found([aRow('2026-11-24 08:00')]));
      },
      composeHourReport: () => Promise.resolve(REPORT),
      ...{ enqueueRows: nothing, judgeFigures: nothing, post: nothing },
    });
    await run();
    expect(attempts).toBe(4);
    expect(bench.fakes.calls('post')).toHaveLength(1);
  });

  test('a report that cannot be composed keeps neither row nor alerts', async () => {
    bench.fakes.expect({
      hourFigures: () => Promise.resolve(found([aRow('2026-11-24 08:00')])),
      composeHourReport: () => Promise.reject(ApplicationFailure.nonRetryable('no fonts', 'Broken')),
      ...{ enqueueRows: nothing, judgeFigures: nothing },
    });
    expect((await run()).row).not.toBeNull();
    expect(bench.fakes.calls('judgeFigures')).toHaveLength(1);
  });
});

describe('the keeper of the alerts', () => {
  async function judged(...figures: unknown[]): Promise<WorkflowHandle<typeof alertsWorkflow>> {
    runs += 1;
    open = await bench.client.workflow.start<typeof alertsWorkflow>('alertsWorkflow', {
      ...{ workflowId: `alerts-${runs}`, taskQueue: BENCH_QUEUE },
      args: [{ carried: null }],
    });
    for (const one of figures) await open.signal(judgeSignal, one as AlertFigures);
    return open;
  }
  const at = (hour: string, automationShare: number) => someFigures({ hour: `2026-11-24 ${hour}:00`, automationShare });
  const until = (handle: WorkflowHandle<typeof alertsWorkflow>, hour: string): Promise<AlertsState> =>
    waitFor(
      async () => {
        const state = await handle.query(alertsQuery);
        return state.judged === `2026-11-24 ${hour}:00` ? state : null;
      },
      { describe: `${hour}:00 is judged` },
    );
  const told = () => bench.fakes.calls('post').map(({ item: { html } }) => html.split('\n').slice(1).join(' '));

  test('tells admins when an alert begins, not again while it stands, and when it is over', async () => {
    bench.fakes.expect({ post: nothing });
    const handle = await judged(at('08', 0.6), at('09', 0.5), at('10', 0.72), at('11', 0.8), at('12', 0.8));
    expect((await until(handle, '12')).active).toEqual({});
    await waitFor(() => told().length === 2, { describe: 'both are told' });
    expect(told()).toEqual(['⚠️ Otomatisasi 60%, di bawah 70%.', '✅ Otomatisasi pulih: 80%.']);
    const posts = bench.fakes.calls('post');
    expect(posts.map(({ to }) => to)).toEqual([{ role: 'admins' }, { role: 'admins' }]);
    expect(new Set(posts.map(({ item }) => item.key)).size).toBe(2);
  });

  test('an hour that comes late, and what is no figures, are left alone', async () => {
    bench.fakes.expect({ post: nothing });
    const handle = await judged(at('09', 0.9), at('08', 0.1), { hour: 'soon' }, null, { ...at('10', 0.1), total: '5' });
    await handle.signal(judgeSignal, at('11', 0.9));
    expect((await until(handle, '11')).active).toEqual({});
    expect(told()).toEqual([]);
  });

  test('keeps trying to tell, and judges the next hour after it', async () => {
    let attempts = 0;
    bench.fakes.expect({
      post: () => ((attempts += 1) < 3 ? Promise.reject(new Error('14 UNAVAILABLE')) : Promise.resolve()),
    });
    const handle = await judged(at('08', 0.6), at('09', 0.9));
    await bench.env.sleep('10 s');
    await until(handle, '09');
    await waitFor(() => bench.fakes.calls('post').length === 4, { describe: 'told of both' });
    expect(told().at(-1)).toBe('✅ Otomatisasi pulih: 90%.');
  });
});
