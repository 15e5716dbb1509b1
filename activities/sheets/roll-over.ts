import { titleOfNext, titleStem } from '../../domain/roll-over';
import { HEADINGS, WORKSHEETS, columnLetter, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { toLocal } from '../../domain/local-time';
import type { RollOverRequest, RollOverResult } from '../../workflows/contracts/ledger';
import type { DriveClient, DriveFile } from '../adapters/drive-client';
import type { ObjectStore } from '../adapters/object-store';
import type { SheetsClient } from '../adapters/sheets-client';
import type { SheetLayout } from '../adapters/sheets-layout';
import { isRefusal, isSheetFailure } from './failures';
import { furnishing } from './furnish';
import type { SheetLog } from './log';
import { createSheetReader } from './reader';
import { shareAlike } from './share';
import { addSpreadsheet, spreadsheetUrl, spreadsheetsOf } from './spreadsheets-of';

export interface RollOverDeps {
  readonly sheets: Pick<SheetsClient, 'readLayout' | 'readRanges' | 'batchUpdate' | 'listWorksheets'>;
  readonly drive: DriveClient;
  readonly store: Pick<ObjectStore, 'get' | 'put'>;
  readonly shareWith: readonly string[];
  readonly timeZone: string;
  readonly log: SheetLog;
  readonly now: () => Date;
}

type Found = { readonly file: DriveFile; readonly isOurs: boolean };

/**
 * Has a ledger go on in a new spreadsheet. Whatever a call that broke off has done is found again by the next one: the
 * spreadsheet by what is written on it, its worksheets and readers by looking. Only once it is noted do rows go there.
 * @throws SheetBusy, SheetUnavailable, StoreUnavailable: call again
 */
export async function rollOver(deps: RollOverDeps, { spreadsheetId, from }: RollOverRequest): Promise<RollOverResult> {
  const { sheets, store, drive, log } = deps;
  const known = await spreadsheetsOf(store, spreadsheetId);
  const old = await sheets.readLayout(from);
  const noted = known[known.indexOf(from) + 1];
  if (noted !== undefined) {
    const { title } = await sheets.readLayout(noted);
    return { kind: 'made', spreadsheets: known, title, url: spreadsheetUrl(noted), unshared: null };
  }
  const found = await findOrMake(deps, { known, from, title: old.title });
  if (found.kind === 'refused') {
    log.error({ from, reason: found.reason }, 'no new spreadsheet could be made');
    return found;
  }
  const { file, isOurs } = found;
  const unshared = isOurs ? await shareAlike(drive, { from, to: file.id, also: deps.shareWith }) : null;
  await furnish(deps, { from, old, file, isOurs });
  const spreadsheets = await addSpreadsheet(store, { spreadsheetId, added: file.id });
  log.info({ from, to: file.id, isOurs, unshared }, 'new rows go to a new spreadsheet');
  return { kind: 'made', spreadsheets, title: file.title, url: file.url, unshared };
}

async function findOrMake(
  deps: RollOverDeps,
  { known, from, title }: { known: readonly string[]; from: string; title: string },
): Promise<({ kind: 'found' } & Found) | Extract<RollOverResult, { kind: 'refused' }>> {
  const { drive, now, timeZone } = deps;
  const year = toLocal(now().toISOString(), timeZone).date.slice(0, 4);
  let wanted = titleOfNext(title, year, [title]);
  try {
    const [follower] = await drive.findFollowers(from);
    if (follower) return { kind: 'found', file: follower, isOurs: true };
    const seen = await drive.findTitled(titleStem(title));
    const ours = seen.filter(({ id }) => known.includes(id)).map((file) => file.title);
    wanted = titleOfNext(title, year, [title, ...ours]);
    const byHand = await findBlank(deps, seen, { wanted, known });
    if (byHand) return { kind: 'found', file: byHand, isOurs: false };
    const free = titleOfNext(title, year, [title, ...seen.map((file) => file.title)]);
    return { kind: 'found', file: await drive.make({ title: free, follows: from }), isOurs: true };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { kind: 'refused', title: wanted, account: drive.account, reason: error.message };
  }
}

/** A spreadsheet that people made for us: of the very title we would choose, open to us and without rows. */
async function findBlank(
  { sheets }: RollOverDeps,
  seen: readonly DriveFile[],
  { wanted, known }: { wanted: string; known: readonly string[] },
): Promise<DriveFile | undefined> {
  for (const file of seen) {
    if (file.title !== wanted || known.includes(file.id) || !file.canEdit) continue;
    const reader = createSheetReader(sheets);
    const views = await reader.read(file.id, new Map(WORKSHEETS.map((worksheet) => [worksheet, []])));
    if ([...views.values()].every(({ lastRow }) => lastRow === 1)) return file;
  }
  return undefined;
}

async function furnish(deps: RollOverDeps, input: { from: string; old: SheetLayout } & Found): Promise<void> {
  const { sheets, log } = deps;
  const { from, old, file, isOurs } = input;
  const next = await sheets.readLayout(file.id);
  const plan = { next, old, isOurs, headings: await headingsOf(sheets, from, old) };
  const requests = furnishing({ ...plan, withProtections: true });
  if (requests.length === 0) return;
  try {
    await sheets.batchUpdate(file.id, requests);
  } catch (error) {
    if (!isSheetFailure(error, 'SheetRefused')) throw error;
    // Google may not take every editor; rows matter more.
    log.warn({ from, to: file.id, reason: error.message }, 'protected ranges could not be taken along');
    await sheets.batchUpdate(file.id, furnishing({ ...plan, withProtections: false }));
  }
}

async function headingsOf(
  sheets: RollOverDeps['sheets'],
  from: string,
  old: SheetLayout,
): Promise<Map<Worksheet, readonly Cell[]>> {
  const present = WORKSHEETS.flatMap((worksheet) => {
    const info = old.worksheets.find(({ title }) => title === worksheet);
    return info && info.columnCount >= HEADINGS[worksheet].length ? [{ worksheet, last: info.columnCount - 1 }] : [];
  });
  if (present.length === 0) return new Map();
  const ranges = present.map(({ worksheet, last }) => `'${worksheet}'!A1:${columnLetter(last)}1`);
  const found = await sheets.readRanges(from, ranges);
  return new Map(present.map(({ worksheet }, index) => [worksheet, found[index]?.[0] ?? []]));
}
