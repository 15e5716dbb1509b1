import { GoogleError, invalid } from './google-error';
import type { Area, Spreadsheet, Worksheet } from './model';
import { intersects, type Dimension } from './ranges';

/** Who asks: the service account through Google's API, or people at the screen, who own the sheet. */
export type Actor = 'service' | 'people';

const DENIED = 'The caller does not have permission';
const PROTECTED =
  'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.';

/** @throws GoogleError PERMISSION_DENIED */
export function ensureReadable(target: Spreadsheet | Worksheet): void {
  if (target.access === 'none') throw new GoogleError('PERMISSION_DENIED', DENIED);
}

/** @throws GoogleError PERMISSION_DENIED */
export function ensureWritable(target: Spreadsheet | Worksheet, actor: Actor): void {
  if (actor === 'service' && target.access !== 'edit') throw new GoogleError('PERMISSION_DENIED', DENIED);
}

/** @throws GoogleError PERMISSION_DENIED for a read-only worksheet, INVALID_ARGUMENT for a protected range */
export function ensureEditable(sheet: Worksheet, area: Area, actor: Actor): void {
  ensureWritable(sheet, actor);
  if (actor === 'people') return;
  if (bitingRanges(sheet).some((range) => intersects(range, area))) throw invalid(PROTECTED);
}

/** Rows or columns may come in beside a protected range, not inside. */
export function ensureInsertable(
  { sheet, dimension, at }: { sheet: Worksheet; dimension: Dimension; at: number },
  actor: Actor,
): void {
  ensureWritable(sheet, actor);
  if (actor === 'people') return;
  const isInside = bitingRanges(sheet).some((range) =>
    dimension === 'ROWS'
      ? (range.startRowIndex ?? 0) < at && at < (range.endRowIndex ?? sheet.rowCount)
      : (range.startColumnIndex ?? 0) < at && at < (range.endColumnIndex ?? sheet.columnCount),
  );
  if (isInside) throw invalid(PROTECTED);
}

function bitingRanges(sheet: Worksheet) {
  return sheet.protectedRanges
    .filter(({ by, warningOnly }) => by === 'people' && !warningOnly)
    .map(({ range }) => range);
}
