import type { Actor } from './access';
import { ensureWritable } from './access';
import { GoogleError, invalid, PayloadError } from './google-error';
import { allowOnly, readArray, readObject } from './json';
import type { Spreadsheet } from './model';
import type { RequestHandler } from './requests/context';
import { repeatCell, sortRange, updateCells } from './requests/cells';
import { appendDimension, deleteDimension, insertDimension } from './requests/dimensions';
import { addProtectedRange, clearBasicFilter, setBasicFilter } from './requests/filters';
import { createDeveloperMetadata, deleteDeveloperMetadata } from './requests/metadata';
import { addSheet, deleteSheet, updateSheetProperties } from './requests/worksheets';
import { atomically } from './undo';

const HANDLERS: Readonly<Record<string, RequestHandler>> = {
  addSheet,
  deleteSheet,
  updateSheetProperties,
  insertDimension,
  appendDimension,
  deleteDimension,
  updateCells,
  repeatCell,
  sortRange,
  createDeveloperMetadata,
  deleteDeveloperMetadata,
  setBasicFilter,
  clearBasicFilter,
  addProtectedRange,
};
const BODY_FIELDS = ['requests', 'includeSpreadsheetInResponse', 'responseRanges', 'responseIncludeGridData'];

export interface BatchInput {
  readonly body: unknown;
  readonly actor: Actor;
  readonly newId: () => number;
}

/**
 * Applies the requests of a `spreadsheets.batchUpdate` in order: all of them or, on the first error, none.
 * @returns the replies, one a request, in order; `{}` for kinds that answer nothing
 * @throws GoogleError naming the request, e.g. `Invalid requests[2].addSheet: …`
 */
export function batchUpdate(book: Spreadsheet, { body, actor, newId }: BatchInput): object[] {
  const json = readObject(body, 'body');
  allowOnly(json, BODY_FIELDS, 'body');
  const requests = readArray(json.requests, 'requests').map(readRequest);
  if (requests.length === 0) throw invalid('Must specify at least one request.');
  ensureWritable(book, actor);
  return atomically((undo) =>
    requests.map(({ kind, handler, request }, index) => {
      const where = `requests[${index}].${kind}`;
      try {
        const reply = handler(request, { book, undo, actor, where, newId });
        return Object.keys(reply).length > 0 ? { [kind]: reply } : {};
      } catch (error) {
        throw located(error, where);
      }
    }),
  );
}

function readRequest(value: unknown, index: number) {
  const where = `requests[${index}]`;
  const json = readObject(value, where);
  const kinds = Object.keys(json);
  const [kind] = kinds;
  if (kind === undefined) throw invalid(`Invalid ${where}: No request set.`);
  const handler = HANDLERS[kind];
  if (!handler) {
    throw new PayloadError(`Invalid JSON payload received. Unknown name "${kind}" at '${where}': Cannot find field.`);
  }
  if (kinds.length > 1) {
    throw new PayloadError(
      `Invalid value at '${where}' (oneof), oneof field 'kind' is already set. Cannot set '${kinds[1]}'`,
    );
  }
  return { kind, handler, request: readObject(json[kind], `${where}.${kind}`) };
}

function located(error: unknown, where: string): unknown {
  if (!(error instanceof GoogleError) || error instanceof PayloadError) return error;
  return error.status === 'INVALID_ARGUMENT' ? invalid(`Invalid ${where}: ${error.message}`) : error;
}
