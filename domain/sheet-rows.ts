import { cutText, wellFormed } from './text';

/** One cell's value as this product writes and reads it; null is an empty cell. Never a formula. */
export type Cell = string | number | boolean | null;

export type Worksheet = 'Logs' | 'ML_Tracking' | 'Monitoring';

export const WORKSHEETS: readonly Worksheet[] = ['Logs', 'ML_Tracking', 'Monitoring'];

/** The headings of each worksheet, in column order, as a new worksheet gets them. */
export const HEADINGS: Readonly<Record<Worksheet, readonly string[]>> = {
  Logs: [
    'group_label',
    'ticket_date',
    'response_at',
    'tech_message_id',
    'tech_message_date',
    'tech_message_time',
    'tech_raw_text',
    'media_type',
    'media_url',
    'ops_message_id',
    'ops_text',
    'solving',
    'solve_timestamp',
    'app_code',
    'solver_name',
    'is_oncek',
    'sla_response_min',
    'sla_status',
    'sla_remaining_min',
    'symtomps',
  ],
  ML_Tracking: [
    'tech_message_id',
    'tech_raw_text',
    'solving',
    'Symtomps',
    'ml_confidence',
    'review_status',
    'Timestamps',
    'prediction_source',
  ],
  Monitoring: [
    'datetime_hour',
    'total_predictions',
    'avg_confidence',
    'auto_count',
    'review_count',
    'pending_count',
    'reviewed_count',
    'accuracy',
    'model_version',
  ],
};

/** Zero-based column that identifies a row: tech_message_id in the first two, datetime_hour in Monitoring. */
export const KEY_COLUMN: Readonly<Record<Worksheet, number>> = { Logs: 3, ML_Tracking: 0, Monitoring: 0 };

/** Headings found in sheets made by hand or by older systems; white space, `_` and case never matter. */
const HEADING_ALIASES: Readonly<Record<string, readonly string[]>> = {
  ticket_date: ['Date', 'Ticket Date', 'Column 1'],
  app_code: ['App'],
  solver_name: ['Solver Name', 'Solver'],
  sla_response_min: ['SLA Response Time'],
};

export interface WrongHeading {
  /** Letter, e.g. `D`. */
  column: string;
  expected: string;
  found: string;
}

export type HeadingCheck = { ok: true } | { ok: false; wrong: WrongHeading[] };

/** Google refuses more than 50,000 characters in a cell; the rest is room for what others count as a character. */
export const MAX_CELL_CHARS = 49_000;

const CUT_MARK = ' …[dipotong]';

/**
 * Whether row 1 holds the headings this product writes under. Columns are read by position, so a moved or renamed one
 * would put values in the wrong place; further columns to the right are the users' own.
 */
export function checkHeadings(worksheet: Worksheet, row: readonly Cell[]): HeadingCheck {
  const wrong = HEADINGS[worksheet].flatMap((expected, index) => {
    const found = cellText(row[index]);
    const accepted = [expected, ...(HEADING_ALIASES[expected] ?? [])].map(foldHeading);
    return accepted.includes(foldHeading(found)) ? [] : [{ column: columnLetter(index), expected, found }];
  });
  return wrong.length === 0 ? { ok: true } : { ok: false, wrong };
}

/** The letter of a zero-based column: 0 is A, 26 is AA. */
export function columnLetter(index: number): string {
  const rest = String.fromCharCode(65 + (index % 26));
  return index < 26 ? rest : `${columnLetter(Math.floor(index / 26) - 1)}${rest}`;
}

/** A cell as trimmed text, '' for an empty one; numbers as JavaScript writes them. */
export function cellText(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

/** Whether two cells hold the same to a reader: empty is empty, however it was read. */
export function isSameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  return (a ?? '') === (b ?? '');
}

/** A text cell: null if empty, cut with a mark to 49,000 characters, broken surrogates replaced. */
export function textCell(text: string | null): Cell {
  if (text === null || text === '') {
    return null;
  }
  const clean = wellFormed(text);
  return clean.length <= MAX_CELL_CHARS ? clean : cutText(clean, MAX_CELL_CHARS - CUT_MARK.length).text + CUT_MARK;
}

function foldHeading(text: string): string {
  return text
    .replace(/[\s_]+/gu, ' ')
    .trim()
    .toLowerCase();
}
