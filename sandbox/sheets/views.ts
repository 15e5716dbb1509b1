import type { BasicFilter, DeveloperMetadata, GridRange, ProtectedRange, Spreadsheet, Worksheet } from './model';

/** `SheetProperties` as Google sends them. */
export function worksheetProperties(book: Spreadsheet, sheet: Worksheet): object {
  return {
    sheetId: sheet.sheetId,
    title: sheet.title,
    index: book.worksheets.indexOf(sheet),
    sheetType: 'GRID',
    gridProperties: {
      rowCount: sheet.rowCount,
      columnCount: sheet.columnCount,
      ...(sheet.frozenRowCount > 0 && { frozenRowCount: sheet.frozenRowCount }),
      ...(sheet.frozenColumnCount > 0 && { frozenColumnCount: sheet.frozenColumnCount }),
    },
    ...(sheet.hidden && { hidden: true }),
  };
}

/** The `Spreadsheet` resource without grid data; empty parts are left out. */
export function spreadsheetResource(book: Spreadsheet, rootUrl: string): object {
  return {
    spreadsheetId: book.id,
    properties: { title: book.title, locale: 'en_US', autoRecalc: 'ON_CHANGE', timeZone: 'Asia/Jakarta' },
    sheets: book.worksheets.map((sheet) => worksheetResource(book, sheet)),
    spreadsheetUrl: `${rootUrl}/sheets?spreadsheetId=${encodeURIComponent(book.id)}`,
    ...listed(
      'developerMetadata',
      [...book.metadata.values()].filter(({ sheetId }) => sheetId === undefined).map(metadataResource),
    ),
  };
}

export function metadataResource(entry: DeveloperMetadata): object {
  const { sheetId, ...rest } = entry;
  const location =
    sheetId === undefined ? { locationType: 'SPREADSHEET', spreadsheet: true } : { locationType: 'SHEET', sheetId };
  return { ...rest, location };
}

/** Google tells who may edit a range only to those who may. */
export function protectedRangeResource({ by, range, editors = [], ...rest }: ProtectedRange): object {
  const isOurs = by === 'service';
  return {
    ...rest,
    range: rangeResource(range),
    requestingUserCanEdit: isOurs,
    ...(isOurs && { editors: { users: [...editors] } }),
  };
}

export function filterResource({ range, criteria }: BasicFilter): object {
  return { range: rangeResource(range), ...(Object.keys(criteria).length > 0 && { criteria }) };
}

function worksheetResource(book: Spreadsheet, sheet: Worksheet): object {
  const ofSheet = [...book.metadata.values()].filter(({ sheetId }) => sheetId === sheet.sheetId);
  return {
    properties: worksheetProperties(book, sheet),
    ...(sheet.basicFilter && { basicFilter: filterResource(sheet.basicFilter) }),
    ...listed('protectedRanges', sheet.protectedRanges.map(protectedRangeResource)),
    ...listed('developerMetadata', ofSheet.map(metadataResource)),
  };
}

function listed(name: string, items: readonly object[]): object {
  return items.length > 0 ? { [name]: items } : {};
}

/** Google's JSON leaves out an id of 0. */
function rangeResource({ sheetId, ...bounds }: GridRange): object {
  return sheetId === 0 ? bounds : { sheetId, ...bounds };
}
