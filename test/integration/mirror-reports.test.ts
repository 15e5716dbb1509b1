import fc from 'fast-check';
import type { Insertable } from 'kysely';
import type { Mirror } from '../../activities/mirror';
import { createReports, type Reports } from '../../activities/mirror/reports';
import type { LogsRowsTable, TrackingRowsTable } from '../../activities/mirror/schema';
import { toLocal } from '../../domain/local-time';
import { clockHourOf } from '../../domain/report-hour';
import type { PredictionFigures, TicketFigures } from '../../domain/report';
import { eachMirror } from '../support/mirrors';

const AT = '2026-03-02T03:00:00.000Z';

const SHARED = { spreadsheet_id: 'book', is_keyed: 1, row_hash: 'x', unreadable: 0, is_unsettled: 0, seen_at: AT };

const day = fc.integer({ min: 1, max: 9 }).map((number) => `2026-03-0${number}`);
const timeStamp = ([date, hour]: [string, number]) => `${date}T${String(hour).padStart(2, '0')}:17:05.000Z`;
const removed = fc.constantFrom(null, null, null, AT);
const ticket = fc.record({
  day: fc.oneof({ weight: 9, arbitrary: day }, { weight: 1, arbitrary: fc.constant('') }),
  app_code: fc.constantFrom('MIT', 'MIS', ''),
  solver_name: fc.constantFrom('Bagas', 'Damas', ''),
  label: fc.constantFrom('KENDALA LOGIN', 'USER NOT FOUND', 'KENDALA ONT/NTE', 'DIBATALKAN', null),
  sla_status: fc.constantFrom('OK', 'TERLAMBAT', null),
  sla_response_min: fc.option(fc.integer({ min: 0, max: 4_000 }).map((hundredths) => hundredths / 100)),
  removed_at: removed,
});
const drawnPrediction = fc.record({
  day,
  review_status: fc.constantFrom('auto_approved', 'pending', 'APPROVED', 'CORRECTED', 'TRAINED', 'CANCELLED', null),
  source: fc.constantFrom('lightgbm', 'hybrid', 'gemini', 'person', 'Gemini'),
  classified_at: fc.option(fc.tuple(day, fc.integer({ min: 0, max: 23 })).map(timeStamp)),
  confidence: fc.option(fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)),
  removed_at: removed,
});
/** The day is that of the time stamp, where there is one. */
const prediction = drawnPrediction.map((row) =>
  row.classified_at === null ? row : { ...row, day: toLocal(row.classified_at, 'Asia/Jakarta').date },
);
type Ticket = typeof ticket extends fc.Arbitrary<infer T> ? T : never;
type Prediction = typeof prediction extends fc.Arbitrary<infer T> ? T : never;

const PERIODS = [null, { from: '2026-03-03', to: '2026-03-06' }] as const;
const APPS = [null, 'MIT'] as const;

function logsRow(row: Ticket, at: number): Insertable<LogsRowsTable> {
  return {
    ...SHARED,
    ...{ row_key: String(at), row_number: at + 2, group_label: 'Demo', text: `kendala ${at}`, media_type: '' },
    ...{ media_url: '', ops_message_id: '', ops_text: '', solving: '', is_oncek: 0, label_cell: row.label ?? '' },
    ...row,
  };
}

function trackingRow(row: Prediction, at: number): Insertable<TrackingRowsTable> {
  return {
    ...SHARED,
    ...{ row_key: String(at), row_number: at + 2, text: '', solving: '', label_cell: '', status_cell: '' },
    ...row,
  };
}

/** The plain recount: no database, one row after the other, by the words of the rules. */
function recountTickets(rows: readonly Ticket[], app: string | null, period: (typeof PERIODS)[number], top: number) {
  const counted = rows.filter(
    (row) =>
      row.removed_at === null &&
      row.label !== 'DIBATALKAN' &&
      (app === null || row.app_code === app) &&
      (period === null || (row.day >= period.from && row.day <= period.to)),
  );
  const times = counted.map(({ sla_response_min: minutes }) => minutes ?? 0).filter((minutes) => minutes > 0);
  const by = (nameOf: (row: Ticket) => string) => {
    const counts = new Map<string, number>();
    for (const row of counted) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
    return [...counts]
      .map(([name, count]) => ({ name, count, share: count / counted.length }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  };
  const symptoms = by(({ label }) => label ?? '').filter(({ name }) => name !== '');
  const figures: TicketFigures = {
    total: counted.length,
    apps: by((row) => row.app_code),
    response:
      times.length === 0
        ? null
        : {
            count: times.length,
            meanMin: times.reduce((sum, minutes) => sum + minutes, 0) / times.length,
            minMin: Math.min(...times),
            maxMin: Math.max(...times),
          },
    met: counted.filter((row) => row.sla_status === 'OK').length,
    late: counted.filter((row) => row.sla_status === 'TERLAMBAT').length,
    solvers: by((row) => row.solver_name).filter(({ name }) => name !== ''),
    symptoms: symptoms.slice(0, top),
    otherSymptoms: Math.max(0, symptoms.length - top),
  };
  return { figures, counted };
}

function recountPredictions(rows: readonly Prediction[], isMeant: (row: Prediction) => boolean): PredictionFigures {
  const counted = rows.filter((row) => row.removed_at === null && row.review_status !== 'CANCELLED' && isMeant(row));
  const having = (...statuses: (string | null)[]) =>
    counted.filter((row) => statuses.includes(row.review_status)).length;
  const confidences = counted.map(({ confidence }) => confidence).filter((confidence) => confidence !== null);
  return {
    total: counted.length,
    avgConfidence:
      confidences.length === 0 ? null : confidences.reduce((sum, one) => sum + one, 0) / confidences.length,
    auto: having('auto_approved', 'APPROVED', 'CORRECTED', 'TRAINED'),
    review: having('pending', null),
    pending: having('pending'),
    reviewed: having('APPROVED', 'CORRECTED', 'TRAINED'),
    approved: having('APPROVED'),
    corrected: having('CORRECTED'),
    gemini: counted.filter(({ source }) => source.toLowerCase() === 'gemini').length,
    hybrid: counted.filter(({ source }) => source === 'hybrid').length,
  };
}

/** Nearest rank: the smallest value that at least so many percent of all do not exceed. */
function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? null;
}

/** Sums are added in another order by a database: the last digits may differ. */
function near(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' ? Number(part.toPrecision(10)) : part)),
  );
}

