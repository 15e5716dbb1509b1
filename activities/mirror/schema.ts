import type { IdempotencyTable } from './idempotency';
import type { SymptomBurstsTable, SymptomReportsTable } from './symptom-reports';
import type { TeacherAnswersTable } from './teacher-answers';
import type { TrainingMarksTable } from './training-marks';

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

/** What we had written into a row before our last writing: it may still stand in a sheet read meanwhile. */
export interface ReplacedCellsTable {
  spreadsheet_id: string;
  worksheet: string;
  row_key: string;
  /** JSON of the cells, as in `ledger_rows.written`. */
  cells: string;
  /** ISO instant, UTC: until when they counted as last written. */
  replaced_at: string;
}

/** What every row of a worksheet has in the mirror. Texts are as read, without U+0000; flags are 0 or 1. */
export interface SheetRowColumns {
  spreadsheet_id: string;
  /** The key cell, trimmed; of a row without a usable one a name made of its content. */
  row_key: string;
  is_keyed: number;
  /** Where it stood when last read, 1-based; the headings are row 1. */
  row_number: number;
  /** Of the raw cells as Google gives them: 32 hex digits, the same for the same content. */
  row_hash: string;
  /** Cells that are filled but cannot be understood. */
  unreadable: number;
  /** 1: a cell could not be judged yet, since the ledger was at work; looked at again in the next sync. */
  is_unsettled: number;
  /** ISO instant, UTC: when a sync first saw this content. */
  seen_at: string;
  /** ISO instant, UTC: when a sync no longer found the row; null while it stands in the sheet. */
  removed_at: string | null;
}

/** Rows of Logs. Dates are local `YYYY-MM-DD`, times `HH:MM:SS`, instants ISO in UTC; what cannot be read is null. */
export interface LogsRowsTable extends SheetRowColumns {
  /** Date the row counts under: ticket_date, else the problem's; '' where neither can be read. */
  day: string;
  group_label: string;
  ticket_date: string | null;
  response_time: string | null;
  response_at: string | null;
  problem_date: string | null;
  problem_time: string | null;
  problem_at: string | null;
  text: string;
  media_type: string;
  media_url: string;
  ops_message_id: string;
  ops_text: string;
  solving: string;
  solve_time: string | null;
  app_code: string;
  solver_name: string;
  is_oncek: number;
  sla_response_min: number | null;
  /** `OK` or `TERLAMBAT`, whatever word stands in the sheet. */
  sla_status: string | null;
  sla_remaining_min: number | null;
  /** Normalised for grouping (`foldLabel`), at most 200 characters; `DIBATALKAN` for a cancelled ticket. */
  label: string | null;
  /** The symtomps cell as it stands, trimmed. */
  label_cell: string;
}

/** Rows of ML_Tracking. */
export interface TrackingRowsTable extends SheetRowColumns {
  text: string;
  solving: string;
  label: string | null;
  label_cell: string;
  /** 0..1 */
  confidence: number | null;
  /** One of `REVIEW_STATUSES`; null for anything else. */
  review_status: string | null;
  status_cell: string;
  /** The Timestamps cell. */
  classified_at: string | null;
  /** Its local date; '' where it cannot be read. */
  day: string;
  source: string;
}

/** Rows of Monitoring: figures of an hour. */
export interface MonitoringRowsTable extends SheetRowColumns {
  /** `YYYY-MM-DD HH:00`, local; null where the key cell is no hour. */
  hour: string | null;
  /** Its local date; '' without an hour. */
  day: string;
  total_predictions: number;
  /** 0..100 */
  avg_confidence_percent: number;
  auto_count: number;
  review_count: number;
  pending_count: number | null;
  reviewed_count: number;
  /** 0..100 */
  accuracy_percent: number | null;
  model_version: string;
}

/** A label or review status that a person set, while it stands in the sheet. */
export interface PeopleCellsTable {
  spreadsheet_id: string;
  worksheet: string;
  row_key: string;
  /** `label` or `status`. */
  cell: string;
  value: string;
  /** JSON of what of ours it stands in place of: once we write something else, the same value set again is a new edit. */
  against: string;
  seen_at: string;
  /** ISO instant, UTC: when the ticket was told; null: it is still to be told. */
  told_at: string | null;
}

/** Something wrong in a worksheet, while it is. */
export interface SheetAlertsTable {
  spreadsheet_id: string;
  worksheet: string;
  /** `headings`, `missing` or `duplicate`. */
  kind: string;
  /** The key of a duplicate, else ''. */
  subject: string;
  detail: string;
  seen_at: string;
  /** ISO instant, UTC: when the admins were told; null: still to be told. */
  told_at: string | null;
}

/** The last complete reading of a worksheet. */
export interface SheetSyncsTable {
  spreadsheet_id: string;
  worksheet: string;
  started_at: string;
  finished_at: string;
  row_count: number;
  /** ISO instant, UTC: of the last reading that found anything changed. */
  changed_at: string;
}

/** What admins were told of a row: each thing once. */
export interface LedgerToldTable {
  spreadsheet_id: string;
  worksheet: string;
  row_key: string;
  what: string;
  /** Mark of the batch that told it. */
  mark: string;
}

export interface MirrorSchema {
  ledger_rows: LedgerRowsTable;
  replaced_cells: ReplacedCellsTable;
  logs_rows: LogsRowsTable;
  tracking_rows: TrackingRowsTable;
  monitoring_rows: MonitoringRowsTable;
  people_cells: PeopleCellsTable;
  sheet_alerts: SheetAlertsTable;
  sheet_syncs: SheetSyncsTable;
  teacher_answers: TeacherAnswersTable;
  ledger_told: LedgerToldTable;
  symptom_reports: SymptomReportsTable;
  symptom_bursts: SymptomBurstsTable;
  training_marks: TrainingMarksTable;
  idempotency: IdempotencyTable;
}
