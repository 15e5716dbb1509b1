import { ApplicationFailure } from '@temporalio/common';
import type { Protection, SheetRequest, SheetsClient, WorksheetInfo } from '../../../activities/adapters/sheets-client';
import { KEY_COLUMN, type Cell, type Worksheet } from '../../../domain/sheet-rows';

/** How a write fails: without effect; applied but unanswered; unanswered and applied later, by `landLate`. */
export type WriteFault = 'before' | 'after' | 'late';

interface ModelSheet extends WorksheetInfo {
  sheetId: number;
  rowCount: number;
  columnCount: number;
  /** Row 1 first; rows and cells may be missing at the end. */
  rows: Cell[][];
}

/** A spreadsheet in memory that applies requests as Google documents it: in order, whole or not at all. */
export interface SheetModel extends Omit<SheetsClient, 'findSpreadsheet'> {
  sheets: ModelSheet[];
  marks: Map<number, string>;
  /** What the coming writes meet, first one first; null: nothing. */
  writeFaults: (WriteFault | null)[];
  /** What people do between our read and our next write. */
  beforeWrite: (() => void) | null;
  /** Fails so many of the coming reads. */
  failingReads: number;
  calls: string[];
  addSheet(title: string, rows: Cell[][], grid?: { rowCount: number; columnCount: number }): ModelSheet;
  sheet(title: string): ModelSheet;
  /** Rows below the headings that have a key. */
  keyed(worksheet: Worksheet): Map<string, Cell[]>;
  /** What people protected; it hinders no write of the model. */
  protections: Protection[];
  /** Applies the writes that went missing. @returns how many of them Google refused */
  landLate(): number;
}

export function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'SheetRefused', message, nonRetryable: true });
}

export function unavailable(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'SheetUnavailable', message: 'no answer' });
}

