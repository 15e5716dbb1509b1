import { randomBytes } from 'node:crypto';
import type { Request, Router } from 'express';
import type { Fault } from '../faults';
import type { SandboxCore, ServiceName } from '../service';
import { withFaults, type Reply } from '../with-faults';
import { ensureReadable, ensureWritable } from './access';
import { parseA1 } from './a1';
import { applyFieldMask } from './field-mask';
import { errorBody, errorBodyOf, GoogleError, invalid } from './google-error';
import { isObject, readArray, readObject } from './json';
import type { Spreadsheet } from './model';
import { movingSort } from './people';
import type { Quota, QuotaKind } from './quota';
import { findMetadata } from './requests/metadata';
import type { SheetsSettings } from './settings';
import { authorize, OAuthError, readTokenRequest } from './tokens';
import { readInputOption, readOptions, readValues } from './values';
import { metadataResource, spreadsheetResource } from './views';
import { bookOf, type Change, type SheetsWorld } from './world';

/** What the routes of Google's APIs share. */
export interface GoogleSide {
  readonly core: SandboxCore;
  readonly world: SheetsWorld;
  readonly settings: SheetsSettings;
  readonly quota: Quota;
  /** Applies a change, keeps it over restarts and tells live pages. */
  readonly commit: (change: Change) => object;
}

interface Call {
  readonly req: Request;
  readonly spreadsheetId: string;
  /** What the path holds behind the spreadsheet's id: a range or a metadata id. */
  readonly rest: string;
}

interface Route {
  readonly verb: 'get' | 'post' | 'put';
  /** Groups: the spreadsheet's id, the rest. */
  readonly path: RegExp;
  /** The name faults know it by. */
  readonly method: string;
  readonly quota: QuotaKind;
  readonly handle: (call: Call) => object;
}

const SHEETS_SCOPES = ['spreadsheets', 'drive', 'drive.file'];
const READ_SCOPES = [...SHEETS_SCOPES, 'spreadsheets.readonly', 'drive.readonly'];

/** Adds `/token` and `/v4/spreadsheets…`. */
export function addGoogleRoutes(router: Router, side: GoogleSide): void {
  for (const { verb, path, method, quota, handle } of sheetsRoutes(side)) {
    const scopes = quota === 'reads' ? READ_SCOPES : SHEETS_SCOPES;
    const handler = async (req: Request, signal: AbortSignal): Promise<Reply> =>
      answer(side, signal, () => {
        const user = authorize(side.world.tokens, { header: req.headers.authorization, scopes, now: now(side) });
        side.quota.take(user, quota, now(side));
        const [spreadsheetId = '', rest = ''] = Object.values(req.params) as string[];
        return applyFieldMask(handle({ req, spreadsheetId, rest }), queryText(req, 'fields'));
      });
    router[verb](path, withFaults(faultPoint(side.core, 'sheets', method), handler));
  }
  router.post(
    '/token',
    withFaults(faultPoint(side.core, 'token', 'token'), (req) => issueToken(side, req.body)),
  );
}

