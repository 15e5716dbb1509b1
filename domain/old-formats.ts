import { cellText, type Cell } from './sheet-rows';
import type { SlaStatus } from './sla';

const DAY_MS = 86_400_000;
const DAY_S = 86_400;
const MAX_NUMBER_CHARS = 40;
/** Day 0 of a spreadsheet's own dates. */
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);
/** 1954 to 2119: other numbers in a date column are no dates. */
const SERIAL_RANGE = { min: 20_000, max: 80_000 };

const MET_WORDS = ['OK', 'MET', 'WITHIN SLA'];
const LATE_WORDS = ['TERLAMBAT', 'BREACH', 'BREACHED', 'OVER SLA', 'LATE'];

/**
 * A number cell: numbers as they are, text with a decimal comma (`0,57`), a decimal point, or both (`1.234,5`, where
 * the last one is the decimal sign), with or without `%`.
 * @returns null for anything else; `95%` gives 95
 */
export function parseOldNumber(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') {
    return Number.isFinite(cell) ? cell : null;
  }
  const text = cellText(cell);
  if (text.length > MAX_NUMBER_CHARS) {
    return null;
  }
  const bare = text.replace(/\s*%$/, '');
  if (/^-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/.test(bare)) {
    return Number(bare.replace(/[.,]/g, ''));
  }
  const match = /^(-?)(\d+|\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.))(?:[.,](\d+))?$/.exec(bare);
  return match ? Number(`${match[1]}${match[2]?.replace(/[.,]/g, '')}.${match[3] ?? '0'}`) : null;
}

/** A share 0..1, from a number, old text, or a percentage with its sign; null where out of range. */
export function parseOldShare(cell: Cell | undefined): number | null {
  const value = parseOldNumber(cell);
  const share = value !== null && cellText(cell).endsWith('%') ? value / 100 : value;
  return share !== null && share >= 0 && share <= 1 ? share : null;
}

/**
 * A date cell as `YYYY-MM-DD`: the spreadsheet's own day number, or text as Y-M-D, D/M/Y, M/D/Y or D-M-Y, tried in
 * this order, so 03/04/2025 is the 3rd of April and 04/25/2025 the 25th.
 */
export function parseOldDate(cell: Cell | undefined): string | null {
  return splitDateTime(cell)?.date ?? null;
}

/** A time cell as `HH:MM:SS`: the spreadsheet's own fraction of a day, or text `H:MM[:SS]` (dots too), dated or not. */
export function parseOldTime(cell: Cell | undefined): string | null {
  if (typeof cell === 'number') {
    return cell >= 0 && cell < SERIAL_RANGE.max ? clockOf(cell % 1) : null;
  }
  return timeOf(
    cellText(cell)
      .split(/[\sT]+/u)
      .at(-1) ?? '',
  );
}

/** A cell with date and time as `YYYY-MM-DD HH:MM:SS`; without a time it is midnight. */
export function parseOldDateTime(cell: Cell | undefined): string | null {
  const found = splitDateTime(cell);
  return found ? `${found.date} ${found.time ?? '00:00:00'}` : null;
}

/** The SLA status a cell holds, old words included, in any case. */
export function parseSlaStatus(cell: Cell | undefined): SlaStatus | null {
  const word = cellText(cell)
    .replace(/[\s_]+/gu, ' ')
    .toUpperCase();
  if (MET_WORDS.includes(word)) {
    return 'OK';
  }
  return LATE_WORDS.includes(word) ? 'TERLAMBAT' : null;
}

function splitDateTime(cell: Cell | undefined): { date: string; time: string | null } | null {
  if (typeof cell === 'number') {
    const isDate = cell >= SERIAL_RANGE.min && cell < SERIAL_RANGE.max;
    return isDate ? { date: serialDate(cell), time: clockOf(cell % 1) } : null;
  }
  const [datePart = '', timePart] = cellText(cell).split(/[\sT]+/u);
  const date = dateOf(datePart);
  return date === null ? null : { date, time: timePart === undefined ? null : timeOf(timePart) };
}

function dateOf(text: string): string | null {
  const [, a = '', sign = '', b = '', c = ''] = /^(\d{1,4})([-/])(\d{1,2})\2(\d{1,4})$/.exec(text) ?? [];
  if (a.length === 4) {
    return realDate(a, b, c);
  }
  if (c.length !== 4) {
    return null;
  }
  return realDate(c, b, a) ?? (sign === '/' ? realDate(c, a, b) : null);
}

function realDate(year: string, month: string, day: string): string | null {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : null;
}

function timeOf(text: string): string | null {
  const match = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?Z?$/.exec(text);
  const [hour, minute, second] = [match?.[1] ?? '99', match?.[2] ?? '', match?.[3] ?? '00'];
  const isReal = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return isReal ? `${hour.padStart(2, '0')}:${minute}:${second}` : null;
}

function serialDate(serial: number): string {
  return new Date(SERIAL_EPOCH_MS + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10);
}

function clockOf(fraction: number): string {
  const seconds = Math.min(DAY_S - 1, Math.round(fraction * DAY_S));
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
