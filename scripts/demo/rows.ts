import { setTimeout as sleep } from 'node:timers/promises';
import type { Worksheet } from '../../domain/sheet-rows';
import { keyOf, type Row, type SheetRows } from './sheets';

const LABEL_COLUMN = 3;
const STATUS_COLUMN = 5;
const LOGS_SOLVING_COLUMN = 11;
const PAUSE_MS = 1_000;

/** What ML_Tracking says of a ticket. */
export interface RecordedLabel {
  readonly key: string;
  readonly label: string;
  readonly status: string;
}

/**
 * Waits until each ticket has its complete rows in both worksheets and nothing waits to be written any more.
 * @param input.keys - the tickets' row keys
 * @param input.readPending - rows the ledger still holds; null: it could not be asked
 * @param input.pauseMs - between two looks, default 1 s
 * @returns the sheet as it was then
 * @throws Error when it has not come to that by the deadline, saying how far it is
 */
export async function waitForRows(input: {
  keys: ReadonlySet<string>;
  read: () => Promise<SheetRows>;
  readPending: () => Promise<number | null>;
  deadlineMs: number;
  report: (line: string) => void;
  pauseMs?: number;
}): Promise<SheetRows> {
  const { keys, read, readPending, deadlineMs, report, pauseMs = PAUSE_MS } = input;
  for (;;) {
    // The ledger first: what it no longer holds is in the rows that are read after that.
    const pending = await readPending();
    const { logs, tracking } = await read();
    const solved = countKeys(keys, 'Logs', logs.filter(isSolved));
    const tracked = countKeys(keys, 'ML_Tracking', tracking);
    const standing = `${solved} in Logs, ${tracked} in ML_Tracking, of ${keys.size}; pending: ${pending ?? 'not known'}`;
    report(`recorded: ${standing}`);
    if (solved === keys.size && tracked === keys.size && pending === 0) return { logs, tracking };
    if (Date.now() > deadlineMs) throw new Error(`not all rows came: ${standing}`);
    await sleep(pauseMs);
  }
}

/** The labels of some tickets, one for each: a duplicate row counts no ticket twice. */
export function labelsOf(keys: ReadonlySet<string>, tracking: readonly Row[]): RecordedLabel[] {
  const labels = new Map<string, RecordedLabel>();
  for (const row of tracking) {
    const key = keyOf('ML_Tracking', row);
    if (!keys.has(key) || labels.has(key)) continue;
    labels.set(key, { key, label: String(row[LABEL_COLUMN]), status: String(row[STATUS_COLUMN]) });
  }
  return [...labels.values()];
}

function isSolved(row: Row): boolean {
  return Boolean(row[LOGS_SOLVING_COLUMN]);
}

function countKeys(keys: ReadonlySet<string>, worksheet: Worksheet, rows: readonly Row[]): number {
  return new Set(rows.map((row) => keyOf(worksheet, row)).filter((key) => keys.has(key))).size;
}
