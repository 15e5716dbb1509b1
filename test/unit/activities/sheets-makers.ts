import { createMirror, type Mirror } from '../../../activities/mirror';
import type { SheetLog } from '../../../activities/sheets/log';
import { createSheetReader } from '../../../activities/sheets/reader';
import type { WriteBatchDeps } from '../../../activities/sheets/write-batch';
import { HEADINGS, KEY_COLUMN, type Cell, type Worksheet } from '../../../domain/sheet-rows';
import type { LedgerBatch, LedgerEntry } from '../../../workflows/contracts/ledger';
import type { SheetDeps } from '../../../activities/sheets';
import { ROLL_OVER_CELLS } from '../../../domain/roll-over';
import { memoryStore } from '../../support/memory-store';
import { createSheetModel, type SheetModel } from './sheets-model';

export const NOW = new Date('2026-03-02T03:00:00.000Z');

/** Cells of a row: all empty but those named by heading. */
export function cellsOf(worksheet: Worksheet, named: Readonly<Record<string, Cell>>): Cell[] {
  return HEADINGS[worksheet].map((heading) => named[heading] ?? null);
}

/** An entry of Logs unless told otherwise; `named` are its cells by heading. */
export function anEntry(
  key: string,
  named: Readonly<Record<string, Cell>> = {},
  over: Partial<LedgerEntry> = {},
): LedgerEntry {
  const worksheet = over.worksheet ?? 'Logs';
  const cells = cellsOf(worksheet, { ...named, [HEADINGS[worksheet][KEY_COLUMN[worksheet]] ?? '']: key });
  return { worksheet, key, sequence: 1, cells, ticketWorkflowId: `ticket--100-${key}`, ...over };
}

let batches = 0;

/** A batch with a mark of its own. */
export function aBatch(entries: readonly LedgerEntry[], over: Partial<LedgerBatch> = {}): LedgerBatch {
  batches += 1;
  const markValue = `0badcafe:${batches}:0123456789abcdef`;
  return { spreadsheetId: 'book', metadataId: 1_000 + batches, markValue, entries, expiredMarks: [], ...over };
}

export function silentLog(): SheetLog & { lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** What the activities need for a roll-over, where none comes. */
export function noRollOver(): Pick<SheetDeps, 'drive' | 'store' | 'shareWith' | 'timeZone'> {
  const unexpected = (): Promise<never> => Promise.reject(new Error('the test expects no call of Drive'));
  const drive = {
    ...{ account: '', findFollowers: unexpected, findTitled: unexpected, make: unexpected },
    ...{ grantsOf: unexpected, grant: unexpected },
  };
  return { drive, store: memoryStore(), shareWith: [], timeZone: 'Asia/Jakarta' };
}

/** A writer over a spreadsheet in memory and a mirror in memory. */
export async function aWriter(): Promise<{
  model: SheetModel;
  mirror: Mirror;
  deps: WriteBatchDeps;
  log: ReturnType<typeof silentLog>;
}> {
  const model = createSheetModel();
  const mirror = await createMirror({ file: ':memory:' }, () => NOW);
  const log = silentLog();
  const deps = {
    ...{ sheets: model, reader: createSheetReader(model), ...mirror, log, now: () => NOW },
    ...{ spreadsheetsOf: (id: string) => Promise.resolve([id]), rollOverCells: ROLL_OVER_CELLS },
  };
  return { model, mirror, deps, log };
}
