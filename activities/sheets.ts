import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ROLL_OVER_CELLS } from '../domain/roll-over';
import type { SheetActivities } from '../workflows/ports';
import type { DriveClient } from './adapters/drive-client';
import type { ObjectStore } from './adapters/object-store';
import type { SheetsClient } from './adapters/sheets-client';
import type { Mirror } from './mirror';
import { blockedBy } from './sheets/blocked';
import type { SheetLog } from './sheets/log';
import { placeRows } from './sheets/place-rows';
import { createSheetReader } from './sheets/reader';
import { rollOver } from './sheets/roll-over';
import { spreadsheetsOf } from './sheets/spreadsheets-of';
import { tell, tidingsOf } from './sheets/tell';
import { writeBatch } from './sheets/write-batch';
import { whileBeating } from './while-beating';

export interface SheetDeps {
  readonly sheets: Omit<SheetsClient, 'findSpreadsheet'>;
  readonly drive: DriveClient;
  readonly mirror: Pick<Mirror, 'ledgerRows' | 'ledgerTold' | 'sheetRows' | 'trainingMarks'>;
  /** Where the ledger's spreadsheets are noted. */
  readonly store: Pick<ObjectStore, 'get' | 'put'>;
  /** Addresses that may edit a spreadsheet we make. */
  readonly shareWith: readonly string[];
  readonly timeZone: string;
  /** @default 8 million */
  readonly rollOverCells?: number;
  readonly client: Client;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** The ledger's activities: the only code that writes to the spreadsheet. */
export function createSheetActivities(given: SheetDeps): SheetActivities {
  const { sheets, mirror, store, client, log, now } = given;
  const deps = {
    ...{ sheets, reader: createSheetReader(sheets), ...mirror, log, now },
    /** A store that is down must not hold up the first rows of all: a mirror without rows elsewhere will do. */
    async spreadsheetsOf(spreadsheetId: string) {
      try {
        return await spreadsheetsOf(store, spreadsheetId);
      } catch (error) {
        const written = await mirror.ledgerRows.spreadsheets();
        if (written.some((other) => other !== spreadsheetId)) throw error;
        return [spreadsheetId];
      }
    },
    rollOverCells: given.rollOverCells ?? ROLL_OVER_CELLS,
  };
  return {
    async writeBatch(batch) {
      const { attempt, scheduledTimestampMs } = Context.current().info;
      try {
        return await whileBeating(() => writeBatch(deps, batch, attempt > 1 || batch.mayBeSent === true));
      } catch (error) {
        const blocked = blockedBy(error, now().getTime() - scheduledTimestampMs);
        if (!blocked) throw error;
        log.error({ mark: batch.markValue, cause: blocked.cause, reason: blocked.reason }, 'no row can be written');
        return blocked;
      }
    },
    placeRows: (input) => whileBeating(() => placeRows({ mirror, reader: deps.reader, log }, input)),
    rollOver: (request) => whileBeating(() => rollOver(given, request)),
    tellTickets: ({ rows }) => tell(client, tidingsOf(rows, now())),
    async tellParked({ entry, reason }) {
      const { worksheet, key, sequence, ticketWorkflowId } = entry;
      log.error({ worksheet, key, sequence, reason }, 'a row was refused by Google Sheets and is parked');
      if (ticketWorkflowId === null) return;
      const rows = [{ sequence, worksheet, outcome: 'parked' as const, keptCells: [] }];
      await tell(client, [{ ticketWorkflowId, rows, reviews: [] }]);
    },
  };
}
