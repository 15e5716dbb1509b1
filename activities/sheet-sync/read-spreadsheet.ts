import { HEADINGS, WORKSHEETS, columnLetter, type Worksheet } from '../../domain/sheet-rows';
import type { SheetsClient, WorksheetInfo } from '../adapters/sheets-client';
import type { SheetStream } from '../adapters/sheets-stream';
import type { SheetLog } from '../sheets/log';
import { createWorksheetSync, type WorksheetOutcome, type WorksheetSyncDeps } from './worksheet-sync';

export interface ReadSpreadsheetDeps extends WorksheetSyncDeps {
  readonly sheets: Pick<SheetsClient, 'listWorksheets'> & SheetStream;
  readonly log: SheetLog;
}

/** Reads a spreadsheet into the mirror. @throws the failures of `toSheetFailure`; what was read until then is kept */
export type ReadSpreadsheet = (spreadsheetId: string) => Promise<Partial<Record<Worksheet, WorksheetOutcome>>>;

/** 50,000 rows come in some 10 s; half of that again for a database that is slow to take them. */
const READ_TIMEOUT_MS = 120_000;
/** What the ledger changed a little before the last reading is judged again: clocks of several machines differ. */
const OVERLAP_MS = 60_000;
/** A tenth column marks the Monitoring rows of an old layout. */
const COLUMNS: Readonly<Record<Worksheet, number>> = {
  Logs: HEADINGS.Logs.length,
  ML_Tracking: HEADINGS.ML_Tracking.length,
  Monitoring: HEADINGS.Monitoring.length + 1,
};

export function createReadSpreadsheet(deps: ReadSpreadsheetDeps): ReadSpreadsheet {
  const { sheets, mirror, log, now } = deps;
  /** The worksheets of spreadsheets that had all of ours: asked for again only once something does not fit. */
  const remembered = new Map<string, readonly WorksheetInfo[]>();

  async function worksheetsOf(spreadsheetId: string): Promise<readonly WorksheetInfo[]> {
    const held = remembered.get(spreadsheetId);
    if (held) return held;
    const infos = await sheets.listWorksheets(spreadsheetId);
    const isComplete = WORKSHEETS.every((title) =>
      infos.some((info) => info.title === title && info.columnCount >= HEADINGS[title].length),
    );
    if (isComplete) remembered.set(spreadsheetId, infos);
    return infos;
  }

  /**
   * A worksheet that people took away leaves its rows in the mirror: the reports of a year must not end with it. One that
   * the first ticket has yet to make has been read and holds nothing: a training need not wait for it.
   */
  async function noteMissing(spreadsheetId: string, worksheet: Worksheet, at: string): Promise<void> {
    const sheet = { spreadsheetId, worksheet };
    if ((await mirror.sheetRows.count(sheet)) === 0) {
      const before = await mirror.sheetRows.lastSync(sheet);
      const changedAt = before?.changedAt ?? at;
      await mirror.sheetRows.finishSync(sheet, { startedAt: at, finishedAt: at, rowCount: 0, changedAt });
      return;
    }
    await mirror.sheetAlerts.replace(
      sheet,
      ['headings', 'missing'],
      [{ kind: 'missing', subject: '', detail: 'no worksheet of this name' }],
      at,
    );
  }

  async function touchedSince(spreadsheetId: string): Promise<ReadonlyMap<Worksheet, ReadonlySet<string>>> {
    const syncs = await Promise.all(
      WORKSHEETS.map((worksheet) => mirror.sheetRows.lastSync({ spreadsheetId, worksheet })),
    );
    const starts = syncs.map((sync) => (sync ? Date.parse(sync.startedAt) - OVERLAP_MS : 0));
    const rows = await mirror.ledgerRows.changedSince(spreadsheetId, new Date(Math.min(...starts)).toISOString());
    const touched = new Map(WORKSHEETS.map((worksheet) => [worksheet, new Set<string>()]));
    for (const { worksheet, key } of rows) touched.get(worksheet)?.add(key);
    return touched;
  }

  return async (spreadsheetId) => {
    const infos = await worksheetsOf(spreadsheetId);
    const touched = await touchedSince(spreadsheetId);
    const startedMs = now().getTime();
    const outcomes: Partial<Record<Worksheet, WorksheetOutcome>> = {};
    const present = WORKSHEETS.filter((title) => infos.some((info) => info.title === title));
    for (const worksheet of WORKSHEETS.filter((title) => !present.includes(title))) {
      await noteMissing(spreadsheetId, worksheet, new Date(startedMs).toISOString());
    }
    if (present.length === 0) return outcomes;
    const ranges = present.map((title) => rangeOf(title, infos.find((info) => info.title === title)?.columnCount ?? 1));
    const syncs = present.map((worksheet) =>
      createWorksheetSync(deps, {
        ...{ spreadsheetId, worksheet, startedMs, touched: touched.get(worksheet) ?? new Set() },
      }),
    );
    let finished = 0;
    const finishUntil = async (end: number): Promise<void> => {
      for (; finished < end; finished += 1) {
        const [worksheet, sync] = [present[finished], syncs[finished]];
        if (!worksheet || !sync) continue;
        const outcome = await sync.finish();
        outcomes[worksheet] = outcome;
        report(log, { spreadsheetId, worksheet, ms: now().getTime() - startedMs }, outcome);
      }
    };
    try {
      for await (const rows of sheets.streamRanges(spreadsheetId, ranges, { timeoutMs: READ_TIMEOUT_MS })) {
        for (const { range, index, cells } of rows) {
          await finishUntil(range);
          await syncs[range]?.take(index, cells);
        }
      }
    } catch (error) {
      // Maybe a worksheet was renamed or cut since we last looked.
      remembered.delete(spreadsheetId);
      throw error;
    }
    await finishUntil(present.length);
    return outcomes;
  };
}

/** All rows of our columns; a range beyond the grid would be refused. */
function rangeOf(worksheet: Worksheet, columnCount: number): string {
  return `'${worksheet}'!A1:${columnLetter(Math.max(1, Math.min(COLUMNS[worksheet], columnCount)) - 1)}`;
}

function report(log: SheetLog, fields: object, outcome: WorksheetOutcome): void {
  const { changed, removed, edited, refused } = outcome;
  if (refused !== null) log.warn({ ...fields, refused }, 'a worksheet is not read: its headings are not ours');
  else if (changed + removed + edited > 0) log.info({ ...fields, ...outcome }, 'the mirror follows the sheet');
}
