import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Language } from '../domain/language';
import type { SheetReading } from '../workflows/contracts/sheet-sync';
import type { SheetSyncActivities, TelegramActivities } from '../workflows/ports';
import type { SheetsClient } from './adapters/sheets-client';
import type { SheetStream } from './adapters/sheets-stream';
import type { Mirror } from './mirror';
import { createReadSpreadsheet } from './sheet-sync/read-spreadsheet';
import { tellAdmins } from './sheet-sync/tell-admins';
import { tellTickets } from './sheet-sync/tell-tickets';
import type { WorksheetOutcome } from './sheet-sync/worksheet-sync';
import { isRefusal } from './sheets/failures';
import type { SheetLog } from './sheets/log';

export interface SheetSyncDeps {
  readonly sheets: Pick<SheetsClient, 'listWorksheets'> & SheetStream;
  readonly mirror: Mirror;
  readonly client: Client;
  readonly post: TelegramActivities['post'];
  /** All spreadsheets of the ledger that the one of the settings names. */
  readonly spreadsheetsOf: (spreadsheetId: string) => Promise<readonly string[]>;
  readonly timeZone: string;
  /** What admins are told in. */
  readonly language: Language;
  /** The chat whose rows have plain message ids as keys. */
  readonly plainChat: () => Promise<number | null>;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** The activities that bring people's edits in the sheets into the mirror and to the tickets. */
export function createSheetSyncActivities(deps: SheetSyncDeps): SheetSyncActivities {
  const { mirror, client, log, now } = deps;
  const read = createReadSpreadsheet({ ...deps, onProgress });
  return {
    async readSheets({ spreadsheetId }) {
      const outcomes: WorksheetOutcome[] = [];
      const failures: unknown[] = [];
      const all = await deps.spreadsheetsOf(spreadsheetId);
      for (const id of all) {
        // One spreadsheet that cannot be read must not keep people's edits in the others from their tickets.
        const found = await read(id).catch((error: unknown) => {
          // People may put an older one away: then its rows stay in the mirror as they were.
          if (id !== all.at(-1) && isRefusal(error)) log.warn({ id, reason: error.message }, 'a spreadsheet is closed');
          else failures.push(error);
        });
        outcomes.push(...Object.values(found ?? {}));
      }
      if (failures.length > 0) throw asError(failures[0]);
      return summaryOf(outcomes, await mirror.peopleCells.countUntold(), (await mirror.sheetAlerts.untold()).length);
    },
    async tellSheetFindings() {
      const plainChatId = await deps.plainChat();
      const told = await tellTickets({ ...deps, plainChatId, client, peopleCells: mirror.peopleCells, onProgress });
      if (told.told + told.passedOver > 0) log.info(told, 'tickets were told of edits in the sheet');
      const alerts = await tellAdmins({ ...deps, sheetAlerts: mirror.sheetAlerts, now });
      return { tickets: told.told, passedOver: told.passedOver, alerts };
    },
  };
}

/** @throws the reason of the activity's end, so that an attempt that was given up does not go on beside its successor */
function onProgress(): void {
  Context.current().heartbeat();
  Context.current().cancellationSignal.throwIfAborted();
}

/** Whatever is thrown keeps its type, by which retries are decided. */
function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function summaryOf(outcomes: readonly WorksheetOutcome[], untoldCells: number, untoldAlerts: number): SheetReading {
  const sum = (name: 'rows' | 'changed' | 'removed' | 'edited' | 'keyless' | 'duplicates'): number =>
    outcomes.reduce((total, outcome) => total + outcome[name], 0);
  return {
    rows: sum('rows'),
    changed: sum('changed'),
    removed: sum('removed'),
    edited: sum('edited'),
    keyless: sum('keyless'),
    duplicates: sum('duplicates'),
    refusedWorksheets: outcomes.filter(({ refused }) => refused !== null).length,
    untold: untoldCells + untoldAlerts,
  };
}
