import { sql, type Kysely } from 'kysely';
import type { PredictionFigures } from '../../domain/report';
import { clockHourOf, type ClockHour } from '../../domain/report-hour';
import { instantMs, instantOf, type IsoInstant } from '../../domain/local-time';
import { predictionFigures } from './prediction-figures';
import { predictionRows } from './report-queries';
import type { MirrorSchema } from './schema';

/** Figures of clock hours, for the Monitoring worksheet. */
export interface HourQueries {
  /** Predictions whose time stamp lies in the hour. */
  hourPredictions(hour: ClockHour): Promise<PredictionFigures>;
  /** Hours, oldest first, that have predictions and no Monitoring row; of those in the span only. */
  hoursWithoutRow(span: Pick<ClockHour, 'from' | 'before'>, timeZone: string): Promise<ClockHour[]>;
  /** Predictions of any day that wait for a person. */
  pendingNow(): Promise<number>;
}

/** As long as the minute of an ISO instant: hours of all time zones begin at whole minutes of UTC. */
const MINUTE_CHARS = 16;

/** Local days lie at most one beside that of UTC: with them the index by day serves. */
function dayBeside(instant: IsoInstant, days: number): string {
  return instantOf(instantMs(instant) + days * 86_400_000).slice(0, 10);
}

export function hourQueries(db: Kysely<MirrorSchema>): HourQueries {
  const within = ({ from, before }: Pick<ClockHour, 'from' | 'before'>) =>
    predictionRows(db, { from: dayBeside(from, -1), to: dayBeside(before, 1) })
      .where('classified_at', '>=', from)
      .where('classified_at', '<', before);
  return {
    hourPredictions: (hour) => predictionFigures(within(hour)),

    async hoursWithoutRow(span, timeZone) {
      const minutes = await within(span)
        .select(sql<string>`substr(classified_at, 1, ${sql.lit(MINUTE_CHARS)})`.as('minute'))
        .distinct()
        .execute();
      const hours = new Map(
        minutes.map(({ minute }) => {
          const hour = clockHourOf(`${minute}:00.000Z`, timeZone);
          return [hour.hour, hour];
        }),
      );
      if (hours.size === 0) return [];
      const written = await db
        .selectFrom('monitoring_rows')
        .select('hour')
        .where('removed_at', 'is', null)
        .where('hour', 'in', [...hours.keys()])
        .execute();
      for (const { hour } of written) if (hour !== null) hours.delete(hour);
      return [...hours.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
    },

    async pendingNow() {
      const { count } = await predictionRows(db, null)
        .where('review_status', '=', 'pending')
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}
