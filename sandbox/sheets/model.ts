/** A formula is kept as text and never computed; where a value is wanted it reads as an error. */
export interface Formula {
  readonly formula: string;
}

/** What a cell holds; null: empty. An empty string is stored as empty, as Google does. */
export type Cell = string | number | boolean | Formula | null;

/** What the service account may do: `edit`, `read`, or `none`. People may always do everything. */
export type AccessMode = 'edit' | 'read' | 'none';
export const ACCESS_MODES: readonly AccessMode[] = ['edit', 'read', 'none'];

/** Half-open and 0-based; a missing bound is open on that side. */
export interface GridRange {
  readonly sheetId: number;
  readonly startRowIndex?: number;
  readonly endRowIndex?: number;
  readonly startColumnIndex?: number;
  readonly endColumnIndex?: number;
}

/** A range with all bounds inside the grid. */
export interface Area {
  readonly startRow: number;
  readonly endRow: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

export interface ProtectedRange {
  readonly protectedRangeId: number;
  readonly range: GridRange;
  readonly description?: string;
  readonly warningOnly: boolean;
  /** The service account may edit what it protected itself, not what people protected. */
  readonly by: 'service' | 'people';
  /** Addresses of those who may edit it beside the one who made it. */
  readonly editors?: readonly string[];
}

export interface BasicFilter {
  readonly range: GridRange;
  /** Hidden values and conditions per column index, as given. Filters hide rows from people, never from the API. */
  readonly criteria: Readonly<Record<string, unknown>>;
}

export interface Worksheet {
  sheetId: number;
  title: string;
  hidden: boolean;
  rowCount: number;
  columnCount: number;
  frozenRowCount: number;
  frozenColumnCount: number;
  /** Only up to the last row ever written; rows are replaced, never changed in place, so an undo can keep the old. */
  rows: Cell[][];
  basicFilter: BasicFilter | null;
  protectedRanges: readonly ProtectedRange[];
  access: AccessMode;
}

export type MetadataVisibility = 'DOCUMENT' | 'PROJECT';

export interface DeveloperMetadata {
  readonly metadataId: number;
  readonly metadataKey: string;
  readonly metadataValue?: string;
  readonly visibility: MetadataVisibility;
  /** Absent: the whole spreadsheet. */
  readonly sheetId?: number;
}

/** Who may do what with a file, as Drive keeps it. */
export interface FilePermission {
  readonly id: string;
  readonly type: 'user' | 'group' | 'domain' | 'anyone';
  readonly role: 'owner' | 'writer' | 'commenter' | 'reader';
  readonly emailAddress?: string;
  readonly domain?: string;
}

/** What Drive knows of a spreadsheet beside its content. */
export interface FileRecord {
  /** ISO instant, UTC. */
  readonly createdTime: string;
  /** Made by the service account through Drive: what the scope `drive.file` reaches. */
  readonly isOwn: boolean;
  readonly appProperties: Readonly<Record<string, string>>;
  permissions: readonly FilePermission[];
}

export interface Spreadsheet {
  readonly id: string;
  title: string;
  /** Absent: a file that people made and gave the service account. */
  file?: FileRecord;
  access: AccessMode;
  worksheets: Worksheet[];
  readonly metadata: Map<number, DeveloperMetadata>;
}

/** Google's limits, as documented for Sheets. */
export const LIMITS = { cellCharacters: 50_000, cells: 10_000_000, metadataCharacters: 30_000 } as const;

export function newWorksheet(given: Pick<Worksheet, 'sheetId' | 'title'> & Partial<Worksheet>): Worksheet {
  return {
    hidden: false,
    rowCount: 1000,
    columnCount: 26,
    frozenRowCount: 0,
    frozenColumnCount: 0,
    rows: [],
    basicFilter: null,
    protectedRanges: [],
    access: 'edit',
    ...given,
  };
}

export function isFormula(cell: Cell): cell is Formula {
  return typeof cell === 'object' && cell !== null;
}

/** The number of rows up to the last one with a value. */
export function usedRowCount(sheet: Worksheet): number {
  let count = sheet.rows.length;
  while (count > 0 && sheet.rows[count - 1]?.length === 0) count -= 1;
  return count;
}
