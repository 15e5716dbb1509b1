import { randomInt } from 'node:crypto';
import { createSheetsClient, type WorksheetInfo } from '../../activities/adapters/sheets-client';
import type { Config } from '../../config/types';
import { OncekError } from '../../domain/errors';
import { checkHeadings, columnLetter, HEADINGS, WORKSHEETS, type Worksheet } from '../../domain/sheet-rows';
import { failed, ok, skipped, warning, type Finding } from '../report';

/** As the ledger's marks go, which are random too. */
const LARGEST_MARK = 2_147_483_647;

/** The spreadsheet: found, readable, writable, its headings, and what people protected. Nothing stays written. */
export async function checkSheets(config: Config): Promise<Finding[]> {
  const { clientEmail } = config.google.serviceAccount;
  const sheets = createSheetsClient(config.google);
  let spreadsheetId: string;
  let worksheets: WorksheetInfo[];
  try {
    spreadsheetId = await sheets.findSpreadsheet();
    worksheets = await sheets.listWorksheets(spreadsheetId);
  } catch (error) {
    return [
      failed('sheets: access', wordsOf(error), accessAdvice(error, clientEmail)),
      skipped('sheets: headings', 'needs access'),
      skipped('sheets: writing', 'needs access'),
    ];
  }
  const there = WORKSHEETS.filter((title) => worksheets.some((each) => each.title === title));
  return [
    ok('sheets: access', `the spreadsheet is open to ${clientEmail}`),
    ...(await checkAllHeadings(sheets, spreadsheetId, there)),
    ...(await checkWriting(sheets, { spreadsheetId, worksheets, clientEmail })),
  ];
}

type Sheets = ReturnType<typeof createSheetsClient>;

async function checkAllHeadings(
  sheets: Sheets,
  spreadsheetId: string,
  there: readonly Worksheet[],
): Promise<Finding[]> {
  const missing = WORKSHEETS.filter((title) => !there.includes(title)).map((title) =>
    ok(`sheets: headings of ${title}`, 'the worksheet is not there yet and will be made'),
  );
  if (there.length === 0) return missing;
  const ranges = there.map((title) => `${title}!A1:${columnLetter(HEADINGS[title].length - 1)}1`);
  const rows = await sheets.readRanges(spreadsheetId, ranges);
  const found = there.map((title, index): Finding => {
    const name = `sheets: headings of ${title}`;
    const row = rows[index]?.[0] ?? [];
    // An empty first row gets its headings with the first row written.
    if (row.length === 0) return ok(name, 'none yet; they will be written');
    const check = checkHeadings(title, row);
    if (check.ok) return ok(name, `${HEADINGS[title].length} columns`);
    const faults = check.wrong.map((each) => `${each.column}1 is "${each.found}" instead of "${each.expected}"`);
    return failed(name, faults.join('; '), 'name the columns so again: rows are written by position');
  });
  return [...found, ...missing];
}

/** Adds a mark and takes it away within one request, which Google applies whole or not at all. */
async function checkWriting(
  sheets: Sheets,
  {
    spreadsheetId,
    worksheets,
    clientEmail,
  }: { spreadsheetId: string; worksheets: WorksheetInfo[]; clientEmail: string },
): Promise<Finding[]> {
  const metadataId = randomInt(1, LARGEST_MARK);
  const mark = { metadataId, metadataKey: 'd', metadataValue: 'doctor', visibility: 'DOCUMENT' };
  try {
    await sheets.batchUpdate(spreadsheetId, [
      { createDeveloperMetadata: { developerMetadata: { ...mark, location: { spreadsheet: true } } } },
      { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataId } } } },
    ]);
  } catch (error) {
    return [failed('sheets: writing', wordsOf(error), `share the spreadsheet with ${clientEmail} as Editor`)];
  }
  const protections = await sheets.listProtections(spreadsheetId);
  const titles = protections
    .map(({ sheetId }) => worksheets.find((each) => each.sheetId === sheetId)?.title)
    .filter((title): title is Worksheet => WORKSHEETS.some((each) => each === title));
  return [
    ok('sheets: writing', `${clientEmail} may edit`),
    ...[...new Set(titles)].map((title) =>
      warning(
        `sheets: protections of ${title}`,
        'parts of it are protected from us',
        `let ${clientEmail} edit them, or rows there stay as they are`,
      ),
    ),
  ];
}

/** Only our own words: Google's client carries requests and tokens along. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown trouble';
}

function accessAdvice(error: unknown, clientEmail: string): string {
  if (error instanceof OncekError) return `correct the setting, and share the spreadsheet with ${clientEmail}`;
  const { type } = error as { type?: string };
  switch (type) {
    case 'SheetNotFound':
      return 'take GOOGLE_SPREADSHEET_ID from the address of the spreadsheet: …/spreadsheets/d/<id>/edit';
    case 'SheetDenied':
      return `share the spreadsheet with ${clientEmail} as Editor, and see that the Sheets API is enabled in its project`;
    case 'SheetUnavailable':
      return /signing in/.test(wordsOf(error))
        ? 'make a new key for the service account in Google Cloud and put it into GOOGLE_SERVICE_ACCOUNT_JSON; the clock must be right, too'
        : 'check the way out to Google (firewall, proxy, DNS) and GOOGLE_API_ROOT';
    case 'SheetBusy':
      return 'the quota is used up: run the doctor again in a minute';
    default:
      return 'see what Google says';
  }
}
