import type { PredictionSource } from './cascade';
import { localDateTime, type IsoInstant } from './local-time';
import { parseOldDateTime, parseOldShare } from './old-formats';
import { cellText, textCell, type Cell } from './sheet-rows';
import { cutText } from './text';

/**
 * Where a classified ticket stands with people: `auto_approved` needs none, `pending` waits for one, `APPROVED` and
 * `CORRECTED` had one, `TRAINED` was used by a trained model, `CANCELLED` belongs to a cancelled ticket.
 */
export const REVIEW_STATUSES = ['auto_approved', 'pending', 'APPROVED', 'CORRECTED', 'TRAINED', 'CANCELLED'] as const;

export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

/** Where the label came from; the sheet's prediction_source. */
export type RowSource = PredictionSource | 'person';

/** What the ML_Tracking row of a ticket says. */
export interface TrackingRecord {
  /** The tech_message_id cell (`rowKey`). */
  key: string;
  text: string;
  solving: string | null;
  label: string;
  /** 0..1, unrounded. */
  confidence: number;
  reviewStatus: ReviewStatus;
  /** When it was classified or last changed: the Timestamps cell. */
  at: IsoInstant;
  source: RowSource;
}

/** An ML_Tracking row as it was read: whatever cannot be understood is null or ''. */
export interface TrackingRow {
  key: string;
  text: string;
  solving: string;
  label: string;
  confidence: number | null;
  /** Null where the cell holds none of the known words; `reviewStatusText` has what it holds. */
  reviewStatus: ReviewStatus | null;
  reviewStatusText: string;
  /** `YYYY-MM-DD HH:MM:SS`, local. */
  timestamp: string | null;
  source: string;
}

/** Both text cells of the worksheet are cut to so many characters. */
export const TRACKING_TEXT_CHARS = 500;

/** The zero-based columns people review in. */
export const TRACKING_LABEL_COLUMN = 3;
export const TRACKING_STATUS_COLUMN = 5;

/**
 * The 8 cells A-H of an ML_Tracking row; confidence is a number with 4 decimals.
 * @throws InvalidInstant, InvalidCalendar (unknown zone)
 */
export function trackingCells(record: TrackingRecord, timeZone: string): Cell[] {
  return [
    record.key,
    textCell(cutText(record.text, TRACKING_TEXT_CHARS).text),
    textCell(cutText(record.solving ?? '', TRACKING_TEXT_CHARS).text),
    textCell(record.label),
    Math.round(record.confidence * 10_000) / 10_000,
    record.reviewStatus,
    localDateTime(record.at, timeZone),
    record.source,
  ];
}

/** An ML_Tracking row from its cells, old formats included; missing cells at the end are empty ones. */
export function parseTrackingRow(cells: readonly Cell[]): TrackingRow {
  const text = (index: number): string => cellText(cells[index]);
  return {
    key: text(0),
    text: text(1),
    solving: text(2),
    label: text(TRACKING_LABEL_COLUMN),
    confidence: parseOldShare(cells[4]),
    reviewStatus: parseReviewStatus(cells[TRACKING_STATUS_COLUMN]),
    reviewStatusText: text(TRACKING_STATUS_COLUMN),
    timestamp: parseOldDateTime(cells[6]),
    source: text(7),
  };
}

/** The review status a cell holds, in any case; null for anything else, an empty cell included. */
export function parseReviewStatus(cell: Cell | undefined): ReviewStatus | null {
  const word = cellText(cell).replace(/\s+/gu, '_').toLowerCase();
  return REVIEW_STATUSES.find((status) => status.toLowerCase() === word) ?? null;
}
