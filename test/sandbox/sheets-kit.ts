import { generateKeyPairSync } from 'node:crypto';
import { gaxios, JWT } from 'google-auth-library';
import { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';

export type Requests = sheets_v4.Schema$Request[];

const ACCOUNT = 'ledger@oncek-demo.iam.gserviceaccount.com';
const SCOPES = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive.metadata.readonly',
];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A sandbox on a free port with Google's real clients. */
export interface SheetsKit {
  sandbox: Sandbox;
  api: sheets_v4.Sheets;
  drive: drive_v3.Drive;
  /** Another client with its own token, as a restarted process has. */
  client(account?: string, scopes?: string[]): { api: sheets_v4.Sheets; drive: drive_v3.Drive; auth: JWT };
  batch(requests: Requests, spreadsheetId?: string): Promise<sheets_v4.Schema$Response[]>;
  values(range: string): Promise<unknown[][] | undefined>;
  /** The people's side under `/sheets`; throws what it answers with 4xx. */
  people<T>(method: string, path: string, body?: object): Promise<T>;
  http(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
  fault(fault: object): Promise<void>;
}

/** Quotas are wide unless the test is about them. */
export async function startSheetsKit(options: SandboxOptions = {}): Promise<SheetsKit> {
  const sheets = { readsPerMinute: 100_000, writesPerMinute: 100_000, ...options.settings?.sheets };
  const sandbox = await startSandbox({ port: 0, ...options, settings: { ...options.settings, sheets } });
  const client: SheetsKit['client'] = (account = ACCOUNT, scopes = SCOPES) => {
    // Without it gaxios imports node-fetch at run time, which Jest's sandbox does not let it.
    const transporter = new gaxios.Gaxios({ fetchImplementation: fetch });
    transporter.interceptors.request.add({
      resolved: (request) => {
        if (String(request.url) === 'https://oauth2.googleapis.com/token')
          request.url = new URL(`${sandbox.url}/token`);
        return Promise.resolve(request);
      },
    });
    const auth = new JWT({ email: account, key: PEM, scopes, transporter });
    const rootUrl = `${sandbox.url}/`;
    return { auth, api: new sheets_v4.Sheets({ auth, rootUrl }), drive: new drive_v3.Drive({ auth, rootUrl }) };
  };
  const { api, drive } = client();
  const http: SheetsKit['http'] = async (method, path, body) => {
    const response = await fetch(sandbox.url + path, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    sandbox,
    api,
    drive,
    client,
    http,
    async batch(requests, spreadsheetId = 'demo') {
      const { data } = await api.spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests } });
      return data.replies ?? [];
    },
    async values(range) {
      const { data } = await api.spreadsheets.values.get({
        spreadsheetId: 'demo',
        range,
        valueRenderOption: 'UNFORMATTED_VALUE',
      });
      return data.values ?? undefined;
    },
    async people<T>(method: string, path: string, body?: object) {
      const answer = await http(method, `/sheets/${path}`, body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body as T;
    },
    async fault(fault) {
      const { status, body } = await http('POST', '/faults', { service: 'sheets', ...fault });
      if (status !== 201) throw new Error(JSON.stringify(body));
    },
  };
}

/** What Google answered to a call that must fail, as `<code> <status>: <message>`. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => {
      throw new Error('the call was not refused');
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('response' in error)) throw error;
  const { data } = error.response as { data: { error: { code: number; status: string; message: string } } };
  return `${data.error.code} ${data.error.status}: ${data.error.message}`;
}

export type CellValue = string | number | boolean | null;

/** An `updateCells` of typed values from a cell on. */
export function write(sheetId: number, rowIndex: number, rows: CellValue[][], columnIndex = 0): Requests[number] {
  const typed = (value: CellValue): sheets_v4.Schema$CellData => {
    if (value === null) return {};
    if (typeof value === 'number') return { userEnteredValue: { numberValue: value } };
    if (typeof value === 'boolean') return { userEnteredValue: { boolValue: value } };
    return { userEnteredValue: { stringValue: value } };
  };
  return {
    updateCells: {
      start: { sheetId, rowIndex, columnIndex },
      rows: rows.map((row) => ({ values: row.map(typed) })),
      fields: 'userEnteredValue',
    },
  };
}

export function insertRows(sheetId: number, startIndex: number, count = 1): Requests[number] {
  const range = { sheetId, dimension: 'ROWS', startIndex, endIndex: startIndex + count };
  return { insertDimension: { range, inheritFromBefore: startIndex > 0 } };
}

/** A mark on the whole spreadsheet. */
export function mark(metadataId: number, metadataValue = 'v'): Requests[number] {
  return {
    createDeveloperMetadata: {
      developerMetadata: {
        metadataId,
        metadataKey: 'b',
        metadataValue,
        visibility: 'DOCUMENT',
        location: { spreadsheet: true },
      },
    },
  };
}
