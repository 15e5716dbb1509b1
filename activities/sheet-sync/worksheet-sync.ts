import { setImmediate as eventLoop } from 'node:timers/promises';
import { checkHeadings, type Cell, type WrongHeading } from '../../domain/sheet-rows';
import type { Mirror } from '../mirror';
import type { SheetAlert } from '../mirror/sheet-alerts';
import type { SheetRef } from '../mirror/sheet-rows';
import { compareRows, type CompareDeps, type Reading } from './compare';
import { isBlank, keyOf, rowHash, type ReadRow } from './records';

export interface WorksheetSyncDeps extends CompareDeps {
  readonly mirror: CompareDeps['mirror'] & Pick<Mirror, 'sheetAlerts'>;
  readonly now: () => Date;
  /** Called after each part of the rows: a place to stop at. */
  readonly onProgress: () => void;
}

/** What a reading of one worksheet came to. */
export interface WorksheetOutcome {
  /** Rows with anything in them, duplicates included. */
  readonly rows: number;
  /** New rows, and rows with other content. */
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
  /** Review cells that people set. */
  readonly edited: number;
  readonly keyless: number;
  readonly duplicates: number;
  /** Why nothing was read: the headings are not ours. */
  readonly refused: string | null;
}

/** Takes a worksheet's rows, in order, from its headings on. */
export interface WorksheetSync {
  take(index: number, cells: readonly Cell[]): Promise<void>;
  /** After the last row: notes which rows are gone. */
  finish(): Promise<WorksheetOutcome>;
}

/** Rows compared at a time: some milliseconds for the event loop. */
const PART = 250;
const SAMPLE_ROWS = 5;

/** Brings the mirror's copy of one worksheet up to date. A row whose key stands further up already is left out. */
export function createWorksheetSync(deps: WorksheetSyncDeps, reading: Reading): WorksheetSync {
  const { mirror, now, onProgress } = deps;
  const sheet: SheetRef = { spreadsheetId: reading.spreadsheetId, worksheet: reading.worksheet };
  const rowOfKey = new Map<string, number>();
  const duplicates = new Map<string, number[]>();
  let part: ReadRow[] = [];
  let refused: string | null = null;
  const counts = { rows: 0, changed: 0, moved: 0, removed: 0, edited: 0, keyless: 0, duplicates: 0 };

  function read(rowNumber: number, cells: readonly Cell[]): void {
    const hash = rowHash(cells);
    const key = keyOf(reading.worksheet, cells);
    counts.rows += 1;
    if (key !== null && rowOfKey.has(key)) {
      counts.duplicates += 1;
      duplicates.set(key, [...(duplicates.get(key) ?? []).slice(0, SAMPLE_ROWS), rowNumber]);
      return;
    }
    if (key === null) counts.keyless += 1;
    const name = key ?? namelessKey(hash, rowOfKey);
    rowOfKey.set(name, rowNumber);
    part.push({ key: name, isKeyed: key !== null, rowNumber, cells, hash });
  }

  async function flush(): Promise<void> {
    const rows = part;
    part = [];
    if (rows.length === 0) return;
    const change = await compareRows(deps, reading, rows);
    if (Object.values(change).some((list: readonly unknown[]) => list.length > 0)) {
      await mirror.sheetRows.store(sheet, change);
    }
    counts.changed += change.records.length;
    counts.moved += change.moved.length;
    counts.edited += change.edited.length;
    onProgress();
    // SQLite answers without waiting: without a pause whole worksheets would pass in one turn of the loop.
    await eventLoop();
  }

  async function removeOthers(): Promise<void> {
    // As many rows there as here means none is gone: the walk through all of them is needed only when some are.
    if ((await mirror.sheetRows.count(sheet)) === rowOfKey.size) return;
    for (let after = '', keys = await page(after); keys.length > 0; keys = await page(after)) {
      after = keys.at(-1) ?? after;
      const gone = keys.filter((key) => !rowOfKey.has(key));
      if (gone.length > 0) await mirror.sheetRows.remove(sheet, gone, new Date(reading.startedMs).toISOString());
      counts.removed += gone.length;
      onProgress();
      await eventLoop();
    }
  }
  const page = (after: string) => mirror.sheetRows.keysAfter(sheet, after, 1_000);

  return {
    async take(index, cells) {
      if (index === 0) refused = headingFault(sheet, cells);
      if (refused !== null || index === 0 || isBlank(cells)) return;
      read(index + 1, cells);
      if (part.length >= PART) await flush();
    },
    async finish() {
      const at = new Date(reading.startedMs).toISOString();
      if (refused !== null) {
        await mirror.sheetAlerts.replace(
          sheet,
          ['headings', 'missing'],
          [{ kind: 'headings', subject: '', detail: refused }],
          at,
        );
        return { ...counts, refused };
      }
      await flush();
      await removeOthers();
      await mirror.sheetAlerts.replace(
        sheet,
        ['headings', 'missing', 'duplicate'],
        [...duplicates].map(([key, rows]) => duplicateAlert(key, [rowOfKey.get(key) ?? 0, ...rows])),
        at,
      );
      const before = await mirror.sheetRows.lastSync(sheet);
      await mirror.sheetRows.finishSync(sheet, {
        startedAt: at,
        finishedAt: now().toISOString(),
        rowCount: counts.rows,
        changedAt: counts.changed + counts.removed > 0 ? at : (before?.changedAt ?? at),
      });
      return { ...counts, refused: null };
    },
  };
}

/** Rows without a key are told apart by their content; of equal ones by how many there are. */
function namelessKey(hash: string, taken: ReadonlyMap<string, number>): string {
  const name = `no-key:${hash}`;
  for (let count = 1; ; count += 1) {
    const numbered = count === 1 ? name : `${name}#${count}`;
    if (!taken.has(numbered)) return numbered;
  }
}

function duplicateAlert(key: string, rows: readonly number[]): SheetAlert {
  return { kind: 'duplicate', subject: key, detail: `rows ${rows.join(', ')}` };
}

function headingFault({ worksheet }: SheetRef, cells: readonly Cell[]): string | null {
  const check = checkHeadings(worksheet, cells);
  return check.ok ? null : check.wrong.map(wrongHeading).join('; ');
}

function wrongHeading({ column, expected, found }: WrongHeading): string {
  return `${column}: "${found.slice(0, 60)}" instead of "${expected}"`;
}
