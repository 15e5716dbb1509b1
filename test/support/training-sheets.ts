import { createMirror, type Mirror, type MirrorOptions } from '../../activities/mirror';
import { keyOf, recordOf, rowHash } from '../../activities/sheet-sync/records';
import type { Cell, Worksheet } from '../../domain/sheet-rows';

/** When the sheets of `aSyncedMirror` were read. */
export const READ_AT = '2031-03-03T02:00:00.000Z';
export const SPREADSHEET = 'sheet-1';

/** A row of ML_Tracking: an approved problem of its own label, unless told otherwise. */
export function aTrackingRow(
  key: string,
  overrides: { text?: string; solving?: string; label?: string; status?: string; at?: string } = {},
): Cell[] {
  const { text = `kendala nomor satu ${key}`, solving = 'sudah direset', label = 'KENDALA LOGIN' } = overrides;
  const { status = 'APPROVED', at = '2031-03-03 09:00:00' } = overrides;
  return [key, text, solving, label, 0.9, status, at, 'lightgbm'];
}

/** A row of Logs with a text, a solving and a label; the other cells are empty. */
export function aLogsRow(key: string, overrides: { text?: string; solving?: string; label?: string } = {}): Cell[] {
  const { text = `kendala lama ${key}`, solving = 'sudah direset', label = 'KENDALA LOGIN' } = overrides;
  const cells: Cell[] = Array.from({ length: 20 }, () => null);
  Object.assign(cells, { 1: '2031-03-03', 2: '09:04:00', 3: key, 6: text, 11: solving, 19: label });
  return cells;
}

/** A mirror that has just read these rows of a spreadsheet; in memory unless a place is given. */
export async function aSyncedMirror(
  sheets: { tracking?: readonly Cell[][]; logs?: readonly Cell[][] },
  place: MirrorOptions = { file: ':memory:' },
  at = READ_AT,
): Promise<Mirror> {
  const mirror = await createMirror(place);
  await syncInto(mirror, sheets, at);
  return mirror;
}

/** Has a mirror read these rows, in place of all it held of the worksheet. */
export async function syncInto(
  mirror: Mirror,
  sheets: { tracking?: readonly Cell[][]; logs?: readonly Cell[][] },
  at = READ_AT,
): Promise<void> {
  await readInto(mirror, 'ML_Tracking', sheets.tracking ?? [], at);
  await readInto(mirror, 'Logs', sheets.logs ?? [], at);
}

async function readInto(mirror: Mirror, worksheet: Worksheet, rows: readonly Cell[][], at: string): Promise<void> {
  const sheet = { spreadsheetId: SPREADSHEET, worksheet };
  const context = { spreadsheetId: SPREADSHEET, timeZone: 'Asia/Jakarta', seenAt: at, isUnsettled: false };
  await mirror.sheetRows.remove(sheet, await mirror.sheetRows.keysAfter(sheet, '', 100_000), at);
  const records = rows.map((cells, index) => {
    const key = keyOf(worksheet, cells);
    const hash = rowHash(cells);
    const row = { key: key ?? `no-key:${hash}`, isKeyed: key !== null, rowNumber: index + 2, cells, hash };
    return recordOf(worksheet, row, context);
  });
  await mirror.sheetRows.store(sheet, { records, moved: [], edited: [], settled: [] });
  await mirror.sheetRows.finishSync(sheet, { startedAt: at, finishedAt: at, rowCount: rows.length, changedAt: at });
}
