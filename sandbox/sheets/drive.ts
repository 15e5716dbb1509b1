import { GoogleError, invalid } from './google-error';
import { isObject, readObject, readString } from './json';
import type { FilePermission, FileRecord, Spreadsheet } from './model';

const SPREADSHEET_TYPE = 'application/vnd.google-apps.spreadsheet';
const CONDITION = /^(name|mimeType|trashed)\s*(=|contains)\s*(?:'((?:[^'\\]|\\.)*)'|(true|false))$/s;
const HAS_PROPERTY = /^appProperties\s+has\s+\{\s*key='((?:[^'\\]|\\.)*)'\s+and\s+value='((?:[^'\\]|\\.)*)'\s*\}$/s;
/** Parts at ` and ` outside of quotes and braces. */
const PART = /(?:\{[^}]*\}|'(?:[^'\\]|\\.)*'|[^'{])+?(?=\s+and\s|$)/gis;
/** Drive allows a key and its value so many bytes of UTF-8 together. */
const PROPERTY_BYTES = 124;
const ROLES: readonly FilePermission['role'][] = ['owner', 'writer', 'commenter', 'reader'];
const TYPES: readonly FilePermission['type'][] = ['user', 'group', 'domain', 'anyone'];
/** The sandbox's service account has been given the files that people made. */
const PEOPLES_FILE: FileRecord = {
  createdTime: '2026-01-01T00:00:00.000Z',
  isOwn: false,
  appProperties: {},
  permissions: [
    { id: 'user:bagas@oncek.example', type: 'user', role: 'owner', emailAddress: 'bagas@oncek.example' },
    { id: 'user:damas@oncek.example', type: 'user', role: 'writer', emailAddress: 'damas@oncek.example' },
    { id: 'domain:oncek.example', type: 'domain', role: 'reader', domain: 'oncek.example' },
  ],
};

/** What Drive knows of a spreadsheet. */
export function fileOf({ file = PEOPLES_FILE }: Spreadsheet): FileRecord {
  return file;
}

/** The `File` resource. */
export function fileResource(book: Spreadsheet, rootUrl: string): object {
  const { createdTime, appProperties } = fileOf(book);
  return {
    kind: 'drive#file',
    id: book.id,
    name: book.title,
    mimeType: SPREADSHEET_TYPE,
    createdTime,
    appProperties,
    capabilities: { canEdit: book.access === 'edit', canShare: fileOf(book).isOwn || book.access === 'edit' },
    webViewLink: `${rootUrl}/sheets?spreadsheetId=${encodeURIComponent(book.id)}`,
  };
}

/**
 * `files.list` of Drive, for finding a spreadsheet by its name or by what its maker wrote on it.
 * @param query - `q`: `name`, `mimeType` and `trashed` compared with `=`, `name contains`, `appProperties has {key='…'
 *   and value='…'}`, joined by `and`
 * @throws GoogleError for anything else in the query
 */
export function listFiles(books: Iterable<Spreadsheet>, query: string | undefined, rootUrl: string): object {
  const conditions = splitConditions(query ?? '').map(readCondition);
  const files = [...books]
    .filter((book) => book.access !== 'none' && conditions.every((fits) => fits(book)))
    .map((book) => fileResource(book, rootUrl));
  return { kind: 'drive#fileList', incompleteSearch: false, files };
}

/** The body of `files.create`. @throws GoogleError for anything but a spreadsheet without parents */
export function readNewFile(body: unknown): { name: string; appProperties: Readonly<Record<string, string>> } {
  const json = readObject(body, 'file');
  if (json.mimeType !== SPREADSHEET_TYPE) throw invalid('the sandbox makes spreadsheets only.');
  if (json.parents !== undefined) throw new GoogleError('NOT_FOUND', 'File not found: the sandbox has no folders.');
  const given = Object.entries(readObject(json.appProperties, 'appProperties'));
  const appProperties = Object.fromEntries(given.map(([key, value]) => [key, readString(value, key) ?? '']));
  for (const [key, value] of Object.entries(appProperties)) {
    if (Buffer.byteLength(key + value) > PROPERTY_BYTES) throw invalid('The property key and value are too long.');
  }
  return { name: readString(json.name, 'name') ?? 'Untitled', appProperties };
}

/** The body of `permissions.create`, or a permission of the sandbox's own. @throws GoogleError */
export function permissionOf(body: unknown): FilePermission {
  const json = isObject(body) ? body : {};
  const role = ROLES.find((known) => known === json.role);
  const type = TYPES.find((known) => known === json.type);
  if (!role || !type) throw invalid('The permission type and role fields are required.');
  const emailAddress = readString(json.emailAddress, 'emailAddress');
  const domain = readString(json.domain, 'domain');
  if ((type === 'user' || type === 'group') && !emailAddress?.includes('@')) {
    throw invalid('The specified emailAddress is invalid or not applicable for the given permission type.');
  }
  const id = [type, emailAddress ?? domain ?? ''].join(':');
  return { id, type, role, ...(emailAddress && { emailAddress }), ...(domain && { domain }) };
}

function splitConditions(query: string): string[] {
  const parts = query.match(PART) ?? [];
  return parts.map((part) => part.replace(/^\s*and\s+/i, '').trim()).filter((part) => part !== '');
}

function readCondition(text: string): (book: Spreadsheet) => boolean {
  const property = HAS_PROPERTY.exec(text);
  if (property) {
    const [key = '', value = ''] = property.slice(1).map(unquoted);
    return (book) => fileOf(book).appProperties[key] === value;
  }
  const match = CONDITION.exec(text);
  if (!match) throw invalid(`Invalid Value: the query part ${text} is not understood`);
  const [, field, operator, quoted, word] = match;
  const wanted = unquoted(quoted ?? '');
  if (field === 'trashed') return () => word === 'false';
  if (field === 'mimeType') return () => wanted === SPREADSHEET_TYPE;
  if (operator === '=') return (book) => book.title.toLowerCase() === wanted.toLowerCase();
  return (book) => book.title.toLowerCase().startsWith(wanted.toLowerCase());
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
