import { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import type { Config } from '../../config/types';
import { toSheetFailure } from '../sheets/failures';
import { spreadsheetUrl } from '../sheets/spreadsheets-of';
import { createGoogleAuth } from './google-auth';

/** A spreadsheet as Drive lists it. */
export interface DriveFile {
  readonly id: string;
  readonly title: string;
  /** For people's browsers. */
  readonly url: string;
  readonly canEdit: boolean;
  /** ISO instant, UTC. */
  readonly createdAt: string;
}

/** What somebody may do with a file. */
export interface DriveGrant {
  readonly type: string;
  readonly role: string;
  readonly emailAddress: string | null;
  readonly domain: string | null;
}

/**
 * As much of Google Drive as a ledger needs to go on in a new spreadsheet. The scope `drive.file` is enough: it reaches
 * the files we made ourselves. No call repeats itself; all fail with the failures of `toSheetFailure`.
 */
export interface DriveClient {
  /** The address of the service account. */
  readonly account: string;
  /** Spreadsheets that {@link DriveClient.make} made to follow another one, oldest first. */
  findFollowers(spreadsheetId: string): Promise<DriveFile[]>;
  /** Spreadsheets within our reach whose title begins so, oldest first. */
  findTitled(stem: string): Promise<DriveFile[]>;
  /**
   * Makes a spreadsheet and notes on it, in the same call, which one it follows. A second call makes a second one: look
   * for a follower first.
   */
  make(wanted: { title: string; follows: string }): Promise<DriveFile>;
  /** Who may use a file. Refused where we may not share it ourselves. */
  grantsOf(spreadsheetId: string): Promise<DriveGrant[]>;
  /** Gives somebody a file that we made, without a mail. A second call changes nothing. */
  grant(spreadsheetId: string, grant: DriveGrant): Promise<void>;
}

const SPREADSHEET_TYPE = 'application/vnd.google-apps.spreadsheet';
/** A property that only this product's service account sees. Key and value together may have 124 bytes. */
const FOLLOWS = 'oncekFollows';
const FILE_FIELDS = 'id,name,createdTime,webViewLink,capabilities(canEdit)';
const TIMEOUT_MS = 30_000;

export function createDriveClient(
  google: Config['google'],
  { clock = () => new Date() }: { clock?: () => Date } = {},
): DriveClient {
  const auth = createGoogleAuth(google);
  const drive = new drive_v3.Drive({ auth, rootUrl: google.driveRoot });
  const once = { timeout: TIMEOUT_MS, retry: false };

  async function call<T>(name: string, send: () => Promise<{ data: T }>): Promise<T> {
    try {
      return (await send()).data;
    } catch (error) {
      throw toSheetFailure(error, name, clock());
    }
  }

  async function list(condition: string): Promise<DriveFile[]> {
    const data = await call('drive.files.list', () =>
      drive.files.list(
        {
          q: `${condition} and mimeType = '${SPREADSHEET_TYPE}' and trashed = false`,
          fields: `files(${FILE_FIELDS})`,
          pageSize: 100,
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
        },
        once,
      ),
    );
    return (data.files ?? []).map(toFile).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  return {
    account: google.serviceAccount.clientEmail,
    findFollowers: (spreadsheetId) =>
      list(`appProperties has { key='${FOLLOWS}' and value='${quoted(spreadsheetId)}' }`),
    findTitled: (stem) => list(`name contains '${quoted(stem)}'`),
    async make({ title, follows }) {
      const requestBody = { name: title, mimeType: SPREADSHEET_TYPE, appProperties: { [FOLLOWS]: follows } };
      return toFile(
        await call('drive.files.create', () => drive.files.create({ requestBody, fields: FILE_FIELDS }, once)),
      );
    },
    async grantsOf(fileId) {
      const fields = 'permissions(type,role,emailAddress,domain,deleted)';
      const data = await call('drive.permissions.list', () =>
        drive.permissions.list({ fileId, fields, pageSize: 100, supportsAllDrives: true }, once),
      );
      return (data.permissions ?? [])
        .filter(({ deleted }) => deleted !== true)
        .map(({ type, role, emailAddress, domain }) => ({
          type: type ?? '',
          role: role ?? '',
          emailAddress: emailAddress ?? null,
          domain: domain ?? null,
        }));
    },
    async grant(fileId, { type, role, emailAddress, domain }) {
      const requestBody = { type, role, ...(emailAddress && { emailAddress }), ...(domain && { domain }) };
      await call('drive.permissions.create', () =>
        drive.permissions.create({ fileId, requestBody, sendNotificationEmail: false, fields: 'id' }, once),
      );
    },
  };
}

function toFile({ id, name, createdTime, webViewLink, capabilities }: drive_v3.Schema$File): DriveFile {
  return {
    id: id ?? '',
    title: name ?? '',
    url: webViewLink ?? spreadsheetUrl(id ?? ''),
    canEdit: capabilities?.canEdit === true,
    createdAt: createdTime ?? '',
  };
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
