import { OncekError } from './errors';

/**
 * An instant as ISO 8601 text, UTC (`2026-01-31T08:00:00.000Z`), of the years 1900 to 9998. Other offsets are read, never
 * written.
 */
export type IsoInstant = string;

/** An instant as clocks on the wall show it. */
export interface LocalTime {
  /** `YYYY-MM-DD` */
  date: string;
  /** `HH:MM:SS`, 00:00:00 to 23:59:59 */
  time: string;
  /** Whole minutes since local midnight by the clock, 0..1439. */
  minuteOfDay: number;
  /** ISO: 1 Monday .. 7 Sunday. */
  weekday: number;
}

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const LOCAL_TIME = /^(\d{2}):(\d{2})(?::(\d{2}))?$/;
const DAY_MS = 86_400_000;
/** Outside, calendars and the four-digit year stop meaning what they seem to. */
const FIRST_MS = Date.UTC(1900, 0, 1);
const END_MS = Date.UTC(9999, 0, 1);

/** Making a formatter costs some 50 µs, using one about 2: an SLA clock asks thousands of times. */
// eslint-disable-next-line no-restricted-syntax -- a cache: the same for whoever asks
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds since 1970. @throws InvalidInstant when the text is no ISO instant with an offset, or no such day exists */
export function instantMs(instant: IsoInstant): number {
  const match = INSTANT.exec(instant);
  const ms = match ? Date.parse(instant) : Number.NaN;
  if (!match || !isInRange(ms) || !isRealDay(Number(match[1]), Number(match[2]), Number(match[3]))) {
    throw new OncekError(
      'InvalidInstant',
      `"${String(instant).slice(0, 40)}" is no instant: write it like 2026-01-31T08:00:00Z`,
    );
  }
  return ms;
}

/** The instant as this product writes it: UTC with milliseconds. @throws InvalidInstant when out of range */
export function instantOf(ms: number): IsoInstant {
  if (!isInRange(ms)) {
    throw new OncekError('InvalidInstant', `${ms} ms since 1970 is outside the years 1900 to 9998`);
  }
  return new Date(ms).toISOString();
}

/** The instant of a Unix time in seconds, as Telegram gives it. @throws InvalidInstant when out of range */
export function instantOfUnix(seconds: number): IsoInstant {
  return instantOf(seconds * 1000);
}

/**
 * Local wall clock minus UTC, in milliseconds, at an instant.
 * @throws InvalidCalendar when the zone is unknown
 */
export function offsetMs(ms: number, timeZone: string): number {
  const second = Math.floor(ms / 1000) * 1000;
  return wallClockMs(second, timeZone) - second;
}

/** @throws InvalidInstant, InvalidCalendar (unknown zone) */
export function toLocal(instant: IsoInstant, timeZone: string): LocalTime {
  const ms = instantMs(instant);
  const wall = new Date(ms + offsetMs(ms, timeZone));
  const [date = '', rest = ''] = wall.toISOString().split('T');
  return {
    date,
    time: rest.slice(0, 8),
    minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
    weekday: wall.getUTCDay() === 0 ? 7 : wall.getUTCDay(),
  };
}

/** `YYYY-MM-DD HH:MM:SS`. @throws InvalidInstant, InvalidCalendar (unknown zone) */
export function localDateTime(instant: IsoInstant, timeZone: string): string {
  const { date, time } = toLocal(instant, timeZone);
  return `${date} ${time}`;
}

/**
 * The instant at which clocks show a local date and time. Where they show it twice (clocks set back) the earlier one;
 * where they never show it (clocks set forward) it is read on the clock from before the change, so 02:30 in a gap of an
 * hour is the instant shown as 03:30.
 * @param local.date - `YYYY-MM-DD`
 * @param local.time - `HH:MM` or `HH:MM:SS`
 * @throws InvalidInstant when no such date or time exists, InvalidCalendar when the zone is unknown
 */
export function fromLocal(local: { date: string; time: string; timeZone: string }): IsoInstant {
  const wall = wallTextMs(local.date, local.time);
  const before = offsetMs(wall - DAY_MS, local.timeZone);
  const after = offsetMs(wall + DAY_MS, local.timeZone);
  const shown = [wall - before, wall - after].filter((ms) => ms + offsetMs(ms, local.timeZone) === wall);
  return instantOf(shown.length > 0 ? Math.min(...shown) : wall - before);
}

/** Days from 1970-01-01 to a local date, below 0 before it; null when the text is no date of the years 1900 to 9998. */
export function localDay(date: string): number | null {
  const match = LOCAL_DATE.exec(date);
  if (!match || !isRealDay(Number(match[1]), Number(match[2]), Number(match[3]))) return null;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return isInRange(ms) ? ms / DAY_MS : null;
}

/** The local date so many days after 1970-01-01, as `YYYY-MM-DD`. @throws InvalidInstant when out of range */
export function localDateOf(day: number): string {
  return instantOf(day * DAY_MS).slice(0, 10);
}

function isInRange(ms: number): boolean {
  return ms >= FIRST_MS && ms < END_MS;
}

function wallTextMs(date: string, time: string): number {
  const day = LOCAL_DATE.exec(date);
  const clock = LOCAL_TIME.exec(time);
  const [hour, minute, second] = [Number(clock?.[1]), Number(clock?.[2]), Number(clock?.[3] ?? 0)];
  const isReal =
    day &&
    clock &&
    isRealDay(Number(day[1]), Number(day[2]), Number(day[3])) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isReal) {
    throw new OncekError(
      'InvalidInstant',
      `"${date.slice(0, 20)} ${time.slice(0, 20)}" is no local time: write YYYY-MM-DD and HH:MM:SS`,
    );
  }
  return Date.parse(`${date}T00:00:00Z`) + ((hour * 60 + minute) * 60 + second) * 1000;
}

function isRealDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) {
    return false;
  }
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

function wallClockMs(ms: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(ms)) {
    parts[part.type] = Number(part.value);
  }
  return Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day ?? 1,
    parts.hour ?? 0,
    parts.minute ?? 0,
    parts.second ?? 0,
  );
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const cached = formatters.get(timeZone);
  if (cached) {
    return cached;
  }
  try {
    const formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
    return formatter;
  } catch (cause) {
    throw new OncekError('InvalidCalendar', `"${timeZone}" is no time zone: use an IANA name like Asia/Jakarta`, {
      cause,
    });
  }
}