/** Hours of Calcutta, which begin at half past those of UTC: 17 minutes past one is in the hour before. */
async function expectHours(reports: Reports, predictions: readonly Prediction[]): Promise<void> {
  const zone = 'Asia/Kolkata';
  const span = { from: '2026-03-03T06:30:00.000Z', before: '2026-03-05T18:30:00.000Z' };
  const counted = predictions.filter(({ removed_at, review_status }) => !removed_at && review_status !== 'CANCELLED');
  const stamps = counted.map((row) => row.classified_at ?? '').filter((at) => at >= span.from && at < span.before);
  const names = new Set(stamps.map((at) => clockHourOf(at, zone).hour));
  const hours = await reports.hoursWithoutRow(span, zone);
  expect(hours.map(({ hour }) => hour)).toEqual([...names].sort());
  for (const hour of hours.slice(0, 3)) {
    const isOfHour = ({ classified_at: at }: Prediction) => at !== null && clockHourOf(at, zone).hour === hour.hour;
    expect(near(await reports.hourPredictions(hour))).toEqual(near(recountPredictions(predictions, isOfHour)));
  }
  expect(await reports.pendingNow()).toBe(counted.filter((row) => row.review_status === 'pending').length);
}

describe.each(eachMirror())('reports on %s', (_, open) => {
  let mirror: Mirror;
  beforeAll(async () => (mirror = await open()));
  afterAll(() => mirror.close());

  it('gives what a plain recount over the rows gives', async () => {
    const reports = createReports(mirror.db);
    const rows = fc.tuple(fc.array(ticket, { maxLength: 60 }), fc.array(prediction, { maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(rows, async ([tickets, predictions]) => {
        await mirror.db.deleteFrom('logs_rows').execute();
        await mirror.db.deleteFrom('tracking_rows').execute();
        if (tickets.length > 0) await mirror.db.insertInto('logs_rows').values(tickets.map(logsRow)).execute();
        if (predictions.length > 0) {
          await mirror.db.insertInto('tracking_rows').values(predictions.map(trackingRow)).execute();
        }
        await expectHours(reports, predictions);
        for (const days of PERIODS) {
          const isOfDays = (row: Prediction) => days === null || (row.day >= days.from && row.day <= days.to);
          expect(near(await reports.predictions(days))).toEqual(near(recountPredictions(predictions, isOfDays)));
          for (const app of APPS) {
            const { figures, counted } = recountTickets(tickets, app, days, 2);
            expect(near(await reports.tickets({ days, app }, 2))).toEqual(near(figures));
            const byDay = [...new Set(counted.map((row) => row.day))].filter((one) => one !== '').sort();
            const expected = byDay.map((one) => {
              const ofDay = counted.filter((row) => row.day === one);
              const times = ofDay.map((row) => row.sla_response_min ?? 0).filter((minutes) => minutes > 0);
              return {
                day: one,
                met: ofDay.filter((row) => row.sla_status === 'OK').length,
                late: ofDay.filter((row) => row.sla_status === 'TERLAMBAT').length,
                p50Min: percentile(times, 50),
                p90Min: percentile(times, 90),
              };
            });
            expect(await reports.ticketDays({ days, app })).toEqual(expected);
            const report = await reports.ticketReport({ days, app }, 2);
            expect({ ...report, figures: near(report.figures) }).toEqual({ figures: near(figures), days: expected });
            const trend = await reports.trend({ days, app }, { top: 2, examples: 1 });
            expect(near(trend.symptoms.map(({ examples: _examples, ...symptom }) => symptom))).toEqual(
              near(figures.symptoms),
            );
            expect(trend.total).toBe(figures.total);
            expect(trend.symptoms.every(({ examples }) => examples.length === 1)).toBe(true);
            expect(await reports.logsRows({ days, app })).toHaveLength(figures.total);
          }
        }
      }),
      { numRuns: 40, seed: 17 },
    );
  });

  it('gives rows as the worksheet has them, 20 columns wide', async () => {
    await mirror.db.deleteFrom('logs_rows').execute();
    const row = { ...logsRow({ ...NO_FIGURES, app_code: 'MIT', solver_name: 'Bagas' }, 5), is_oncek: 1 };
    await mirror.db.insertInto('logs_rows').values(row).execute();
    const [cells] = await createReports(mirror.db).logsRows({ days: null, app: 'MIT' });
    expect(cells).toHaveLength(20);
    expect([cells?.[0], cells?.[3], cells?.[6], cells?.[13], cells?.[14], cells?.[15]]).toEqual([
      ...['Demo', '5', 'kendala 5', 'MIT', 'Bagas', 'true'],
    ]);
  });
});

const NO_FIGURES = {
  day: '2026-03-01',
  label: null,
  sla_status: null,
  sla_response_min: null,
  removed_at: null,
} as const;
