import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { SheetActivities } from '../workflows/ports';
import type { SheetsClient } from './adapters/sheets-client';
import type { Mirror } from './mirror';
import { blockedBy } from './sheets/blocked';
import type { SheetLog } from './sheets/log';
import { createSheetReader } from './sheets/reader';
import { tell, tidingsOf } from './sheets/tell';
import { writeBatch } from './sheets/write-batch';

export interface SheetDeps {
  readonly sheets: Omit<SheetsClient, 'findSpreadsheet'>;
  readonly mirror: Pick<Mirror, 'ledgerRows' | 'ledgerTold'>;
  readonly client: Client;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** The ledger's activities: the only code that writes to the spreadsheet. */
export function createSheetActivities({ sheets, mirror, client, log, now }: SheetDeps): SheetActivities {
  const deps = { sheets, reader: createSheetReader(sheets), ...mirror, log, now };
  return {
    async writeBatch(batch) {
      const { attempt, scheduledTimestampMs } = Context.current().info;
      try {
        return await writeBatch(deps, batch, attempt > 1 || batch.mayBeSent === true);
      } catch (error) {
        const blocked = blockedBy(error, now().getTime() - scheduledTimestampMs);
        if (!blocked) throw error;
        log.error({ mark: batch.markValue, cause: blocked.cause, reason: blocked.reason }, 'no row can be written');
        return blocked;
      }
    },
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
