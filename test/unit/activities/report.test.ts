import type { Client } from '@temporalio/client';
import type { Insertable } from 'kysely';
import { createMirror, type Mirror } from '../../../activities/mirror';
import { createReports } from '../../../activities/mirror/reports';
import type { LogsRowsTable, TrackingRowsTable } from '../../../activities/mirror/schema';
import { createReportActivities } from '../../../activities/report';
import type { ChartSpec } from '../../../activities/charts/specs';
import { csvButton } from '../../../bots/admin/features/report-csv';
import { renderHourReport } from '../../../bots/render/hour-report';
import { botTextsIn } from '../../../bots/texts/texts-in';
import { toLocal } from '../../../domain/local-time';
import { memoryStore } from '../../support/memory-store';
import { fakeLog } from '../bots/fakes';

const SHARED = { spreadsheet_id: 'book', is_keyed: 1, row_hash: 'x', unreadable: 0, is_unsettled: 0, seen_at: 'x' };
/** 09:02 in Jakarta: the hour that is over is the one from 8 to 9, 01:00 to 02:00 UTC. */
const AT = '2026-11-24T02:02:00.000Z';

let mirror: Mirror;
beforeEach(async () => (mirror = await createMirror({ file: ':memory:' })));
afterEach(() => mirror.close());

let keys = 0;
async function predicted(classifiedAt: string, review_status: string | null, confidence: number | null = 0.9) {
  keys += 1;
  const row: Insertable<TrackingRowsTable> = {
    ...SHARED,
    ...{ row_key: String(keys), row_number: keys + 1, text: '', solving: '', label_cell: '', status_cell: '' },
    ...{ day: toLocal(classifiedAt, 'Asia/Jakarta').date, classified_at: classifiedAt, source: 'lightgbm' },
    ...{ review_status, confidence },
  };
  await mirror.db.insertInto('tracking_rows').values(row).execute();
}

async function ticket(day: string, sla_status: string) {
  keys += 1;
  const row: Insertable<LogsRowsTable> = {
    ...SHARED,
    ...{ row_key: String(keys), row_number: keys + 1, group_label: 'Demo', text: 'x', media_type: '', media_url: '' },
    ...{ ops_message_id: '', ops_text: '', solving: '', is_oncek: 0, label_cell: '', day, app_code: 'MIT' },
    ...{ solver_name: 'Bagas', label: 'KENDALA LOGIN', sla_status, sla_response_min: 4 },
  };
  await mirror.db.insertInto('logs_rows').values(row).execute();
}

function monitored(hour: string) {
  const figures = {
    total_predictions: 1,
    avg_confidence_percent: 90,
    auto_count: 1,
    review_count: 0,
    reviewed_count: 0,
  };
  const row = {
    ...SHARED,
    ...figures,
    row_key: hour,
    row_number: 2,
    hour,
    day: hour.slice(0, 10),
    model_version: 'v2',
  };
  return mirror.db.insertInto('monitoring_rows').values(row).execute();
}

function anActivity(
  draw: (specs: readonly ChartSpec[]) => Promise<Uint8Array> = () => Promise.resolve(Uint8Array.of(7)),
) {
  const signalled: { type: string; options: Record<string, unknown> }[] = [];
  const client = {
    workflow: {
      signalWithStart: (type: string, options: Record<string, unknown>) =>
        Promise.resolve(void signalled.push({ type, options })),
    },
  } as unknown as Client;
  const store = memoryStore();
  const log = fakeLog();
  const activities = createReportActivities({
    ...{ client, store, log, timeZone: 'Asia/Jakarta', language: 'id', slaTargetMin: 15 },
    reports: createReports(mirror.db),
    charts: { png: draw },
    modelVersion: () => 'v3',
    words: {
      charts: botTextsIn('id').charts,
      report: (content) => renderHourReport(content, 'id'),
      csvButton: (period) => csvButton({ period, app: null }, 'id'),
    },
  });
  return { activities, signalled, store, log };
}

test('the row is of the hour before, from its first instant to its last', async () => {
  await predicted('2026-11-24T00:59:59.000Z', 'auto_approved');
  await predicted('2026-11-24T01:00:00.000Z', 'auto_approved', 1);
  await predicted('2026-11-24T01:30:00.000Z', 'APPROVED', 0.8);
  await predicted('2026-11-24T01:40:00.000Z', 'CORRECTED', null);
  await predicted('2026-11-24T01:50:00.000Z', 'CANCELLED', 0.1);
  await predicted('2026-11-24T01:59:59.000Z', 'pending', 0.6);
  await predicted('2026-11-24T02:00:00.000Z', 'auto_approved');
  await monitored('2026-11-24 07:00');
  const { hour, rows, alerts } = await anActivity().activities.hourFigures({ at: AT });
  expect(hour).toBe('2026-11-24 08:00');
  expect(rows).toEqual([
    {
      hour: '2026-11-24 08:00',
      totalPredictions: 4,
      avgConfidencePercent: expect.closeTo(80) as number,
      ...{ autoCount: 3, reviewCount: 1, pendingCount: 1, reviewedCount: 2, accuracyPercent: 50, modelVersion: 'v3' },
    },
  ]);
  expect(alerts).toMatchObject({ total: 4, automationShare: 0.75, reviewShare: 0.25, pending: 1 });
});

