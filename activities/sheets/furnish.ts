import { HEADINGS, WORKSHEETS, checkHeadings, type Cell, type Worksheet } from '../../domain/sheet-rows';
import type { LayoutProtection, SheetLayout } from '../adapters/sheets-layout';
import type { SheetRequest } from '../adapters/sheets-client';
import { cellsRequest } from './requests';

/** Rows of a new worksheet: Google's own number. */
const NEW_ROWS = 1_000;
/** As for worksheets that the ledger adds later. */
const FIRST_SHEET_ID = 1_001;

export interface Furnishing {
  readonly next: SheetLayout;
  readonly old: SheetLayout;
  /** Row 1 of the old worksheets. */
  readonly headings: ReadonlyMap<Worksheet, readonly Cell[]>;
  /** We made the spreadsheet ourselves: the blank worksheet that Google put into it goes. */
  readonly isOurs: boolean;
  readonly withProtections: boolean;
}

/**
 * The steps that give a new spreadsheet the worksheets, headings and lasting protections of the old one, as narrow as
 * they can be, since empty cells count too. None where it has the worksheets already.
 */
export function furnishing({ next, old, headings, isOurs, withProtections }: Furnishing): SheetRequest[] {
  const missing = WORKSHEETS.filter((title) => !next.worksheets.some((sheet) => sheet.title === title));
  const added = missing.flatMap((worksheet, index) => {
    const sheetId = freeIds(next, missing.length)[index] ?? 0;
    const row = usable(worksheet, headings.get(worksheet) ?? []);
    const grid = { rowCount: NEW_ROWS, columnCount: row.length, frozenRowCount: 1 };
    const protections = old.worksheets.find(({ title }) => title === worksheet)?.protections ?? [];
    return [
      { addSheet: { properties: { sheetId, title: worksheet, gridProperties: grid } } },
      cellsRequest({ sheetId, row: 1, column: 0, rows: [row] }),
      ...(withProtections ? protections.filter(isLasting).map((each) => protecting(sheetId, row.length, each)) : []),
    ];
  });
  const [only] = next.worksheets;
  const isBlank = isOurs && next.worksheets.length === 1 && missing.length === WORKSHEETS.length;
  return [...added, ...(isBlank && only ? [{ deleteSheet: { sheetId: only.sheetId } }] : [])];
}

/** The old headings, with the columns that people added behind ours; our own where the old ones are not ours any more. */
function usable(worksheet: Worksheet, old: readonly Cell[]): readonly Cell[] {
  return checkHeadings(worksheet, old).ok ? old : HEADINGS[worksheet];
}

/** A protection of single rows of data has no meaning in a sheet with other rows; headings and whole columns do. */
function isLasting({ startRow, endRow }: LayoutProtection): boolean {
  return endRow === null || (startRow === 0 && endRow === 1);
}

/** Where we cannot know who may edit, a warning stands in: to shut out those who may would be worse. */
function protecting(sheetId: number, columns: number, protection: LayoutProtection): SheetRequest {
  const { startRow, endRow, startColumn, endColumn, description, warningOnly, editors } = protection;
  return {
    addProtectedRange: {
      protectedRange: {
        range: {
          sheetId,
          startRowIndex: startRow,
          ...(endRow !== null && { endRowIndex: endRow }),
          startColumnIndex: Math.min(startColumn, columns - 1),
          ...(endColumn !== null && { endColumnIndex: Math.min(endColumn, columns) }),
        },
        ...(description !== null && { description }),
        ...(warningOnly || editors === null
          ? { warningOnly: true }
          : { editors: { users: [...editors.users], groups: [...editors.groups] } }),
      },
    },
  };
}

function freeIds({ worksheets }: SheetLayout, count: number): number[] {
  const taken = new Set(worksheets.map(({ sheetId }) => sheetId));
  const ids: number[] = [];
  for (let id = FIRST_SHEET_ID; ids.length < count; id += 1) if (!taken.has(id)) ids.push(id);
  return ids;
}
