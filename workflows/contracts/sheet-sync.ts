/** Id of the schedule, and the first part of each run's workflow id. */
export const SHEET_SYNC_ID = 'sheet-sync';

export interface SheetSyncInput {
  /** The spreadsheet of the settings; those it rolled over to are read as well. */
  readonly spreadsheetId: string;
}

/** What a reading of all worksheets came to. Counts of rows, but for `edited` and `untold`. */
export interface SheetReading {
  readonly rows: number;
  /** New rows, and rows with other content than in the reading before. */
  readonly changed: number;
  readonly removed: number;
  /** Labels and review statuses that people set since. */
  readonly edited: number;
  readonly keyless: number;
  /** Rows left out since their key stands further up. */
  readonly duplicates: number;
  /** Worksheets left out since their headings are not ours. */
  readonly refusedWorksheets: number;
  /** Edits and alerts that nobody was told of yet, those of earlier readings included. */
  readonly untold: number;
}

export interface SheetFindingsTold {
  readonly tickets: number;
  /** Edits of tickets that are over, or in rows that no ticket has. */
  readonly passedOver: number;
  readonly alerts: number;
}

export interface SheetSyncResult {
  /** `unavailable`: Google gave no answer for a while; the next run reads what this one could not. */
  readonly outcome: 'read' | 'unavailable';
  readonly reading: SheetReading | null;
  readonly told: SheetFindingsTold | null;
}
