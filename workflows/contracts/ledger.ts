import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Backlog, SpillFile } from '../../domain/backlog';
import type { Language } from '../../domain/language';
import type { KnownMark } from '../../domain/marks';
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
  /**
   * Grows with each change a ticket makes to this row; an older one than the applied is dropped. 0: of no ticket,
   * written only where nothing of ours stands yet.
   */
  readonly sequence: number;
  /** All cells of the row, in column order, key included. */
  readonly cells: readonly Cell[];
  /** Ticket to be told what became of the entry; null for rows of no ticket. */
  readonly ticketWorkflowId: string | null;
  /** Write the cells even where a person changed them: only for repairing a row that we damaged ourselves. */
  readonly repair?: boolean;
  /**
   * Write only where the row stands as it was seen. Then the cells that are not null are written, even where a person
   * had set them; the others stay, and no row is ever added. The row's sequence stays, so its ticket's next change counts.
   */
  readonly onlyIf?: {
    /** Of the raw cells, as the mirror keeps it. */
    readonly rowHash: string;
    /** Under which the outcome is noted in the mirror. */
    readonly markId: string;
  };
  /** Never add the row: nothing is done where the worksheet has none. */
  readonly isExistingOnly?: boolean;
  /** W3C traceparent of whoever handed it over: a batch holds rows of many traces. Absent without tracing. */
  readonly trace?: string;
}

/** A batch as frozen before its first sending: sent again word for word until its fate is known. */
export interface LedgerBatch {
  /** Where it goes. */
  readonly spreadsheetId: string;
  /** The ledger knows its spreadsheets and chose this one for these rows; absent: its first one, to be checked. */
  readonly isPlaced?: boolean;
  /** Client-chosen id of the mark, random in 1..2,147,483,647. */
  readonly metadataId: number;
  /** `<8 hex of the ledger's uuid>:<n>:<16 hex of the content hash>`, at most 40 characters. */
  readonly markValue: string;
  readonly entries: readonly LedgerEntry[];
  /** Marks old enough to be deleted along with this batch. */
  readonly expiredMarks: readonly number[];
  /** An earlier call may have sent it, though this call is the first of its activity. */
  readonly mayBeSent?: boolean;
}

export interface RowOutcome {
  readonly worksheet: Worksheet;
  readonly key: string;
  readonly sequence: number;
  readonly ticketWorkflowId: string | null;
  readonly outcome: 'written' | 'stale' | 'deletedByPerson';
  /** Headings of cells that were left alone because a person had changed them. */
  readonly keptCells: readonly string[];
  /** What stood in those of them that were read for this very batch, by heading. */
  readonly keptValues?: Readonly<Record<string, Cell>>;
}

/** A row as people know it. */
export interface RowName {
  readonly worksheet: Worksheet;
  readonly key: string;
}

/** What admins are to hear of a batch, once for each row. */
export interface RowAlerts {
  /** Rows that a person deleted; they are not written again. */
  readonly deleted: readonly RowName[];
}

/** Why nothing at all can be written, until people mend it or Google is back. */
export type BlockCause = 'headings' | 'denied' | 'protected' | 'notFound' | 'unreachable' | 'full';

/** What became of one sending. */
export type BatchResult =
  | {
      readonly kind: 'applied';
      readonly rows: readonly RowOutcome[];
      /** Rows to write again because somebody sorted the sheet between our read and our write. */
      readonly repairs: readonly LedgerEntry[];
      /** Absent: nothing to tell. */
      readonly alerts?: RowAlerts;
      /** The spreadsheet has so many cells that new rows should go to another one. */
      readonly isNearlyFull?: boolean;
    }
  /** The ledger has several spreadsheets and did not know: nothing was written, nor will be; the rows are to be placed. */
  | { readonly kind: 'elsewhere'; readonly spreadsheets: readonly string[]; readonly isMarked?: boolean }
  /** Google's limit of cells is reached: nothing was written, nor will be. */
  | { readonly kind: 'full'; readonly reason: string; readonly isMarked?: boolean }
  /** Not the content is refused but the spreadsheet is closed to us: the same batch must come again. */
  | {
      readonly kind: 'blocked';
      readonly cause: BlockCause;
      /** The worksheet at fault; null: the whole spreadsheet. */
      readonly worksheet: Worksheet | null;
      readonly reason: string;
    }
  /** The mark's id is in use by somebody else: send again under a new id. */
  | { readonly kind: 'collision' }
  /**
   * Google refused the content (400 or 403): bisect, then park the bad entry. `isMarked`: a mark keeps an earlier sending
   * from being applied late.
   */
  | { readonly kind: 'refused'; readonly reason: string; readonly isMarked?: boolean };

