import { OncekError } from '../../domain/errors';
import { KEY_COLUMN, HEADINGS, type Cell } from '../../domain/sheet-rows';

/** An oncek that the former system had noted. */
export interface NotedOncek {
  readonly chatId: number;
  readonly messageId: number;
  /** ISO instant, UTC. */
  readonly at: string;
}

/** A Logs row that the former system had not written yet. */
export interface QueuedRow {
  readonly key: string;
  /** All 20 cells. */
  readonly cells: readonly Cell[];
}

/** What could not be understood: where it stands, and why. Without its text, which may be personal. */
export interface Unreadable {
  readonly where: string;
  readonly why: string;
}

const PLACE = /^(-?\d{1,16})::(\d{1,16})$/;
/** Whatever the time was called beside other things that were noted. */
const TIME_NAMES = ['oncek_time', 'oncek_at', 'first_response', 'time', 'timestamp', 'ts'];
const MINUTES: ReadonlySet<string> = new Set(['sla_response_min', 'sla_remaining_min']);
/** A number above it counts milliseconds: as seconds it would be the year 5138. */
const MS_FROM = 100_000_000_000;

/**
 * Reads the former state file: oncek times under `<chat id>::<message id>`, at any depth. A time is an ISO text, Unix
 * seconds or milliseconds, by itself or in an object.
 * @throws InvalidInput for what is no JSON object
 */
export function readNotedOnceks(text: string): { onceks: NotedOncek[]; unreadable: Unreadable[] } {
  const onceks: NotedOncek[] = [];
  const unreadable: Unreadable[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, value] of Object.entries(node)) {
      const [, chatId, messageId] = PLACE.exec(name) ?? [];
      if (chatId === undefined) {
        walk(value);
        continue;
      }
      const at = instantOf(value);
      if (at === null) unreadable.push({ where: name, why: 'no time of an oncek in it' });
      else onceks.push({ chatId: Number(chatId), messageId: Number(messageId), at });
    }
  };
  walk(parseObject(text, 'the state file'));
  return { onceks, unreadable };
}

/**
 * Reads the former queue: a JSON list, or an object or one JSON line for each row; a row is the 20 columns of Logs by
 * name, by itself or under `row`, `data` or `payload`.
 * @throws InvalidInput for what is no JSON
 */
export function readQueuedRows(text: string): { rows: QueuedRow[]; unreadable: Unreadable[] } {
  const rows: QueuedRow[] = [];
  const unreadable: Unreadable[] = [];
  for (const [index, item] of itemsOf(text).entries()) {
    const where = `row ${index + 1} of the queue`;
    const record = recordOf(item);
    if (!record) unreadable.push({ where, why: 'no columns of Logs in it' });
    else {
      const cells = HEADINGS.Logs.map((heading) => cellOf(record[heading], MINUTES.has(heading)));
      const key = cells[KEY_COLUMN.Logs];
      if (typeof key === 'string' && key !== '') rows.push({ key, cells });
      else unreadable.push({ where, why: 'it has no tech_message_id' });
    }
  }
  return { rows, unreadable };
}

function instantOf(value: unknown): string | null {
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>;
    for (const name of TIME_NAMES) {
      const at = record[name] === undefined ? null : instantOf(record[name]);
      if (at !== null) return at;
    }
    return null;
  }
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
  const ms = isNumber
    ? Number(value) * (Number(value) >= MS_FROM ? 1 : 1_000)
    : typeof value === 'string'
      ? Date.parse(value)
      : Number.NaN;
  return Number.isFinite(ms) && ms > 0 ? new Date(ms).toISOString() : null;
}

function itemsOf(text: string): unknown[] {
  if (text.trim() === '') return [];
  const whole = tryParse(text);
  if (whole === undefined) {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line, index) => {
        const item = tryParse(line);
        if (item === undefined) throw new OncekError('InvalidInput', `the queue: line ${index + 1} is not JSON`);
        return item;
      });
  }
  if (Array.isArray(whole)) return whole as unknown[];
  if (typeof whole !== 'object' || whole === null) throw new OncekError('InvalidInput', 'the queue holds no rows');
  if (recordOf(whole)) return [whole];
  const values: readonly unknown[] = Object.values(whole);
  return values.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]));
}

function recordOf(item: unknown): Record<string, unknown> | null {
  if (typeof item !== 'object' || item === null) return null;
  const record = item as Record<string, unknown>;
  if ('tech_message_id' in record) return record;
  for (const name of ['row', 'data', 'payload']) {
    const inner = recordOf(record[name]);
    if (inner) return inner;
  }
  return null;
}

/** Minutes stay numbers; ids, dates and truth values are text in Logs. */
function cellOf(value: unknown, isMinutes: boolean): Cell {
  if (typeof value === 'number' && isMinutes) return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function parseObject(text: string, what: string): object {
  const value = tryParse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new OncekError('InvalidInput', `${what} is not a JSON object`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
