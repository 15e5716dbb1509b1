import { MARK_KEY } from '../../domain/marks';
import { HEADINGS, type Cell } from '../../domain/sheet-rows';
import type { LedgerBatch } from '../../workflows/contracts/ledger';
import type { SheetRequest } from '../adapters/sheets-client';
import type { BatchPlan, RowPlan } from './plan';
import { lacksHeadings, spareRows, type WorksheetView, type WorksheetViews } from './worksheet-view';

/** The grid of a worksheet we add: Google's own size for a new one. */
const NEW_GRID = { rowCount: 1_000, columnCount: 26, frozenRowCount: 1 };

/**
 * The steps of a batch, for one `spreadsheets.batchUpdate`. Changed rows come before added ones, whose insertion would
 * move nothing above the last row anyway; the mark makes a second sending fail whole.
 */
export function requestsOf({
  batch,
  plan,
  views,
}: {
  batch: LedgerBatch;
  plan: BatchPlan;
  views: WorksheetViews;
}): SheetRequest[] {
  const worksheets = [...views.values()].map((view) => {
    const rows = plan.rows.filter(({ entry }) => entry.worksheet === view.worksheet);
    const inserts = rows.filter(({ kind }) => kind === 'insert');
    return [
      ...(inserts.length > 0 ? preparing(view) : []),
      ...rows.filter(({ kind }) => kind === 'update').flatMap((row) => changing(view, row)),
      ...(inserts.length > 0 ? adding(view, inserts) : []),
    ];
  });
  return [...worksheets.flat(), markRequest(batch.metadataId, batch.markValue), ...batch.expiredMarks.map(unmarking)];
}

/** Sets a mark; refused, with the request it stands in, where a mark has this id already. */
export function markRequest(metadataId: number, metadataValue: string): SheetRequest {
  const location = { spreadsheet: true };
  return {
    createDeveloperMetadata: {
      developerMetadata: { metadataId, metadataKey: MARK_KEY, metadataValue, visibility: 'DOCUMENT', location },
    },
  };
}

function unmarking(metadataId: number): SheetRequest {
  return { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataId } } } };
}

function preparing(view: WorksheetView): SheetRequest[] {
  if (!lacksHeadings(view)) return [];
  const { sheetId, worksheet } = view;
  const headings = HEADINGS[worksheet];
  const missingColumns = headings.length - view.columnCount;
  const grid: SheetRequest[] = view.isMissing
    ? [{ addSheet: { properties: { sheetId, title: worksheet, gridProperties: NEW_GRID } } }]
    : missingColumns > 0
      ? [{ appendDimension: { sheetId, dimension: 'COLUMNS', length: missingColumns } }]
      : [];
  return [...grid, cellsRequest({ sheetId, row: 1, column: 0, rows: [headings] })];
}

function changing(view: WorksheetView, { entry, place }: RowPlan): SheetRequest[] {
  return runs(place.columns).map(([first, last]) =>
    cellsRequest({
      sheetId: view.sheetId,
      row: place.row,
      column: first,
      rows: [entry.cells.slice(first, last + 1)],
    }),
  );
}

/** The new rows stand next to each other, so one insertion and one writing do for all. */
function adding(view: WorksheetView, inserts: readonly RowPlan[]): SheetRequest[] {
  const { sheetId, lastRow } = view;
  const rowCount = view.isMissing ? NEW_GRID.rowCount : view.rowCount;
  const length = spareRows({ lastRow, rowCount });
  const spare: SheetRequest[] = length > 0 ? [{ appendDimension: { sheetId, dimension: 'ROWS', length } }] : [];
  const range = { sheetId, dimension: 'ROWS', startIndex: lastRow, endIndex: lastRow + inserts.length };
  return [
    ...spare,
    // Like the row above, but never like the headings.
    { insertDimension: { range, inheritFromBefore: lastRow > 1 } },
    cellsRequest({ sheetId, row: lastRow + 1, column: 0, rows: inserts.map(({ entry }) => entry.cells) }),
  ];
}

/** Sets cells from one on, typed. */
export function cellsRequest(input: {
  sheetId: number;
  row: number;
  column: number;
  rows: readonly (readonly Cell[])[];
}): SheetRequest {
  return {
    updateCells: {
      start: { sheetId: input.sheetId, rowIndex: input.row - 1, columnIndex: input.column },
      rows: input.rows.map((cells) => ({ values: cells.map(cellData) })),
      fields: 'userEnteredValue',
    },
  };
}

/** Typed, never parsed: a text that looks like a formula, a number or a date stays a text. */
function cellData(cell: Cell): {
  userEnteredValue?: { stringValue?: string; numberValue?: number; boolValue?: boolean };
} {
  if (cell === null || cell === '') return {};
  if (typeof cell === 'number') return { userEnteredValue: { numberValue: cell } };
  if (typeof cell === 'boolean') return { userEnteredValue: { boolValue: cell } };
  return { userEnteredValue: { stringValue: cell } };
}

/** Neighbouring columns as [first, last]. */
function runs(columns: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const column of columns) {
    const last = found.at(-1);
    if (last && last[1] === column - 1) last[1] = column;
    else found.push([column, column]);
  }
  return found;
}
