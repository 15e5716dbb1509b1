// Importing `googleapis` loads some 300 APIs (1.5 s and 100 MB); its package has no exports map, so the two in use can
// be taken by their files (0.2 s and 20 MB).
import { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4';
import type { Config } from '../../config/types';
import { OncekError } from '../../domain/errors';
import type { Cell } from '../../domain/sheet-rows';
import { isSheetFailure, toSheetFailure } from '../sheets/failures';
import { createPace } from '../sheets/quota';
import { createGoogleAuth } from './google-auth';
import { LAYOUT_FIELDS, toLayout, type SheetLayout } from './sheets-layout';
import { createSheetStream, type SheetStream } from './sheets-stream';

/** A worksheet as the spreadsheet's properties name it. */
export interface WorksheetInfo {
  readonly sheetId: number;
  readonly title: string;
  readonly rowCount: number;
  readonly columnCount: number;
}

/** A part of a worksheet that we may not edit. Indexes are 0-based and half-open; null: no bound on that side. */
export interface Protection {
  readonly sheetId: number;
  readonly startRow: number;
  readonly endRow: number | null;
  readonly startColumn: number;
  readonly endColumn: number | null;
}

/** One step of a `spreadsheets.batchUpdate`. */
export type SheetRequest = sheets_v4.Schema$Request;

/**
 * As much of Google Sheets as the ledger needs. No call repeats itself: whether it may be repeated only the caller
 * knows. All fail with the failures of `toSheetFailure`.
 */
export interface SheetsClient {
  listWorksheets(spreadsheetId: string): Promise<WorksheetInfo[]>;
  /**
   * Reads ranges in A1 notation, unformatted: as rows, cut behind the last filled cell as Google does.
   * One snapshot up to 100 ranges; more are read in several calls.
   */
  readRanges(spreadsheetId: string, ranges: readonly string[]): Promise<Cell[][][]>;
  /** Applied whole or not at all. */
  batchUpdate(spreadsheetId: string, requests: readonly SheetRequest[]): Promise<void>;
  /** The worksheets with all their protected ranges, without rows. */
  readLayout(spreadsheetId: string): Promise<SheetLayout>;
  /** What people protected from us. */
  listProtections(spreadsheetId: string): Promise<Protection[]>;
  /** The value of a mark (developer metadata), null where no mark has this id. */
  readMark(spreadsheetId: string, metadataId: number): Promise<string | null>;
  /**
   * The id of the spreadsheet of the settings: `GOOGLE_SPREADSHEET_ID`, else that of the one spreadsheet shared with the
   * service account that has exactly the name `GOOGLE_SPREADSHEET_NAME`.
   * @throws InvalidSetting when the name fits none or several, or neither is set
   */
  findSpreadsheet(): Promise<string>;
}

/** Calls that this process may make at once now; below zero as many already wait. */
export interface SheetsQuota {
  readonly writesLeft: () => number;
  readonly readsLeft: () => number;
}

export interface SheetsClientOptions {
  readonly clock?: () => Date;
  /** Google counts 60 reads and 60 writes a minute; a little stays for people's own scripts. @default 55 */
  readonly callsPerMinute?: number;
  /** Google gives up on a request after 3 minutes. @default 60,000 */
  readonly writeTimeoutMs?: number;
  /** @default 20,000 */
  readonly readTimeoutMs?: number;
}

/** A request's ranges stand in its address, and Google's servers refuse very long ones. */
const RANGES_PER_CALL = 100;

/** @param google - of both API roots only host and port count: the library keeps its own paths */
export function createSheetsClient(
  google: Config['google'],
  options: SheetsClientOptions = {},
): SheetsClient & SheetStream & { readonly quota: SheetsQuota } {
  const { clock = () => new Date(), callsPerMinute = 55 } = options;
  const auth = createGoogleAuth(google);
  const sheets = new sheets_v4.Sheets({ auth, rootUrl: google.apiRoot }).spreadsheets;
  const drive = new drive_v3.Drive({ auth, rootUrl: google.driveRoot });
  const readPace = createPace({ perMinute: callsPerMinute });
  const writePace = createPace({ perMinute: callsPerMinute });
  const reading = { timeout: options.readTimeoutMs ?? 20_000, retry: false };
  const writing = { timeout: options.writeTimeoutMs ?? 60_000, retry: false };

  async function call<T>(name: string, send: () => Promise<{ data: T }>): Promise<T> {
    await (name === 'spreadsheets.batchUpdate' ? writePace() : readPace());
    try {
      return (await send()).data;
    } catch (error) {
      throw toSheetFailure(error, name, clock());
    }
  }

  return {
    quota: { writesLeft: () => writePace.left(), readsLeft: () => readPace.left() },
    ...createSheetStream({ sheets, pace: readPace, clock }),
    async listWorksheets(spreadsheetId) {
      const fields = 'sheets.properties(sheetId,title,gridProperties(rowCount,columnCount))';
      const data = await call('spreadsheets.get', () => sheets.get({ spreadsheetId, fields }, reading));
      return (data.sheets ?? []).flatMap(({ properties }) => (properties ? [toInfo(properties)] : []));
    },
    async readLayout(spreadsheetId) {
      const fields = LAYOUT_FIELDS;
      return toLayout(await call('spreadsheets.get', () => sheets.get({ spreadsheetId, fields }, reading)));
    },
    async listProtections(spreadsheetId) {
      const fields = 'sheets.protectedRanges(range,warningOnly,requestingUserCanEdit)';
      const data = await call('spreadsheets.get', () => sheets.get({ spreadsheetId, fields }, reading));
      return (data.sheets ?? []).flatMap(({ protectedRanges }) =>
        (protectedRanges ?? []).filter(isBiting).map(({ range }) => toProtection(range ?? {})),
      );
    },
    async readRanges(spreadsheetId, ranges) {
      const found: Cell[][][] = [];
      for (let start = 0; start < ranges.length; start += RANGES_PER_CALL) {
        const part = ranges.slice(start, start + RANGES_PER_CALL);
        const data = await call('spreadsheets.values.batchGet', () =>
          sheets.values.batchGet(
            { spreadsheetId, ranges: part, majorDimension: 'ROWS', valueRenderOption: 'UNFORMATTED_VALUE' },
            reading,
          ),
        );
        found.push(...part.map((_, index) => (data.valueRanges?.[index]?.values ?? []) as Cell[][]));
      }
      return found;
    },
    async batchUpdate(spreadsheetId, requests) {
      await call('spreadsheets.batchUpdate', () =>
        sheets.batchUpdate(
          { spreadsheetId, fields: 'spreadsheetId', requestBody: { requests: [...requests] } },
          writing,
        ),
      );
    },
    async readMark(spreadsheetId, metadataId) {
      try {
        const data = await call('spreadsheets.developerMetadata.get', () =>
          sheets.developerMetadata.get({ spreadsheetId, metadataId }, reading),
        );
        return data.metadataValue ?? '';
      } catch (error) {
        if (isSheetFailure(error, 'SheetNotFound')) return null;
        throw error;
      }
    },
    async findSpreadsheet() {
      if (google.spreadsheetId) return google.spreadsheetId;
      const name = google.spreadsheetName;
      if (!name)
        throw new OncekError('InvalidSetting', 'GOOGLE_SPREADSHEET_ID: must be set, or GOOGLE_SPREADSHEET_NAME');
      const quoted = name.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
      const data = await call('drive.files.list', () =>
        drive.files.list(
          {
            q: `name = '${quoted}' and mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false`,
            fields: 'files(id,name)',
            pageSize: 10,
            supportsAllDrives: true,
            includeItemsFromAllDrives: true,
          },
          reading,
        ),
      );
      // Drive compares names without regard to case.
      const files = (data.files ?? []).filter((file) => file.name === name);
      const [only] = files;
      if (only?.id && files.length === 1) return only.id;
      const fault = files.length === 0 ? 'names no spreadsheet shared with the service account' : 'names several ones';
      throw new OncekError(
        'InvalidSetting',
        `GOOGLE_SPREADSHEET_NAME ${fault}: share one, or set GOOGLE_SPREADSHEET_ID`,
      );
    },
  };
}

function toInfo(properties: sheets_v4.Schema$SheetProperties): WorksheetInfo {
  return {
    sheetId: properties.sheetId ?? 0,
    title: properties.title ?? '',
    rowCount: properties.gridProperties?.rowCount ?? 0,
    columnCount: properties.gridProperties?.columnCount ?? 0,
  };
}

function isBiting({ warningOnly, requestingUserCanEdit }: sheets_v4.Schema$ProtectedRange): boolean {
  return warningOnly !== true && requestingUserCanEdit !== true;
}

/** Google leaves out what is 0 or unbounded. */
function toProtection(range: sheets_v4.Schema$GridRange): Protection {
  return {
    sheetId: range.sheetId ?? 0,
    startRow: range.startRowIndex ?? 0,
    endRow: range.endRowIndex ?? null,
    startColumn: range.startColumnIndex ?? 0,
    endColumn: range.endColumnIndex ?? null,
  };
}
