import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { createMirror, type Mirror, type MirrorOptions } from '../activities/mirror';
import { createReports, type Reports } from '../activities/mirror/reports';
import { instantMs, instantOf } from '../domain/local-time';
import { hourBefore } from '../domain/report-hour';
import { lastDays, periodBefore, periodOf } from '../domain/report-period';
import { type Bench, progress, readOptions, rounded } from './options';
import { startBenchPostgres } from './reports/postgres';
import { logsRow, momentOf, monitoringRow, trackingRow } from './reports/rows';

const DEFAULT_TICKETS = 100_000;
const LIMIT_MS = 200;
const RUNS = 7;
/** All tickets in one quarter, so that a quarter's report reads them all; the last day is "today". */
const SPAN = { first: '2026-10-01', days: 92 };
const TODAY = '2026-12-31';
const NOW = '2026-12-31T10:02:00.000Z';
const TIME_ZONE = 'Asia/Jakarta';
/** SQLite takes 32,766 values a statement, PostgreSQL 65,535. */
const ROWS_A_STATEMENT = 500;

interface Times {
  /** The first call after the rows were read in. */
  readonly first_ms: number;
  readonly p50_ms: number;
  readonly max_ms: number;
}

/** Each report with all its figures, as the admin bot and the hourly report ask for them. Pictures are not drawn. */
function reportsOf(reports: Reports): Readonly<Record<string, () => Promise<unknown>>> {
  const week = lastDays(TODAY, 7);
  const month = lastDays(TODAY, 30);
  const predictions = (days: typeof week) =>
    Promise.all([reports.predictions(days), reports.predictions(periodBefore(days)), reports.predictionDays(days)]);
  const tickets = (days: typeof week, app: string | null) => reports.ticketReport({ days, app }, 10);
  const hour = hourBefore(NOW, TIME_ZONE);
  const day = { from: instantOf(instantMs(hour.from) - 24 * 3_600_000), before: hour.from };
  return {
    stats: () => reports.predictions(null),
    report_weekly: () => predictions(week),
    report_monthly: () => predictions(month),
    tiketreport_monthly: () => tickets(periodOf('month', TODAY), null),
    tiketreport_quarterly: () => tickets(periodOf('quarter', TODAY), null),
    tiketreport_quarterly_app: () => tickets(periodOf('quarter', TODAY), 'MIT'),
    trendbulan: () => reports.trend({ days: periodOf('month', TODAY), app: 'MIT' }, { top: 10, examples: 0 }),
    trendmingguan: () => reports.trend({ days: periodOf('week', TODAY), app: null }, { top: 5, examples: 3 }),
    trendmingguan_app: () => reports.trend({ days: periodOf('week', TODAY), app: 'MIT' }, { top: 5, examples: 3 }),
    hour_figures: () =>
      Promise.all([reports.hourPredictions(hour), reports.hoursWithoutRow(day, TIME_ZONE), reports.pendingNow()]),
    hour_report: () =>
      Promise.all([
        reports.hourPredictions(hour),
        reports.tickets({ days: lastDays(TODAY, 1), app: null }, 5),
        reports.ticketDays({ days: week, app: null }),
        reports.predictionDays(week),
      ]),
  };
}

/** Times of every report's figures over so many tickets, on SQLite and, where the system has it, on PostgreSQL. */
export const reports: Bench = {
  summary: `[--tickets N]   ms for the figures of each report over N tickets (default ${DEFAULT_TICKETS}), SQLite and PostgreSQL`,
  async run(args) {
    const tickets = Number(readOptions(args, { values: ['tickets'] }).value('tickets') ?? DEFAULT_TICKETS);
    const folder = await mkdtemp(path.join(tmpdir(), 'oncek-bench-reports-'));
    const postgres = await startBenchPostgres();
    try {
      const sqlite = await measure('SQLite', { file: path.join(folder, 'mirror.db') }, tickets);
      if (!postgres) progress('PostgreSQL is not installed: not measured');
      const pg = postgres && (await measure('PostgreSQL', { databaseUrl: postgres.databaseUrl }, tickets));
      const all = [...Object.values(sqlite), ...Object.values(pg ?? {})];
      const worst = Math.max(...all.flatMap(({ first_ms, max_ms }) => [first_ms, max_ms]));
      return { tickets, limit_ms: LIMIT_MS, worst_ms: worst, over_limit: namesOver(sqlite, pg), sqlite, postgres: pg };
    } finally {
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(name: string, options: MirrorOptions, tickets: number): Promise<Record<string, Times>> {
  const mirror = await createMirror(options);
  try {
    progress(`${name}: ${tickets} tickets`);
    await fill(mirror, tickets);
    // As autovacuum does in time: before it, PostgreSQL looks up in the table whether each row of an index is visible.
    if ('databaseUrl' in options) await sql`vacuum analyze`.execute(mirror.db);
    const times: Record<string, Times> = {};
    for (const [report, ask] of Object.entries(reportsOf(createReports(mirror.db)))) {
      const taken: number[] = [];
      for (let run = 0; run <= RUNS; run += 1) {
        const startedMs = performance.now();
        await ask();
        taken.push(performance.now() - startedMs);
      }
      const [first = Number.NaN, ...later] = taken;
      later.sort((a, b) => a - b);
      const [p50, max] = [later[Math.floor(later.length / 2)], later.at(-1)].map((ms) => rounded(ms ?? Number.NaN));
      times[report] = { first_ms: rounded(first), p50_ms: p50 ?? Number.NaN, max_ms: max ?? Number.NaN };
      progress(`${name}: ${report} ${p50} ms, at most ${max} ms, at first ${rounded(first)} ms`);
    }
    return times;
  } finally {
    await mirror.close();
  }
}

async function fill({ db }: Mirror, tickets: number): Promise<void> {
  const hours = new Set<string>();
  for (let start = 0; start < tickets; start += ROWS_A_STATEMENT) {
    const count = Math.min(ROWS_A_STATEMENT, tickets - start);
    const moments = Array.from({ length: count }, (_, offset) => momentOf(start + offset, tickets, SPAN));
    for (const { day, time } of moments) hours.add(`${day} ${time.slice(0, 2)}:00`);
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('logs_rows')
        .values(moments.map((moment, at) => logsRow(start + at, moment)))
        .execute();
      await transaction
        .insertInto('tracking_rows')
        .values(moments.map((moment, at) => trackingRow(start + at, moment)))
        .execute();
    });
  }
  const rows = [...hours].map((hour, index) => monitoringRow(index, hour));
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    await db
      .insertInto('monitoring_rows')
      .values(rows.slice(start, start + ROWS_A_STATEMENT))
      .execute();
  }
}

function namesOver(...results: (Record<string, Times> | null)[]): string[] {
  return results.flatMap((result, index) =>
    Object.entries(result ?? {})
      .filter(([, { first_ms, max_ms }]) => Math.max(first_ms, max_ms) > LIMIT_MS)
      .map(([name]) => `${index === 0 ? 'sqlite' : 'postgres'} ${name}`),
  );
}