export function createSheetModel(): SheetModel {
  const late: (readonly SheetRequest[])[] = [];

  function read(range: string): Cell[][] {
    const match = /^'(.+)'!([A-Z])(\d+):([A-Z])(\d*)$/.exec(range);
    if (!match) throw refused(`Unable to parse range: ${range}`);
    const sheet = model.sheets.find(({ title }) => title === match[1]);
    if (!sheet) throw refused(`Unable to parse range: ${range}`);
    const [first, last] = [match[2], match[4]].map((letter) => (letter ?? 'A').charCodeAt(0) - 65) as [number, number];
    const from = Number(match[3]);
    const to = match[5] ? Number(match[5]) : sheet.rowCount;
    if (last >= sheet.columnCount || to > sheet.rowCount) throw refused(`Range (${range}) exceeds grid limits`);
    const cells = Array.from({ length: to - from + 1 }, (_, index) =>
      trimmed((sheet.rows[from - 1 + index] ?? []).slice(first, last + 1)),
    );
    while (cells.at(-1)?.length === 0) cells.pop();
    return cells.map((row) => row.map((cell) => cell ?? ''));
  }

  function apply(requests: readonly SheetRequest[]): void {
    const sheets = structuredClone(model.sheets);
    const marks = new Map(model.marks);
    requests.forEach((request, index) => {
      const fail = (why: string): never => {
        throw refused(`Invalid requests[${index}].${Object.keys(request)[0]}: ${why}`);
      };
      step(request, sheets, marks, fail);
    });
    model.sheets = sheets;
    model.marks = marks;
  }

  const model: SheetModel = {
    sheets: [],
    marks: new Map(),
    writeFaults: [],
    beforeWrite: null,
    failingReads: 0,
    protections: [],
    calls: [],
    addSheet(title, rows, grid = { rowCount: 1_000, columnCount: 26 }) {
      const sheet = { sheetId: model.sheets.length, title, rows, ...grid };
      model.sheets.push(sheet);
      return sheet;
    },
    sheet(title) {
      const sheet = model.sheets.find((candidate) => candidate.title === title);
      if (!sheet) throw new Error(`no worksheet ${title}`);
      return sheet;
    },
    keyed(worksheet) {
      const rows = (model.sheets.find(({ title }) => title === worksheet)?.rows ?? []).slice(1);
      const entries = rows.map((row): [string, Cell[]] => [String(row[KEY_COLUMN[worksheet]] ?? ''), row]);
      const keyed = entries.filter(([key]) => key !== '');
      if (new Set(keyed.map(([key]) => key)).size !== keyed.length) throw new Error('a key stands in two rows');
      return new Map(keyed);
    },
    landLate() {
      let refusals = 0;
      for (const requests of late.splice(0)) {
        try {
          apply(requests);
        } catch {
          refusals += 1;
        }
      }
      return refusals;
    },
    listWorksheets() {
      model.calls.push('listWorksheets');
      return Promise.resolve(
        model.sheets.map(({ sheetId, title, rowCount, columnCount }) => ({ sheetId, title, rowCount, columnCount })),
      );
    },
    readLayout: () => Promise.reject(new Error('the model has no layout')),
    listProtections: () => Promise.resolve(model.protections),
    // eslint-disable-next-line @typescript-eslint/require-await -- what fails must reject, not throw
    async readRanges(_, ranges) {
      model.calls.push('readRanges');
      if (model.failingReads > 0) {
        model.failingReads -= 1;
        throw unavailable();
      }
      return ranges.map(read);
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    async batchUpdate(_, requests) {
      model.calls.push('batchUpdate');
      model.beforeWrite?.();
      model.beforeWrite = null;
      const fault = model.writeFaults.shift() ?? null;
      if (fault === 'late') late.push(requests);
      if (fault === 'before' || fault === 'late') throw unavailable();
      apply(requests);
      if (fault === 'after') throw unavailable();
    },
    readMark(_, metadataId) {
      model.calls.push('readMark');
      return Promise.resolve(model.marks.get(metadataId) ?? null);
    },
  };
  return model;
}

function step(
  request: SheetRequest,
  sheets: ModelSheet[],
  marks: Map<number, string>,
  fail: (why: string) => never,
): void {
  const byId = (sheetId: number | null | undefined): ModelSheet =>
    sheets.find((sheet) => sheet.sheetId === sheetId) ?? fail(`No grid with id: ${sheetId}`);
  const { addSheet, updateCells, insertDimension, appendDimension, createDeveloperMetadata, deleteDeveloperMetadata } =
    request;
  if (addSheet) {
    const { sheetId = 0, title = '', gridProperties } = addSheet.properties ?? {};
    if (sheets.some((sheet) => sheet.title === title || sheet.sheetId === sheetId)) fail('already exists');
    const { rowCount = 0, columnCount = 0 } = gridProperties ?? {};
    sheets.push({
      sheetId: sheetId ?? 0,
      title: title ?? '',
      rowCount: rowCount ?? 0,
      columnCount: columnCount ?? 0,
      rows: [],
    });
  } else if (updateCells) {
    const sheet = byId(updateCells.start?.sheetId);
    const [row, column] = [updateCells.start?.rowIndex ?? 0, updateCells.start?.columnIndex ?? 0];
    (updateCells.rows ?? []).forEach(({ values }, down) => {
      if (row + down >= sheet.rowCount || column + (values ?? []).length > sheet.columnCount) fail('outside the grid');
      while (sheet.rows.length <= row + down) sheet.rows.push([]);
      (values ?? []).forEach(({ userEnteredValue }, right) => {
        const cells = sheet.rows[row + down] ?? [];
        while (cells.length < column + right) cells.push(null);
        const { stringValue, numberValue, boolValue } = userEnteredValue ?? {};
        cells[column + right] = stringValue ?? numberValue ?? boolValue ?? null;
      });
    });
  } else if (insertDimension) {
    const { sheetId, startIndex, endIndex } = insertDimension.range ?? {};
    const sheet = byId(sheetId);
    const [start, end] = [startIndex ?? 0, endIndex ?? 0];
    if (start >= sheet.rowCount && !insertDimension.inheritFromBefore) fail('must be less than the grid size');
    if (start > sheet.rowCount) fail('must not be greater than the grid size');
    while (sheet.rows.length < start) sheet.rows.push([]);
    sheet.rows.splice(start, 0, ...Array.from({ length: end - start }, (): Cell[] => []));
    sheet.rowCount += end - start;
  } else if (appendDimension) {
    const sheet = byId(appendDimension.sheetId);
    if (appendDimension.dimension === 'ROWS') sheet.rowCount += appendDimension.length ?? 0;
    else sheet.columnCount += appendDimension.length ?? 0;
  } else if (request.deleteSheet) {
    const gone = byId(request.deleteSheet.sheetId);
    sheets.splice(sheets.indexOf(gone), 1);
  } else if (createDeveloperMetadata) {
    const { metadataId, metadataValue } = createDeveloperMetadata.developerMetadata ?? {};
    if (marks.has(metadataId ?? 0)) fail('already exists');
    marks.set(metadataId ?? 0, metadataValue ?? '');
  } else if (deleteDeveloperMetadata) {
    marks.delete(deleteDeveloperMetadata.dataFilter?.developerMetadataLookup?.metadataId ?? 0);
  } else {
    fail('unknown request');
  }
}

function trimmed(cells: readonly Cell[]): Cell[] {
  const kept = [...cells];
  while (kept.length > 0 && (kept.at(-1) ?? '') === '') kept.pop();
  return kept;
}