function sheetsRoutes(side: GoogleSide): Route[] {
  const { commit } = side;
  const sorting = sortBetween(side);
  const root = (req: Request): string => `http://${req.headers.host ?? '127.0.0.1'}`;
  const readable = (spreadsheetId: string): Spreadsheet => {
    const book = bookOf(side.world, spreadsheetId);
    ensureReadable(book);
    return book;
  };
  const writable = (spreadsheetId: string): void => {
    ensureWritable(readable(spreadsheetId), 'service');
  };
  const create: Route['handle'] = ({ req }) => {
    const { spreadsheetId } = commit({ kind: 'create', body: req.body as unknown }) as { spreadsheetId: string };
    return spreadsheetResource(bookOf(side.world, spreadsheetId), root(req));
  };
  const get: Route['handle'] = ({ req, spreadsheetId }) => {
    if (queryText(req, 'includeGridData') === 'true') throw invalid('the sandbox answers no grid data: read values.');
    return spreadsheetResource(readable(spreadsheetId), root(req));
  };
  const batchUpdate: Route['handle'] = ({ req, spreadsheetId }) => {
    writable(spreadsheetId);
    sorting.beforeWrite('batchUpdate');
    return { spreadsheetId, replies: commit({ kind: 'batch', spreadsheetId, body: req.body as unknown }) };
  };
  const getMetadata: Route['handle'] = ({ spreadsheetId, rest }) => {
    const entry = readable(spreadsheetId).metadata.get(Number(rest));
    if (!entry) throw new GoogleError('NOT_FOUND', `No developer metadata with ID: ${rest}.`);
    return metadataResource(entry);
  };
  const searchMetadata: Route['handle'] = ({ req, spreadsheetId }) => {
    const book = readable(spreadsheetId);
    const filters = readArray(readObject(req.body, 'body').dataFilters, 'dataFilters');
    if (filters.length === 0) throw invalid('At least one data filter must be given.');
    const found = new Map(
      filters.flatMap((filter, index) =>
        findMetadata(book, filter, `dataFilters[${index}]`).map(
          (entry) => [entry.metadataId, { filter, entry }] as const,
        ),
      ),
    );
    const matched = [...found.values()].map(({ filter, entry }) => ({
      developerMetadata: metadataResource(entry),
      dataFilters: [filter],
    }));
    return matched.length > 0 ? { matchedDeveloperMetadata: matched } : {};
  };
  const valuesGet: Route['handle'] = ({ req, spreadsheetId, rest }) => {
    const values = readValues(readable(spreadsheetId), rest, readOptions(req.query));
    sorting.afterRead('values.get', spreadsheetId, [rest]);
    return values;
  };
  const valuesBatchGet: Route['handle'] = ({ req, spreadsheetId }) => {
    const ranges = [req.query.ranges ?? []].flat().map(String);
    const book = readable(spreadsheetId);
    const options = readOptions(req.query);
    const valueRanges = ranges.map((range) => readValues(book, range, options));
    sorting.afterRead('values.batchGet', spreadsheetId, ranges);
    return { spreadsheetId, valueRanges };
  };
  const valuesUpdate: Route['handle'] = ({ req, spreadsheetId, rest }) => {
    writable(spreadsheetId);
    sorting.beforeWrite('values.update');
    const option = readInputOption(req.query.valueInputOption);
    const writes = [{ range: rest, body: req.body as unknown }];
    return (commit({ kind: 'values', spreadsheetId, option, writes }) as object[])[0] ?? {};
  };
  const valuesAppend: Route['handle'] = ({ req, spreadsheetId, rest }) => {
    writable(spreadsheetId);
    sorting.beforeWrite('values.append');
    const option = readInputOption(req.query.valueInputOption);
    return commit({ kind: 'append', spreadsheetId, option, range: rest, body: req.body as unknown });
  };
  const valuesBatchUpdate: Route['handle'] = ({ req, spreadsheetId }) => {
    writable(spreadsheetId);
    sorting.beforeWrite('values.batchUpdate');
    const json = readObject(req.body, 'body');
    const option = readInputOption(json.valueInputOption);
    const writes = readArray(json.data, 'data').map((body) => ({ body }));
    const responses = commit({ kind: 'values', spreadsheetId, option, writes }) as { updatedCells: number }[];
    return {
      spreadsheetId,
      totalUpdatedCells: responses.reduce((sum, { updatedCells }) => sum + updatedCells, 0),
      responses,
    };
  };
  const base = '^/v4/spreadsheets';
  const at = (rest: string): RegExp => new RegExp(`${base}/([^/:]+)${rest}$`);
  return [
    { verb: 'post', path: new RegExp(`${base}$`), method: 'create', quota: 'writes', handle: create },
    { verb: 'get', path: at(''), method: 'get', quota: 'reads', handle: get },
    { verb: 'post', path: at(':batchUpdate'), method: 'batchUpdate', quota: 'writes', handle: batchUpdate },
    {
      verb: 'get',
      path: at('/developerMetadata/(\\d+)'),
      method: 'developerMetadata.get',
      quota: 'reads',
      handle: getMetadata,
    },
    {
      verb: 'post',
      path: at('/developerMetadata:search'),
      method: 'developerMetadata.search',
      quota: 'reads',
      handle: searchMetadata,
    },
    { verb: 'get', path: at('/values:batchGet'), method: 'values.batchGet', quota: 'reads', handle: valuesBatchGet },
    {
      verb: 'post',
      path: at('/values:batchUpdate'),
      method: 'values.batchUpdate',
      quota: 'writes',
      handle: valuesBatchUpdate,
    },
    { verb: 'get', path: at('/values/(.+)'), method: 'values.get', quota: 'reads', handle: valuesGet },
    { verb: 'put', path: at('/values/(.+)'), method: 'values.update', quota: 'writes', handle: valuesUpdate },
    { verb: 'post', path: at('/values/(.+):append'), method: 'values.append', quota: 'writes', handle: valuesAppend },
  ];
}

