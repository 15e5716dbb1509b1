import { createHash } from 'node:crypto';
import { MAX_LABEL_CHARS, foldLabel } from '../../domain/labels';
import { fromLocal } from '../../domain/local-time';
import { parseLogsRow } from '../../domain/logs-row';
import { parseMonitoringRow } from '../../domain/monitoring-row';
import { KEY_COLUMN, cellText, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { TRACKING_STATUS_COLUMN, parseTrackingRow } from '../../domain/tracking-row';
import type { LogsRowsTable, MonitoringRowsTable, SheetRowColumns, TrackingRowsTable } from '../mirror/schema';
import type { SheetRecord } from '../mirror/sheet-rows';

/** A row as it was read. */
export interface ReadRow {
  /** The key cell, trimmed; of a row without a usable one a name made of its content. */
  readonly key: string;
  readonly isKeyed: boolean;
  /** 1-based; the headings are row 1. */
  readonly rowNumber: number;
  readonly cells: readonly Cell[];
  readonly hash: string;
}

/** What a record says beside the row itself. */
export interface RecordContext {
  readonly spreadsheetId: string;
  readonly timeZone: string;
  /** ISO instant, UTC. */
  readonly seenAt: string;
  readonly isUnsettled: boolean;
}

/** Longer keys are somebody's text in the wrong column, and too long for a database's index. */
export const MAX_KEY_CHARS = 200;
/** Columns with an index are cut: PostgreSQL refuses entries of some 2,700 bytes. */
const MAX_NAME_CHARS = 100;

/**
 * Names a row's raw content in 32 hex digits (SHA-256, cut): the same for the same cells, whatever the database or the
 * run. Empty cells at the end count as none, as Google leaves them out.
 */
export function rowHash(cells: readonly Cell[]): string {
  return createHash('sha256')
    .update(JSON.stringify(trimEnd(cells)))
    .digest('hex')
    .slice(0, 32);
}

/** A cell as trimmed text, as the mirror's review columns hold it. */
export function plainText(cell: Cell | undefined): string {
  return plain(cellText(cell));
}

/** Whether a row holds nothing at all. */
export function isBlank(cells: readonly Cell[]): boolean {
  return trimEnd(cells).length === 0;
}

/** The key a row stands under, null where its key cell has none that is usable. */
export function keyOf(worksheet: Worksheet, cells: readonly Cell[]): string | null {
  const key = plainText(cells[KEY_COLUMN[worksheet]]);
  return key === '' || key.length > MAX_KEY_CHARS ? null : key;
}

/** A row as its table holds it: what cannot be understood is null or '', and counted in `unreadable`. */
export function recordOf(worksheet: Worksheet, row: ReadRow, context: RecordContext): SheetRecord {
  const cells = row.cells.map((cell) => (typeof cell === 'string' ? plain(cell) : cell));
  const shared = (unreadable: number): SheetRowColumns => ({
    spreadsheet_id: context.spreadsheetId,
    row_key: row.key,
    is_keyed: row.isKeyed ? 1 : 0,
    row_number: row.rowNumber,
    row_hash: row.hash,
    unreadable,
    is_unsettled: context.isUnsettled ? 1 : 0,
    seen_at: context.seenAt,
    removed_at: null,
  });
  switch (worksheet) {
    case 'Logs':
      return logsRecord(cells, context.timeZone, shared);
    case 'ML_Tracking':
      return trackingRecord(cells, context.timeZone, shared);
    case 'Monitoring':
      return monitoringRecord(cells, shared);
  }
}

type Shared = (unreadable: number) => SheetRowColumns;

function logsRecord(cells: readonly Cell[], timeZone: string, shared: Shared): LogsRowsTable {
  const row = parseLogsRow(cells);
  const unreadable = countUnreadable(cells, [
    [1, row.ticketDate],
    [2, row.responseTime],
    [4, row.problemDate],
    [5, row.problemTime],
    [12, row.solveTime],
    [16, row.slaResponseMin],
    [17, row.slaStatus],
    [18, row.slaRemainingMin],
  ]);
  return {
    ...shared(unreadable),
    day: row.ticketDate ?? row.problemDate ?? '',
    group_label: row.groupLabel,
    ticket_date: row.ticketDate,
    response_time: row.responseTime,
    response_at: instantOrNull(row.ticketDate, row.responseTime, timeZone),
    problem_date: row.problemDate,
    problem_time: row.problemTime,
    problem_at: instantOrNull(row.problemDate, row.problemTime, timeZone),
    text: row.text,
    media_type: row.mediaType,
    media_url: row.mediaUrl,
    ops_message_id: row.opsMessageId,
    ops_text: row.opsText,
    solving: row.solving,
    solve_time: row.solveTime,
    app_code: row.appCode.slice(0, MAX_NAME_CHARS),
    solver_name: row.solverName.slice(0, MAX_NAME_CHARS),
    is_oncek: row.isOncek ? 1 : 0,
    sla_response_min: row.slaResponseMin,
    sla_status: row.slaStatus,
    sla_remaining_min: row.slaRemainingMin,
    label: labelOf(row.label),
    label_cell: row.label,
  };
}

function trackingRecord(cells: readonly Cell[], timeZone: string, shared: Shared): TrackingRowsTable {
  const row = parseTrackingRow(cells);
  const [day = '', time = ''] = (row.timestamp ?? '').split(' ');
  const unreadable = countUnreadable(cells, [
    [4, row.confidence],
    [TRACKING_STATUS_COLUMN, row.reviewStatus],
    [6, row.timestamp],
  ]);
  return {
    ...shared(unreadable),
    text: row.text,
    solving: row.solving,
    label: labelOf(row.label),
    label_cell: row.label,
    confidence: row.confidence,
    review_status: row.reviewStatus,
    status_cell: row.reviewStatusText,
    classified_at: instantOrNull(day, time, timeZone),
    day,
    source: row.source.toLowerCase().slice(0, MAX_NAME_CHARS),
  };
}

function monitoringRecord(cells: readonly Cell[], shared: Shared): MonitoringRowsTable {
  const row = parseMonitoringRow(cells);
  return {
    ...shared(row === null ? 1 : 0),
    hour: row?.hour ?? null,
    day: row?.hour.slice(0, 10) ?? '',
    total_predictions: row?.totalPredictions ?? 0,
    avg_confidence_percent: row?.avgConfidencePercent ?? 0,
    auto_count: row?.autoCount ?? 0,
    review_count: row?.reviewCount ?? 0,
    pending_count: row?.pendingCount ?? null,
    reviewed_count: row?.reviewedCount ?? 0,
    accuracy_percent: row?.accuracyPercent ?? null,
    model_version: row?.modelVersion ?? '',
  };
}

function labelOf(cell: string): string | null {
  return cell === '' ? null : foldLabel(cell).slice(0, MAX_LABEL_CHARS);
}

function countUnreadable(cells: readonly Cell[], read: readonly (readonly [column: number, value: unknown])[]): number {
  return read.filter(([column, value]) => value === null && cellText(cells[column]) !== '').length;
}

function instantOrNull(date: string | null, time: string | null, timeZone: string): string | null {
  if (!date || !time) return null;
  try {
    return fromLocal({ date, time, timeZone });
  } catch {
    // A real date outside the years this product reckons with.
    return null;
  }
}

function trimEnd(cells: readonly Cell[]): readonly Cell[] {
  let end = cells.length;
  while (end > 0 && (cells[end - 1] ?? '') === '') end -= 1;
  return cells.slice(0, end);
}

/** PostgreSQL keeps no U+0000 in a text. */
function plain(text: string): string {
  return text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
}