test('an hour without predictions has no row, and alerts see what waits from other days', async () => {
  for (let count = 0; count < 51; count += 1) await predicted('2026-11-01T03:00:00.000Z', 'pending');
  const { rows, alerts } = await anActivity().activities.hourFigures({ at: AT });
  expect(rows).toEqual([]);
  expect(alerts).toEqual({
    hour: '2026-11-24 08:00',
    ...{ total: 0, automationShare: 0, reviewShare: 0, avgConfidence: null, pending: 51 },
  });
});

test('hours of the last day that have no row are made up for, oldest first; older ones and those with a row are not', async () => {
  await predicted('2026-11-23T00:30:00.000Z', 'auto_approved'); // 07:00 the day before: over a day ago
  await predicted('2026-11-23T01:10:00.000Z', 'auto_approved'); // 08:00 the day before
  await predicted('2026-11-23T16:10:00.000Z', 'auto_approved'); // 23:00, has its row
  await predicted('2026-11-24T00:10:00.000Z', 'pending'); // 07:00
  await monitored('2026-11-23 23:00');
  const { rows } = await anActivity().activities.hourFigures({ at: AT });
  expect(rows.map(({ hour, totalPredictions }) => [hour, totalPredictions])).toEqual([
    ['2026-11-23 08:00', 1],
    ['2026-11-24 07:00', 1],
  ]);
});

test('the group report says hour and day, with a picture in the store and a button for the day’s rows', async () => {
  await predicted('2026-11-24T01:30:00.000Z', 'auto_approved', 0.95);
  await predicted('2026-11-24T01:40:00.000Z', 'pending', 0.5);
  await ticket('2026-11-24', 'OK');
  await ticket('2026-11-23', 'TERLAMBAT');
  const drawn: string[] = [];
  const { activities, store } = anActivity((specs) => {
    drawn.push(...specs.map(({ title }) => (title as { text: string }).text));
    return Promise.resolve(Uint8Array.of(7));
  });
  const report = await activities.composeHourReport({ hour: '2026-11-24 08:00', pending: 60 });
  expect(report.html).toMatchInlineSnapshot(`
    "🕐 <b>Laporan per jam</b> · 24/11/2026 jam 08:00
    Prediksi: <b>2</b> · otomatis <b>50%</b>
    Rata-rata keyakinan: 72,5%
    AUTO 1 · REVIEW 1
    Gemini 0 · hybrid 0
    Menunggu review sekarang: 60
    Tiket hari ini: 1 · SLA 100%
    Versi model: v3
    ⚠️ Otomatisasi di bawah 70%.
    ⚠️ Rata-rata keyakinan di bawah 80%.
    ⚠️ Lebih dari 30% tiket perlu review.
    ⚠️ Lebih dari 50 tiket menunggu review."
  `);
  expect(drawn).toEqual([
    'Kepatuhan SLA per hari',
    'Waktu respons per hari',
    'Tingkat otomatisasi per hari',
    'Kendala terbanyak',
  ]);
  expect(report.pictureKey).toBe('reports/hour-121.png');
  expect([...store.files.keys()]).toEqual([report.pictureKey]);
  expect(report.csv).toEqual({ text: '📄 CSV', data: 'csv:2026-11-24:2026-11-24:' });
});

test('figures go to the group though the picture cannot be drawn', async () => {
  await ticket('2026-11-24', 'OK');
  const { activities, log } = anActivity(() => Promise.reject(new Error('no memory')));
  const { pictureKey, html } = await activities.composeHourReport({ hour: '2026-11-24 08:00', pending: 0 });
  expect(pictureKey).toBeNull();
  expect(html).toContain('Tiket hari ini: 1');
  expect(log.lines).toMatchObject([{ level: 'error', message: 'the picture of the hourly report was not drawn' }]);
});

test('figures to be judged go to the one keeper of the alerts', async () => {
  const { activities, signalled } = anActivity();
  const { alerts } = await activities.hourFigures({ at: AT });
  await activities.judgeFigures(alerts);
  expect(signalled).toMatchObject([
    { type: 'alertsWorkflow', options: { workflowId: 'alerts', signalArgs: [alerts], args: [{ carried: null }] } },
  ]);
});
