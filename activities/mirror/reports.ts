import { sql, type Kysely } from 'kysely';
import type { PredictionFigures, TicketFigures, TrendFigures } from '../../domain/report';
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
  topSymptoms,
  type Days,
  type TicketFilter,
} from './report-queries';
import type { MirrorSchema } from './schema';
import { ticketDays, ticketFigures, ticketReport } from './ticket-figures';

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
  /** Both of the same tickets, in little more than the time of one. */
  ticketReport(filter: TicketFilter, top: number): Promise<{ figures: TicketFigures; days: DayTickets[] }>;
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

    tickets: (filter, top) => ticketFigures(db, filter, top),
    ticketDays: (filter) => ticketDays(db, filter),
    ticketReport: (filter, top) => ticketReport(db, filter, top),
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
