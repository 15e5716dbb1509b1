import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4';

/** A spreadsheet without its rows. */
export interface SheetLayout {
  readonly title: string;
  readonly worksheets: readonly WorksheetLayout[];
}

export interface WorksheetLayout {
  readonly sheetId: number;
  readonly title: string;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly protections: readonly LayoutProtection[];
}

/** A protected part of a worksheet. Indexes are 0-based and half-open; null: no bound on that side. */
export interface LayoutProtection {
  readonly startRow: number;
  readonly endRow: number | null;
  readonly startColumn: number;
  readonly endColumn: number | null;
  readonly description: string | null;
  readonly warningOnly: boolean;
  /** Who may edit it; null: Google tells that only to those who may. */
  readonly editors: { readonly users: readonly string[]; readonly groups: readonly string[] } | null;
}

/** What `spreadsheets.get` is to answer for a layout. */
export const LAYOUT_FIELDS =
  'properties.title,sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),protectedRanges)';

export function toLayout(data: sheets_v4.Schema$Spreadsheet): SheetLayout {
  return {
    title: data.properties?.title ?? '',
    worksheets: (data.sheets ?? []).map(({ properties, protectedRanges }) => ({
      sheetId: properties?.sheetId ?? 0,
      title: properties?.title ?? '',
      rowCount: properties?.gridProperties?.rowCount ?? 0,
      columnCount: properties?.gridProperties?.columnCount ?? 0,
      protections: (protectedRanges ?? []).map(toProtection),
    })),
  };
}

function toProtection(protection: sheets_v4.Schema$ProtectedRange): LayoutProtection {
  const { range, description, warningOnly, editors, requestingUserCanEdit } = protection;
  return {
    startRow: range?.startRowIndex ?? 0,
    endRow: range?.endRowIndex ?? null,
    startColumn: range?.startColumnIndex ?? 0,
    endColumn: range?.endColumnIndex ?? null,
    description: description ?? null,
    warningOnly: warningOnly === true,
    editors: requestingUserCanEdit === true ? { users: editors?.users ?? [], groups: editors?.groups ?? [] } : null,
  };
}
