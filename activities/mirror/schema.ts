/** What is known of one row of a spreadsheet. JSON columns hold text, so that SQLite and PostgreSQL read alike. */
export interface LedgerRowsTable {
  spreadsheet_id: string;
  worksheet: string;
  row_key: string;
  /** Sequence of the entry applied last; 0 = none yet. */
  sequence: number;
  /** Mark of the batch that applied it. */
  applied_mark: string | null;
  /** JSON of the cells that entry wished for. */
  wished: string | null;
  /** JSON of what we last wrote into each cell. */
  written: string | null;
  /** JSON of a write whose fate is not known yet. */
  planned: string | null;
  planned_mark: string | null;
  /** Row number where the row was seen last. */
  row_hint: number | null;
  /** ISO instant, UTC. */
  updated_at: string;
}

export interface MirrorSchema {
  ledger_rows: LedgerRowsTable;
}
