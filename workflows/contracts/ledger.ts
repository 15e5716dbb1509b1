import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Cell, Worksheet } from '../../domain/sheet-rows';

/** Workflow id of the only writer of a spreadsheet. */
export function ledgerWorkflowId(spreadsheetId: string): string {
  return `ledger-${spreadsheetId}`;
}

/** The wished state of one row. A later sequence of the same key replaces an earlier one. */
export interface LedgerEntry {
  readonly worksheet: Worksheet;
  /** Value of the worksheet's key column. */
  readonly key: string;
  /** Grows by one with each change a ticket makes to this row; an older one than the applied is dropped. */
  readonly sequence: number;
  /** All cells of the row, in column order, key included. */
  readonly cells: readonly Cell[];
  /** Ticket to be told what became of the entry; null for rows of no ticket. */
  readonly ticketWorkflowId: string | null;
  /** Write the cells even where a person changed them: only for repairing a row that we damaged ourselves. */
  readonly repair?: boolean;
}

/** A batch as frozen before its first sending: sent again word for word until its fate is known. */
export interface LedgerBatch {
  readonly spreadsheetId: string;
  /** Client-chosen id of the mark, random in 1..2,147,483,647. */
  readonly metadataId: number;
  /** `<8 hex of the ledger's uuid>:<n>:<16 hex of the content hash>`, at most 40 characters. */
  readonly markValue: string;
  readonly entries: readonly LedgerEntry[];
  /** Marks old enough to be deleted along with this batch. */
  readonly expiredMarks: readonly number[];
}

export interface RowOutcome {
  readonly worksheet: Worksheet;
  readonly key: string;
  readonly sequence: number;
  readonly ticketWorkflowId: string | null;
  readonly outcome: 'written' | 'stale' | 'deletedByPerson';
  readonly keptCells: readonly string[];
}

/** What became of one sending. */
export type BatchResult =
  | {
      readonly kind: 'applied';
      readonly rows: readonly RowOutcome[];
      /** Rows to write again because somebody sorted the sheet between our read and our write. */
      readonly repairs: readonly LedgerEntry[];
    }
  /** The mark's id is in use by somebody else: send again under a new id. */
  | { readonly kind: 'collision' }
  /** Google refused the content (400 or 403): bisect, then park the bad entry. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface LedgerInput {
  readonly spreadsheetId: string;
  readonly carried: LedgerState | null;
}

export interface ParkedEntry {
  readonly entry: LedgerEntry;
  readonly reason: string;
  readonly at: string;
}

/** All a ledger remembers; passed whole when it continues as new. */
export interface LedgerState {
  readonly uuid: string;
  batchNumber: number;
  pending: LedgerEntry[];
  /** Halves of a refused batch, waiting to be sent by themselves. */
  groups: LedgerEntry[][];
  /** The batch whose fate is unknown; the next run sends it again word for word. */
  inFlight: { readonly batch: LedgerBatch; readonly since: string } | null;
  parked: ParkedEntry[];
  marks: { metadataId: number; confirmedAt: string }[];
  written: number;
}

export interface LedgerStatus {
  readonly pending: number;
  readonly parked: readonly { readonly worksheet: Worksheet; readonly key: string; readonly reason: string }[];
  readonly written: number;
  readonly batches: number;
  readonly oldestPendingSince: string | null;
}

/** Rows to be brought to the given state. */
export const upsertSignal = defineSignal<[readonly LedgerEntry[]]>('upsert');
/** Try the parked entries again. */
export const retryParkedSignal = defineSignal('retryParked');
export const ledgerStatusQuery = defineQuery<LedgerStatus>('status');
