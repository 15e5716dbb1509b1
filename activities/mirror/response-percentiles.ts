import { sql, type Kysely } from 'kysely';
import { ticketRows, type TicketFilter } from './report-queries';
import type { MirrorSchema } from './schema';

/** Active minutes; null where rows went while they were read. */
interface DayPercentiles {
  readonly p50: number | null;
  readonly p90: number | null;
}

const PERCENTS = { p50: 50, p90: 90 } as const;
/** SQLite joins at most 500 selects into one statement. */
const DAYS_A_STATEMENT = 100;

/**
 * Median and 90th percentile of the response minutes of each day, by nearest rank: the smallest value whose share of the
 * day reaches the percentile. How many a day has is known, so each value is fetched at its place in the index; ranking all
 * rows takes five times as long.
 * @param days - each day that has tickets, with how many of them have a response time above zero
 */
export async function responsePercentiles(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  days: readonly { readonly day: string; readonly answered: number }[],
): Promise<Map<string, DayPercentiles>> {
  const found = new Map<string, DayPercentiles>();
  const answered = days.filter((one) => one.answered > 0);
  for (let start = 0; start < answered.length; start += DAYS_A_STATEMENT) {
    const selects = answered
      .slice(start, start + DAYS_A_STATEMENT)
      .flatMap(({ day, answered: count }) =>
        Object.entries(PERCENTS).map(([name, percent]) => placeOf(db, filter, { day, name, percent, count })),
      );
    const { rows } = await sql<{ day: string; name: 'p50' | 'p90'; minutes: unknown }>`${sql.join(
      selects,
      sql` union all `,
    )}`.execute(db);
    for (const { day, name, minutes } of rows) {
      // Rows that went since they were counted.
      if (minutes === null) continue;
      found.set(day, { ...(found.get(day) ?? { p50: null, p90: null }), [name]: Number(minutes) });
    }
  }
  return found;
}

function placeOf(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  { day, name, percent, count }: { day: string; name: string; percent: number; count: number },
) {
  const fromBelow = Math.ceil((count * percent) / 100) - 1;
  const fromAbove = count - 1 - fromBelow;
  // The index is walked up to the place, from the nearer end.
  const [offset, direction] = fromAbove < fromBelow ? ([fromAbove, 'desc'] as const) : ([fromBelow, 'asc'] as const);
  const place = ticketRows(db, { ...filter, days: { from: day, to: day } })
    .where('sla_response_min', '>', 0)
    .select('sla_response_min')
    .orderBy('sla_response_min', direction)
    .limit(1)
    .offset(offset);
  return sql`select ${sql.lit(day)} as day, ${sql.lit(name)} as name, (${place}) as minutes`;
}
