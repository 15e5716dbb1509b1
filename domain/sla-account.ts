import type { IsoInstant } from './local-time';
import { fromLocal, localDateOf, localDay, toLocal } from './local-time';
import { minuteAccount, round2, type SlaCalendar } from './sla';

/** A stretch of a ticket's time, whether it counted, and why. */
export interface SlaSegment {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly counts: boolean;
  readonly reason: 'active' | 'break' | 'holiday';
  /** Elapsed minutes, unrounded. */
  readonly minutes: number;
}

/** The stretches between the first and the last of `MAX_SEGMENTS`, summed up. */
export interface UnlistedTime {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  /** Elapsed minutes, unrounded. */
  readonly minutes: number;
  /** Those of them that count, unrounded. */
  readonly activeMin: number;
}

/** How a ticket's SLA minutes came about. */
export interface SlaAccount {
  /** null while a forwarded problem waits for ops. */
  readonly clockStart: IsoInstant | null;
  readonly firstResponse: IsoInstant | null;
  readonly dueAt: IsoInstant | null;
  /** Active minutes to the first response. */
  readonly targetMin: number;
  /** In order and without gaps but for `unlisted`, up to the first response, else to the end of the ticket or to now. */
  readonly segments: readonly SlaSegment[];
  /** The middle of a wait of many months, which only its sums tell; null where every stretch is listed. */
  readonly unlisted: UnlistedTime | null;
  /** Minutes of all stretches that count, rounded to 2 decimals. */
  readonly usedMin: number;
}

/** Stretches that an account lists, about 60 kB: ten years of them would not fit into a workflow's answer. */
export const MAX_SEGMENTS = 500;
const MINUTE_MS = 60_000;

/**
 * The time between two instants, stretch by stretch: what counts, and why the rest does not. The counting ones add up to
 * `activeMinutes`.
 * @param from - swapped with `to` if later
 * @throws InvalidInstant, InvalidCalendar
 */
export function slaSegments(from: IsoInstant, to: IsoInstant, calendar: SlaCalendar): SlaSegment[] {
  return minuteAccount(from, to, calendar).flatMap(({ active, ...stretch }) =>
    active ? [{ ...stretch, counts: true, reason: 'active' as const }] : pauses(stretch, calendar),
  );
}

/** @param minutes.until - where the account ends; the first response where there is one */
export function slaAccount(
  {
    clockStart,
    until,
    ...known
  }: Omit<SlaAccount, 'segments' | 'unlisted' | 'usedMin'> & { readonly until: IsoInstant },
  calendar: SlaCalendar,
): SlaAccount {
  const all = clockStart === null ? [] : slaSegments(clockStart, until, calendar);
  const middle = all.length > MAX_SEGMENTS ? all.slice(MAX_SEGMENTS / 2, -MAX_SEGMENTS / 2) : [];
  const segments = middle.length > 0 ? [...all.slice(0, MAX_SEGMENTS / 2), ...all.slice(-MAX_SEGMENTS / 2)] : all;
  return { clockStart, ...known, segments, unlisted: sumOf(middle), usedMin: round2(activeMinOf(all)) };
}

function sumOf(segments: readonly SlaSegment[]): UnlistedTime | null {
  const [first] = segments;
  const last = segments.at(-1);
  if (!first || !last) return null;
  const minutes = segments.reduce((sum, segment) => sum + segment.minutes, 0);
  return { from: first.from, to: last.to, minutes, activeMin: activeMinOf(segments) };
}

function activeMinOf(segments: readonly SlaSegment[]): number {
  return segments.reduce((sum, { counts, minutes }) => sum + (counts ? minutes : 0), 0);
}

/** A stretch without active minutes, parted at the local midnights where a holiday begins or ends. */
function pauses({ from, to }: { from: IsoInstant; to: IsoInstant }, calendar: SlaCalendar): SlaSegment[] {
  const found: SlaSegment[] = [];
  for (let cursor = from; cursor < to;) {
    const { date } = toLocal(cursor, calendar.timeZone);
    const midnight = nextMidnight(date, calendar.timeZone);
    const end = midnight > cursor && midnight < to ? midnight : to;
    const reason = isHoliday(date, calendar) ? 'holiday' : 'break';
    const last = found.at(-1);
    const start = last?.reason === reason ? last.from : cursor;
    if (last?.reason === reason) found.pop();
    const minutes = (Date.parse(end) - Date.parse(start)) / MINUTE_MS;
    found.push({ from: start, to: end, counts: false, reason, minutes });
    cursor = end;
  }
  return found;
}

function nextMidnight(date: string, timeZone: string): IsoInstant {
  return fromLocal({ date: localDateOf((localDay(date) ?? 0) + 1), time: '00:00:00', timeZone });
}

function isHoliday(date: string, { holidays = [] }: SlaCalendar): boolean {
  return holidays.some(({ from, to }) => from <= date && date <= to);
}
