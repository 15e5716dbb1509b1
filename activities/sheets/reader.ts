import { cellCount } from '../../domain/roll-over';
import { WORKSHEETS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import type { SheetsClient, WorksheetInfo } from '../adapters/sheets-client';
import { keyRange, rowsRange, viewOf, type WorksheetView, type WorksheetViews } from './worksheet-view';

/** Row numbers by worksheet. */
export type RowNumbers = ReadonlyMap<Worksheet, readonly number[]>;

/** Reads worksheets for the ledger; remembers only which worksheets there are, never their content. */
export interface SheetReader {
  /**
   * Headings, keys and some rows of worksheets, in one call as a rule.
   * @param wanted - the worksheets, each with the rows to read along; rows outside the grid are left out
   */
  read(spreadsheetId: string, wanted: RowNumbers): Promise<WorksheetViews>;
  /** The same views with further rows. */
  readMore(spreadsheetId: string, views: WorksheetViews, wanted: RowNumbers): Promise<WorksheetViews>;
  /** Whether the next `read` would look at the spreadsheet's properties anew. */
  isFresh(spreadsheetId: string): boolean;
  /** Cells of all worksheets as far as we know, people's own worksheets included; null: not looked at. */
  cells(spreadsheetId: string): number | null;
  /** Keeps in mind that rows were added to a worksheet, which saves looking at the properties again. */
  grown(spreadsheetId: string, worksheet: Worksheet, rows: number): void;
  /** Forgets the spreadsheet's worksheets: something did not fit, or we changed them. */
  forget(spreadsheetId: string): void;
}

/** Reading a few rows too many costs less than one more range. */
const GAP_ROWS = 20;
/** Ids of worksheets we add, unless taken: their rows are written in the same request that adds them. */
const FIRST_SHEET_ID = 1_001;

export function createSheetReader(client: Pick<SheetsClient, 'listWorksheets' | 'readRanges'>): SheetReader {
  const remembered = new Map<string, WorksheetInfo[]>();

  async function worksheetsOf(spreadsheetId: string, titles: Iterable<Worksheet>): Promise<WorksheetInfo[]> {
    const held = remembered.get(spreadsheetId);
    const isComplete = held && [...titles].every((title) => held.some((info) => info.title === title));
    if (isComplete) return held;
    const listed = await client.listWorksheets(spreadsheetId);
    remembered.set(spreadsheetId, listed);
    return listed;
  }

  async function readMore(spreadsheetId: string, views: WorksheetViews, wanted: RowNumbers): Promise<WorksheetViews> {
    const parts = [...views.values()].flatMap((view) =>
      blocks(missingRows(view, wanted.get(view.worksheet) ?? [])).map((block) => ({ view, block })),
    );
    if (parts.length === 0) return views;
    const found = await client.readRanges(
      spreadsheetId,
      parts.map(({ view, block }) =>
        rowsRange({ ...view, title: view.worksheet }, view.worksheet, block.from, block.to),
      ),
    );
    const more = new Map(views);
    parts.forEach(({ view, block }, index) => {
      const held = more.get(view.worksheet) ?? view;
      more.set(view.worksheet, { ...held, rows: new Map([...held.rows, ...numbered(block, found[index] ?? [])]) });
    });
    return more;
  }

  return {
    async read(spreadsheetId, wanted) {
      const infos = await worksheetsOf(spreadsheetId, wanted.keys());
      const parts = [...wanted].map(([worksheet, rows]) => {
        const info = infos.find(({ title }) => title === worksheet);
        if (!info)
          return { worksheet, info: newWorksheet(worksheet, infos), isMissing: true, rowBlocks: [], ranges: [] };
        const rowBlocks = blocks(rows.filter((row) => row > 1 && row <= info.rowCount));
        const keys = keyRange(info, worksheet);
        const ranges = [
          rowsRange(info, worksheet, 1, 1),
          ...rowBlocks.map(({ from, to }) => rowsRange(info, worksheet, from, to)),
          ...(keys === null ? [] : [keys]),
        ];
        return { worksheet, info, isMissing: false, rowBlocks, ranges };
      });
      const ranges = parts.flatMap((part) => part.ranges);
      const found = ranges.length === 0 ? [] : await client.readRanges(spreadsheetId, ranges);
      const views = new Map<Worksheet, WorksheetView>();
      let next = 0;
      for (const { worksheet, info, isMissing, rowBlocks, ranges: own } of parts) {
        const [headings, ...rest] = found.slice(next, next + own.length);
        next += own.length;
        const rows = new Map(rowBlocks.flatMap((block, index) => numbered(block, rest[index] ?? [])));
        const keyColumn = (rest[rowBlocks.length] ?? []).map(([cell]) => cell);
        views.set(worksheet, viewOf({ worksheet, info, isMissing, headings: headings?.[0] ?? [], keyColumn, rows }));
      }
      return views;
    },
    readMore,
    isFresh: (spreadsheetId) => !remembered.has(spreadsheetId),
    cells(spreadsheetId) {
      const held = remembered.get(spreadsheetId);
      return held ? cellCount(held) : null;
    },
    grown(spreadsheetId, worksheet, rows) {
      const held = remembered.get(spreadsheetId) ?? [];
      const grow = (info: WorksheetInfo): WorksheetInfo =>
        info.title === worksheet ? { ...info, rowCount: info.rowCount + rows } : info;
      remembered.set(spreadsheetId, held.map(grow));
    },
    forget: (spreadsheetId) => void remembered.delete(spreadsheetId),
  };
}

interface Block {
  readonly from: number;
  to: number;
}

function blocks(rows: readonly number[]): Block[] {
  const joined: Block[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = joined.at(-1);
    if (last && row - last.to <= GAP_ROWS) last.to = Math.max(last.to, row);
    else joined.push({ from: row, to: row });
  }
  return joined;
}

function missingRows(view: WorksheetView, rows: readonly number[]): number[] {
  return rows.filter((row) => !view.isMissing && row <= view.rowCount && !view.rows.has(row));
}

/** Google leaves out empty rows at a range's end: they are there, and empty. */
function numbered({ from, to }: Block, cells: readonly (readonly Cell[])[]): [number, readonly Cell[]][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, cells[index] ?? []]);
}

function newWorksheet(worksheet: Worksheet, infos: readonly WorksheetInfo[]): WorksheetInfo {
  let sheetId = FIRST_SHEET_ID + WORKSHEETS.indexOf(worksheet);
  while (infos.some((info) => info.sheetId === sheetId)) sheetId += WORKSHEETS.length;
  return { sheetId, title: worksheet, rowCount: 0, columnCount: 0 };
}