/** Asks for a spreadsheet to follow one that is full. */
export interface RollOverRequest {
  /** That of the settings, which names the ledger. */
  readonly spreadsheetId: string;
  /** The newest one. */
  readonly from: string;
}

export type RollOverResult =
  | {
      readonly kind: 'made';
      /** All of the ledger's, oldest first. */
      readonly spreadsheets: readonly string[];
      readonly title: string;
      readonly url: string;
      /** Why somebody who may use the old one may not use the new one yet; null: all may. */
      readonly unshared: string | null;
    }
  /** We may not make one: people can, under this title, open to this account. */
  | { readonly kind: 'refused'; readonly title: string; readonly account: string; readonly reason: string };

export interface LedgerInput {
  /** That of the settings, which names the ledger. */
  readonly spreadsheetId: string;
  readonly carried: CarriedLedger | null;
}

export interface ParkedEntry {
  readonly entry: LedgerEntry;
  readonly reason: string;
  readonly at: string;
}

/** All a ledger remembers; passed whole when it continues as new. Its files are `ledger/<spreadsheetId>/<number>.json`. */
export interface LedgerState extends Backlog<LedgerEntry> {
  readonly uuid: string;
  batchNumber: number;
  /** Halves of a refused batch, waiting to be sent by themselves. */
  groups: LedgerEntry[][];
  /** The batch whose fate is unknown; the next run sends it again word for word. */
  inFlight: { readonly batch: LedgerBatch; readonly since: string } | null;
  parked: ParkedEntry[];
  /** Parked entries that had no room. */
  parkedFiles: SpillFile[];
  marks: KnownMark[];
  /** All of the ledger's, oldest first; only the last one takes new rows. null: nobody looked yet. */
  spreadsheets: readonly string[] | null;
  /** Entries whose spreadsheet is known, waiting to be sent. */
  placed: PlacedEntries[];
  /** The last try to get a new spreadsheet, if it failed. */
  rollOver: { readonly triedAt: string; readonly isTold: boolean } | null;
  written: number;
  /** Set while nothing can be written, and then until what had to wait is written. */
  outage: LedgerOutage | null;
  /** How many alerts admins got; makes their keys. */
  alertNumber: number;
  /** What admins are told in: that of whoever handed rows over last; absent: the default one. */
  language?: Language;
  /** Parked since admins were last told. */
  untoldParked: (RowName & { readonly reason: string })[];
}

/** Entries for one spreadsheet. */
export interface PlacedEntries {
  readonly spreadsheetId: string;
  readonly entries: LedgerEntry[];
}

export interface LedgerOutage {
  /** What admins were told; null: it is over, but its rows are still being written. */
  readonly told: { readonly cause: BlockCause; readonly worksheet: Worksheet | null } | null;
  readonly writtenBefore: number;
  /** Entries that waited when it ended. */
  readonly waited: number;
}

/** What runs before spilling carried over lacks the later fields. */
export type CarriedLedger = Pick<
  LedgerState,
  'uuid' | 'batchNumber' | 'pending' | 'groups' | 'inFlight' | 'parked' | 'marks' | 'written'
> &
  Partial<LedgerState>;

export interface LedgerStatus {
  /** Entries not in the sheet yet, the spilled ones included. */
  readonly pending: number;
  /** How many of the pending ones are in the object store. */
  readonly spilled: number;
  /** Why nothing can be written at present; null: nothing is in the way. */
  readonly blocked: BlockCause | null;
  /** Parked entries that `parked` has no room for. */
  readonly parkedMore: number;
  readonly parked: readonly { readonly worksheet: Worksheet; readonly key: string; readonly reason: string }[];
  readonly written: number;
  readonly batches: number;
  readonly oldestPendingSince: string | null;
}

/** Of the process that hands rows over. */
export interface UpsertContext {
  readonly language: Language;
}

/** Rows to be brought to the given state. Absent context: what admins are told in stays. */
export const upsertSignal = defineSignal<[readonly LedgerEntry[], UpsertContext?]>('upsert');
/** Try the parked entries again, and at once what waits for people to mend the sheet. */
export const retryParkedSignal = defineSignal('retryParked');
export const ledgerStatusQuery = defineQuery<LedgerStatus>('status');
