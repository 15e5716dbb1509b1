import { sql, type Kysely } from 'kysely';
import type { Counted, PredictionFigures, ResponseFigures, TicketFigures, TrendFigures } from '../../domain/report';
import type { DayPredictions, DayTickets } from '../charts/specs';
import { hourQueries, type HourQueries } from './hour-queries';
import { AUTO_STATUSES, predictionFigures } from './prediction-figures';
import {
  countBy,
  countWhere,
  examplesOf,
  logsCellsOf,
  numbersOf,
  predictionRows,
  responsePercentiles,
  ticketRows,
  type Days,
  type TicketFilter,
} from './report-queries';
import type { MirrorSchema } from './schema';

/** Figures of all reports, reckoned by the database from the rows that stand in the sheets. */
export interface Reports extends HourQueries {
  /** Predictions by domain.md §10's counting; CANCELLED rows count nowhere. */
  predictions(days: Days): Promise<PredictionFigures>;
  /** Predictions of each day that has any, in order. */
  predictionDays(days: Days): Promise<DayPredictions[]>;
  /** Tickets that were not cancelled. @param top - most frequent symptoms given by name */
  tickets(filter: TicketFilter, top: number): Promise<TicketFigures>;
  /** Tickets of each day that has any, in order; percentiles by nearest rank. */
  ticketDays(filter: TicketFilter): Promise<DayTickets[]>;
  /** The rows themselves, oldest day first, as cells of the Logs worksheet; at most 50,000. */
  logsRows(filter: TicketFilter): Promise<(string | number | null)[][]>;
  /** The most frequent symptoms, with the newest tickets of each. */
  trend(filter: TicketFilter, limits: { top: number; examples: number }): Promise<TrendFigures>;
}

export function createReports(db: Kysely<MirrorSchema>): Reports {
  return {
    predictions: (days) => predictionFigures(predictionRows(db, days)),
    ...hourQueries(db),

    async predictionDays(days) {
      const rows = await predictionRows(db, days)
        .where('day', '!=', '')
        .select((eb) => [
          'day',
          eb.fn.countAll().as('total'),
          countWhere(sql`review_status in (${sql.join(AUTO_STATUSES)})`).as('auto'),
        ])
        .groupBy('day')
        .orderBy('day')
        .execute();
      return rows.map(({ day, ...counts }) => ({ day, ...numbersOf(counts) }));
    },

    async tickets(filter, top) {
      const rows = ticketRows(db, filter);
      const answered = sql`sla_response_min > 0`;
      const sums = await rows
        .select((eb) => [
          eb.fn.countAll().as('total'),
          countWhere(sql`sla_status = 'OK'`).as('met'),
          countWhere(sql`sla_status = 'TERLAMBAT'`).as('late'),
          countWhere(answered).as('answered'),
          sql<number | null>`avg(case when ${answered} then sla_response_min end)`.as('mean_min'),
          sql<number | null>`min(case when ${answered} then sla_response_min end)`.as('min_min'),
          sql<number | null>`max(case when ${answered} then sla_response_min end)`.as('max_min'),
        ])
        .executeTakeFirstOrThrow();
      const total = Number(sums.total);
      const [apps, solvers, symptoms] = await Promise.all(
        (['app_code', 'solver_name', 'label'] as const).map((column) => countBy(db, filter, column, total)),
      );
      return {
        total,
        apps: apps ?? [],
        solvers: (solvers ?? []).filter(({ name }) => name !== ''),
        ...topSymptoms(symptoms ?? [], top),
        response: responseOf(sums),
        met: Number(sums.met),
        late: Number(sums.late),
      };
    },

    async ticketDays(filter) {
      const counts = await ticketRows(db, filter)
        .where('day', '!=', '')
        .select([
          'day',
          countWhere(sql`sla_status = 'OK'`).as('met'),
          countWhere(sql`sla_status = 'TERLAMBAT'`).as('late'),
        ])
        .groupBy('day')
        .orderBy('day')
        .execute();
      const ranks = await responsePercentiles(db, filter);
      return counts.map(({ day, met, late }) => ({
        day,
        met: Number(met),
        late: Number(late),
        p50Min: ranks.get(day)?.p50 ?? null,
        p90Min: ranks.get(day)?.p90 ?? null,
      }));
    },

    logsRows: (filter) => logsCellsOf(db, filter),

    async trend(filter, { top, examples }) {
      const counted = await countBy(db, filter, 'label', null);
      const total = counted.reduce((sum, { count }) => sum + count, 0);
      const { symptoms, otherSymptoms } = topSymptoms(
        counted.map((one) => ({ ...one, share: one.count / total })),
        top,
      );
      const texts = await Promise.all(
        symptoms.map(({ name }) => (examples > 0 ? examplesOf(db, filter, name, examples) : Promise.resolve([]))),
      );
      return {
        total,
        symptoms: symptoms.map((symptom, index) => ({ ...symptom, examples: texts[index] ?? [] })),
        otherSymptoms,
      };
    },
  };
}

function topSymptoms(counted: readonly Counted[], top: number): { symptoms: Counted[]; otherSymptoms: number } {
  const named = counted.filter(({ name }) => name !== '');
  return { symptoms: named.slice(0, top), otherSymptoms: Math.max(0, named.length - top) };
}

function responseOf(sums: {
  answered: unknown;
  mean_min: unknown;
  min_min: unknown;
  max_min: unknown;
}): ResponseFigures | null {
  const count = Number(sums.answered);
  if (count === 0) return null;
  return { count, meanMin: Number(sums.mean_min), minMin: Number(sums.min_min), maxMin: Number(sums.max_min) };
}