/**
 * The fault `sortBetween`: somebody sorts what was just read, before the next write. It is named by the read's method
 * (then that read arms it), or by the write's or none (then the write takes it, if there was a read before).
 */
function sortBetween({ core, world, commit }: GoogleSide) {
  let lastRead: { spreadsheetId: string; ranges: readonly string[] } | null = null;
  let isArmed = false;
  const sort = (spreadsheetId: string, range: string): void => {
    const book = bookOf(world, spreadsheetId);
    const { sheet, startColumn } = parseA1(book, range);
    const columns = Array.from({ length: sheet.columnCount }, (_, index) => (startColumn + index) % sheet.columnCount);
    const spec = movingSort(sheet, columns);
    if (!spec) return;
    const { column, isDescending } = spec;
    const action = { do: 'sort', worksheet: sheet.title, column: column + 1, isDescending } as const;
    commit({ kind: 'people', spreadsheetId, action });
  };
  return {
    afterRead(method: string, spreadsheetId: string, ranges: readonly string[]): void {
      lastRead = { spreadsheetId, ranges };
      const named = core.faults.peek('sheets', method, ['sortBetween']);
      if (named?.method !== undefined) isArmed = core.faults.take('sheets', method, ['sortBetween']) !== undefined;
    },
    beforeWrite(method: string): void {
      const read = lastRead;
      if (!read || !(isArmed || core.faults.take('sheets', method, ['sortBetween']))) return;
      isArmed = false;
      lastRead = null;
      for (const range of read.ranges) sort(read.spreadsheetId, range);
    },
  };
}

function issueToken({ core, settings, commit }: GoogleSide, body: unknown): Reply {
  try {
    const nowMs = core.clock().getTime();
    const { user, scopes } = readTokenRequest(body, nowMs);
    const token = `ya29.sandbox.${randomBytes(24).toString('base64url')}`;
    const issued = { token, user, scopes, expiresAt: nowMs + settings.tokenSeconds * 1000 };
    commit({ kind: 'token', issued, now: nowMs });
    return { body: { access_token: token, expires_in: settings.tokenSeconds, token_type: 'Bearer' } };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { status: 400, body: { error: error.error, error_description: error.message } };
  }
}

/** Waits the set latency, then answers what `handle` returns, or its GoogleError. */
export async function answer(
  { settings, core }: GoogleSide,
  signal: AbortSignal,
  handle: () => object,
): Promise<Reply> {
  if (settings.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, settings.latencyMs));
  // A request that has arrived is carried out, whether or not its sender still waits: as Google does.
  if (signal.aborted) core.log.info({}, 'the client of a request to Google did not wait for the answer');
  try {
    return { body: handle() };
  } catch (error) {
    if (error instanceof GoogleError) return { status: error.code, body: errorBody(error) };
    throw error;
  }
}

export function faultPoint(core: SandboxCore, service: ServiceName, method: string) {
  const renderFault = (status: number, { retryAfter }: Fault): Reply => ({
    status,
    headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
    body:
      service === 'token' ? { error: 'internal_failure', error_description: `Error ${status}` } : errorBodyOf(status),
  });
  return { core, service, method, renderFault };
}

export function now({ core }: GoogleSide): number {
  return core.clock().getTime();
}

export function queryText(req: Request, name: string): string | undefined {
  const value: unknown = isObject(req.query) ? req.query[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
