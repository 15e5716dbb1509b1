import { sql, type Kysely } from 'kysely';
import type { Counted, TicketFigures } from '../../domain/report';
import type { DayTickets } from '../charts/specs';
import { countWhere, numbersOf, ticketRows, topSymptoms, type TicketFilter } from './report-queries';
import { responsePercentiles } from './response-percentiles';
import type { MirrorSchema } from './schema';

/*
 * Each query walks once along an index over the rows that stand in the sheet and groups by its first columns in their
 * order: nothing is sorted, and no text of a ticket is read.
 */

/** Tickets that were not cancelled. @param top - most frequent symptoms given by name */
export async function ticketFigures(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  top: number,
): Promise<TicketFigures> {
  const [groups, bySolver] = await Promise.all([groupsOf(db, filter), solversOf(db, filter)]);
  return figuresOf(groups, bySolver, top);
}

/** The figures and those of each day from one walk over the rows; otherwise as `ticketFigures` and `ticketDays`. */
export async function ticketReport(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  top: number,
): Promise<{ readonly figures: TicketFigures; readonly days: DayTickets[] }> {
  const daysOfGroups = async () => {
    const groups = await groupsOf(db, filter);
    return { groups, days: await withPercentiles(db, filter, summedByDay(groups)) };
  };
  const [{ groups, days }, bySolver] = await Promise.all([daysOfGroups(), solversOf(db, filter)]);
  return { figures: figuresOf(groups, bySolver, top), days };
}

type Group = Awaited<ReturnType<typeof groupsOf>>[number];
type SolverGroup = Awaited<ReturnType<typeof solversOf>>[number];

function groupsOf(db: Kysely<MirrorSchema>, filter: TicketFilter) {
  return ticketRows(db, filter)
    .select((eb) => ['day', 'app_code', 'label', eb.fn.countAll().as('count'), ...SLA_COUNTS, ...RESPONSE_SUMS])
    .groupBy(['day', 'app_code', 'label'])
    .execute();
}

function solversOf(db: Kysely<MirrorSchema>, filter: TicketFilter) {
  return ticketRows(db, filter)
    .select((eb) => ['solver_name', eb.fn.countAll().as('count')])
    .groupBy(['day', 'app_code', 'solver_name'])
    .execute();
}

function figuresOf(groups: readonly Group[], bySolver: readonly SolverGroup[], top: number): TicketFigures {
  const sum = (field: 'count' | 'met' | 'late' | 'answered' | 'minutes'): number =>
    groups.reduce((sofar, group) => sofar + Number(group[field] ?? 0), 0);
  const total = sum('count');
  const answered = sum('answered');
  const named = ({ name }: Counted): boolean => name !== '';
  return {
    total,
    apps: counted(
      groups.map(({ app_code, count }) => [app_code, Number(count)]),
      total,
    ),
    solvers: counted(
      bySolver.map(({ solver_name, count }) => [solver_name, Number(count)]),
      total,
    ).filter(named),
    ...topSymptoms(
      counted(
        groups.map(({ label, count }) => [label ?? '', Number(count)]),
        total,
      ),
      top,
    ),
    response:
      answered === 0
        ? null
        : {
            count: answered,
            meanMin: sum('minutes') / answered,
            minMin: Math.min(...groups.map(({ shortest }) => Number(shortest ?? Infinity))),
            maxMin: Math.max(...groups.map(({ longest }) => Number(longest ?? -Infinity))),
          },
    met: sum('met'),
    late: sum('late'),
  };
}

/** Tickets of each day that has any, in order; percentiles by nearest rank. */
export async function ticketDays(db: Kysely<MirrorSchema>, filter: TicketFilter): Promise<DayTickets[]> {
  const days = await ticketRows(db, filter)
    .where('day', '!=', '')
    .select(['day', ...SLA_COUNTS, ANSWERED])
    .groupBy('day')
    .orderBy('day')
    .execute();
  return withPercentiles(
    db,
    filter,
    days.map(({ day, ...counts }) => ({ day, ...numbersOf(counts) })),
  );
}

/** What is counted of the tickets of one day. */
interface DayCounts {
  readonly day: string;
  readonly met: number;
  readonly late: number;
  readonly answered: number;
}

/** Rows without a date belong to no day. */
function summedByDay(groups: readonly Group[]): DayCounts[] {
  const days = new Map<string, DayCounts>();
  for (const { day, met, late, answered } of groups) {
    if (day === '') continue;
    const sofar = days.get(day) ?? { day, met: 0, late: 0, answered: 0 };
    days.set(day, {
      day,
      met: sofar.met + Number(met),
      late: sofar.late + Number(late),
      answered: sofar.answered + Number(answered),
    });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

async function withPercentiles(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  days: readonly DayCounts[],
): Promise<DayTickets[]> {
  const ranks = await responsePercentiles(db, filter, days);
  return days.map(({ day, met, late }) => ({
    ...{ day, met, late },
    p50Min: ranks.get(day)?.p50 ?? null,
    p90Min: ranks.get(day)?.p90 ?? null,
  }));
}

const HAS_RESPONSE = sql`sla_response_min > 0`;
const ANSWERED = countWhere(HAS_RESPONSE).as('answered');
const SLA_COUNTS = [
  countWhere(sql`sla_status = 'OK'`).as('met'),
  countWhere(sql`sla_status = 'TERLAMBAT'`).as('late'),
] as const;
const RESPONSE_SUMS = [
  ANSWERED,
  sql<number | null>`sum(case when ${HAS_RESPONSE} then sla_response_min end)`.as('minutes'),
  sql<number | null>`min(case when ${HAS_RESPONSE} then sla_response_min end)`.as('shortest'),
  sql<number | null>`max(case when ${HAS_RESPONSE} then sla_response_min end)`.as('longest'),
] as const;

/** Names by how often they come, most frequent first, equal ones by name. */
function counted(parts: readonly (readonly [name: string, count: number])[], total: number): Counted[] {
  const counts = new Map<string, number>();
  for (const [name, count] of parts) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts]
    .map(([name, count]) => ({ name, count, share: count / total }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
