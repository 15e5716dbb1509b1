import { invalid } from './google-error';
import type { Spreadsheet } from './model';

const SPREADSHEET_TYPE = 'application/vnd.google-apps.spreadsheet';
const CONDITION = /^(name|mimeType|trashed)\s*(=|contains)\s*(?:'((?:[^'\\]|\\.)*)'|(true|false))$/s;
/** Parts at ` and ` outside of quotes. */
const PART = /(?:'(?:[^'\\]|\\.)*'|[^'])+?(?=\s+and\s|$)/gis;

/**
 * `files.list` of Drive, for finding a spreadsheet by its name.
 * @param query - `q`: `name`, `mimeType` and `trashed` compared with `=`, `name contains`, joined by `and`
 * @throws GoogleError for anything else in the query
 */
export function listFiles(books: Iterable<Spreadsheet>, query: string | undefined): object {
  const conditions = splitConditions(query ?? '').map(readCondition);
  const files = [...books]
    .filter((book) => book.access !== 'none' && conditions.every((fits) => fits(book)))
    .map((book) => ({ kind: 'drive#file', id: book.id, name: book.title, mimeType: SPREADSHEET_TYPE }));
  return { kind: 'drive#fileList', incompleteSearch: false, files };
}

function splitConditions(query: string): string[] {
  const parts = query.match(PART) ?? [];
  return parts.map((part) => part.replace(/^\s*and\s+/i, '').trim()).filter((part) => part !== '');
}

function readCondition(text: string): (book: Spreadsheet) => boolean {
  const match = CONDITION.exec(text);
  if (!match) throw invalid(`Invalid Value: the query part ${text} is not understood`);
  const [, field, operator, quoted, word] = match;
  const wanted = quoted?.replace(/\\(.)/gs, '$1') ?? '';
  if (field === 'trashed') return () => word === 'false';
  if (field === 'mimeType') return () => wanted === SPREADSHEET_TYPE;
  if (operator === '=') return (book) => book.title.toLowerCase() === wanted.toLowerCase();
  return (book) => book.title.toLowerCase().startsWith(wanted.toLowerCase());
}
