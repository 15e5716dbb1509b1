import { activeMinutesOfDay, DAY_MIN, mergeBreaks, type Break } from './breaks';
import { OncekError } from './errors';
import { holidayDays, mergeHolidays, parseHolidays, type DaySpan, type Holiday } from './holidays';
import { offsetMs } from './local-time';
import { parseWeek, weekBreaks, WEEKDAYS, type WeekBreaks, type Weekday } from './week';

/**
 * When the SLA clock runs: always, but for breaks of the local day and holidays. Plain JSON, carried by every ticket; a
 * field that is absent means none, so calendars written before the field existed are read as they were meant.
 */
export interface SlaCalendar extends WeekBreaks {
  /** IANA name, e.g. `Asia/Jakarta`. */
  timeZone: string;
  /** Sorted and disjoint. */
  holidays?: readonly Holiday[];
}

/** A stretch of a local day, from the end of the one before. */
export interface DaySegment {
  /** 1..1440, by the clock. */
  readonly endMin: number;
  readonly active: boolean;
}

const YEAR_DAYS = 365;
const DAY_OFF: readonly DaySegment[] = [{ endMin: DAY_MIN, active: false }];

/**
 * A calendar from settings, in the syntax of `parseWeek` and `parseHolidays`.
 * @param settings.holidays - default none
 * @throws InvalidCalendar when the zone is unknown, a part is malformed, or a whole year would have no active minute
 */
export function slaCalendar(settings: { timeZone: string; breaks: string; holidays?: string }): SlaCalendar {
  const holidays = parseHolidays(settings.holidays ?? '');
  return checked({
    timeZone: settings.timeZone,
    ...parseWeek(settings.breaks),
    ...(holidays.length > 0 ? { holidays } : {}),
  });
}

/**
 * A calendar that came from outside the process, in its one normal form: two that mean the same have the same JSON.
 * @throws InvalidCalendar when it has not the shape of a calendar, or is none that `slaCalendar` would give
 */
export function readCalendar(value: unknown): SlaCalendar {
  const { timeZone, breaks, weekdayBreaks, holidays } = fields(value);
  if (typeof timeZone !== 'string') throw shapeError('timeZone');
  const everyDay = readBreakList(breaks);
  const named = new Map<Weekday, readonly Break[]>();
  for (const [key, list] of Object.entries(fields(weekdayBreaks ?? {}))) {
    const day = WEEKDAYS.find((weekday) => String(weekday) === key);
    if (!day) throw shapeError('weekdayBreaks');
    named.set(day, readBreakList(list));
  }
  const off = readHolidayList(holidays ?? []);
  return checked({
    timeZone,
    ...weekBreaks((day) => named.get(day) ?? everyDay),
    ...(off.length > 0 ? { holidays: off } : {}),
  });
}

/**
 * What holds on a local day.
 * @param calendar.day - days since 1970-01-01
 * @returns segments in order that fill the day
 * @throws InvalidCalendar when the calendar leaves no weekday an active minute
 */
export function daySegments(calendar: SlaCalendar, day: number): readonly DaySegment[] {
  const { weekdays, holidays } = planOf(calendar);
  return isWithin(holidays, day) ? DAY_OFF : (weekdays[(((day + 3) % 7) + 7) % 7] ?? DAY_OFF);
}

/** A calendar in the form that is asked day by day. */
interface CalendarPlan {
  /** Monday first. */
  readonly weekdays: readonly (readonly DaySegment[])[];
  /** Sorted and disjoint. */
  readonly holidays: readonly DaySpan[];
}

/** Calendars never change, and a ticket asks the same one for thousands of days. */
// eslint-disable-next-line no-restricted-syntax -- a cache: the same for whoever asks
const plans = new WeakMap<SlaCalendar, CalendarPlan>();

function planOf(calendar: SlaCalendar): CalendarPlan {
  const known = plans.get(calendar);
  if (known) return known;
  const lists = WEEKDAYS.map((day) => calendar.weekdayBreaks?.[day] ?? calendar.breaks);
  if (lists.every((breaks) => activeMinutesOfDay(breaks) <= 0)) {
    throw new OncekError('InvalidCalendar', 'the breaks leave nothing of the day on any weekday: shorten one of them');
  }
  const plan = {
    weekdays: lists.map(segmentsOf),
    holidays: mergeHolidays(calendar.holidays ?? []).map(holidayDays),
  };
  plans.set(calendar, plan);
  return plan;
}

function segmentsOf(breaks: readonly Break[]): DaySegment[] {
  const segments: DaySegment[] = [];
  let minute = 0;
  for (const { startMin, endMin } of mergeBreaks(breaks)) {
    if (startMin > minute) segments.push({ endMin: startMin, active: true });
    segments.push({ endMin, active: false });
    minute = endMin;
  }
  if (minute < DAY_MIN) segments.push({ endMin: DAY_MIN, active: true });
  return segments;
}

function isWithin(spans: readonly DaySpan[], day: number): boolean {
  let [low, high] = [0, spans.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (!span) return false;
    if (day < span.first) high = middle - 1;
    else if (day > span.last) low = middle + 1;
    else return true;
  }
  return false;
}

function checked(calendar: SlaCalendar): SlaCalendar {
  offsetMs(0, calendar.timeZone);
  const isOff = (day: number): boolean => !daySegments(calendar, day).some(({ active }) => active);
  for (const { first } of planOf(calendar).holidays) {
    let day = first;
    while (day > first - YEAR_DAYS && isOff(day - 1)) day -= 1;
    const yearLater = day + YEAR_DAYS;
    while (day < yearLater && isOff(day)) day += 1;
    if (day === yearLater) {
      throw new OncekError(
        'InvalidCalendar',
        'the holidays leave no active minute in a whole year: shorten one of them',
      );
    }
  }
  return calendar;
}

function readBreakList(value: unknown): Break[] {
  if (!Array.isArray(value)) throw shapeError('breaks');
  const breaks = value.map((item): Break => {
    const { startMin, endMin } = fields(item);
    if (!isMinute(startMin) || !isMinute(endMin) || startMin >= endMin) throw shapeError('breaks');
    return { startMin, endMin };
  });
  return breaks;
}

function readHolidayList(value: unknown): Holiday[] {
  if (!Array.isArray(value)) throw shapeError('holidays');
  return mergeHolidays(
    value.map((item): Holiday => {
      const { from, to } = fields(item);
      if (typeof from !== 'string' || typeof to !== 'string') throw shapeError('holidays');
      return { from, to };
    }),
  );
}

function isMinute(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= DAY_MIN;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function shapeError(field: string): OncekError {
  return new OncekError('InvalidCalendar', `${field} has not the shape of a calendar's`);
}
