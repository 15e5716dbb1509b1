import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { SheetActivities } from '../workflows/ports';
import type { SheetsClient } from './adapters/sheets-client';
import type { Mirror } from './mirror';
import type { SheetLog } from './sheets/log';
import { createSheetReader } from './sheets/reader';
import { tell, tidingsOf } from './sheets/tell';
import { writeBatch } from './sheets/write-batch';

export interface SheetDeps {
  readonly sheets: Omit<SheetsClient, 'findSpreadsheet'>;
  readonly mirror: Pick<Mirror, 'ledgerRows'>;
  readonly client: Client;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** The ledger's activities: the only code that writes to the spreadsheet. */
export function createSheetActivities({ sheets, mirror, client, log, now }: SheetDeps): SheetActivities {
  const deps = { sheets, reader: createSheetReader(sheets), ledgerRows: mirror.ledgerRows, log, now };
  return {
    writeBatch: (batch) => writeBatch(deps, batch, Context.current().info.attempt > 1),
    tellTickets: ({ rows }) => tell(client, tidingsOf(rows)),
    async tellParked({ entry, reason }) {
      const { worksheet, key, sequence, ticketWorkflowId } = entry;
      log.error({ worksheet, key, sequence, reason }, 'a row was refused by Google Sheets and is parked');
      if (ticketWorkflowId === null) return;
      await tell(client, [{ ticketWorkflowId, rows: [{ sequence, worksheet, outcome: 'parked', keptCells: [] }] }]);
    },
  };
}
