import type { Kysely, Transaction } from 'kysely';
import { HEADINGS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import type { MirrorSchema } from '../mirror/schema';
import { training, type ClosedTicket } from './tickets';

/** Rows of the mirror in which something was, or would be, removed. */
export interface MirrorCounts {
  readonly rows: number;
  readonly written: number;
  readonly symptoms: number;
}

/** The cells that a technician wrote or sent. */
const PERSONAL: readonly string[] = ['tech_raw_text', 'media_type', 'media_url'];

/**
 * Empties a ticket's text in the mirror: the rows as read, what was written into them, and who reported its symptom. A row
 * that is being written at this moment is left.
 * @param isDry - only counts
 */
export async function forgetInMirror(
  db: Kysely<MirrorSchema>,
  ticket: ClosedTicket,
  { isDry }: { isDry: boolean },
): Promise<MirrorCounts> {
  return db.transaction().execute(async (transaction) => ({
    rows: await sheetRows(transaction, ticket, isDry),
    written: (await ledgerRows(transaction, ticket, isDry)) + (await replacedCells(transaction, ticket, isDry)),
    symptoms: await symptoms(transaction, ticket, isDry),
  }));
}

/** Removes what Gemini said of these texts. @returns answers that were, or would be, removed */
export async function forgetAnswers(
  db: Kysely<MirrorSchema>,
  tickets: readonly ClosedTicket[],
  { isDry }: { isDry: boolean },
): Promise<number> {
  let count = 0;
  for (const asked of new Set(tickets.map((ticket) => training(ticket).asked))) {
    if (asked === '') continue;
    const found = await db.selectFrom('teacher_answers').select('text_hash').where('problem', '=', asked).execute();
    count += found.length;
    if (!isDry) await db.deleteFrom('teacher_answers').where('problem', '=', asked).execute();
  }
  return count;
}

type Db = Transaction<MirrorSchema>;

async function sheetRows(db: Db, { rowKey }: ClosedTicket, isDry: boolean): Promise<number> {
  const logs = db.selectFrom('logs_rows').select('row_number').where('row_key', '=', rowKey);
  const filled = await logs
    .where((or) => or.or([or('text', '!=', ''), or('media_url', '!=', ''), or('media_type', '!=', '')]))
    .execute();
  const tracking = db.selectFrom('tracking_rows').select('row_number').where('row_key', '=', rowKey);
  const named = await tracking.where('text', '!=', '').execute();
  if (!isDry) {
    const empty = { text: '', media_url: '', media_type: '' };
    await db.updateTable('logs_rows').set(empty).where('row_key', '=', rowKey).execute();
    await db.updateTable('tracking_rows').set({ text: '' }).where('row_key', '=', rowKey).execute();
  }
  return filled.length + named.length;
}

async function ledgerRows(db: Db, { rowKey }: ClosedTicket, isDry: boolean): Promise<number> {
  const found = await db
    .selectFrom('ledger_rows')
    .select(['spreadsheet_id', 'worksheet', 'wished', 'written'])
    .where('row_key', '=', rowKey)
    .where('planned', 'is', null)
    .execute();
  let changed = 0;
  for (const row of found) {
    const wished = emptied(row.worksheet, row.wished);
    const written = emptied(row.worksheet, row.written);
    if (wished === row.wished && written === row.written) continue;
    changed += 1;
    if (isDry) continue;
    await db
      .updateTable('ledger_rows')
      .set({ wished, written })
      .where('spreadsheet_id', '=', row.spreadsheet_id)
      .where('worksheet', '=', row.worksheet)
      .where('row_key', '=', rowKey)
      .execute();
  }
  return changed;
}

/** What was written before the last writing counts for some minutes only, and is then of no use to anybody. */
async function replacedCells(db: Db, { rowKey }: ClosedTicket, isDry: boolean): Promise<number> {
  const found = await db.selectFrom('replaced_cells').select('cells').where('row_key', '=', rowKey).execute();
  if (!isDry) await db.deleteFrom('replaced_cells').where('row_key', '=', rowKey).execute();
  return found.length;
}

async function symptoms(db: Db, { ticketId }: ClosedTicket, isDry: boolean): Promise<number> {
  const found = await db.selectFrom('symptom_reports').select('label').where('ticket_id', '=', ticketId).execute();
  if (!isDry) await db.deleteFrom('symptom_reports').where('ticket_id', '=', ticketId).execute();
  return found.length;
}

/** The same JSON, where there was nothing to empty. */
function emptied(worksheet: string, json: string | null): string | null {
  if (json === null) return null;
  const headings = HEADINGS[worksheet as Worksheet];
  const cells = JSON.parse(json) as Cell[];
  const kept = cells.map((cell, column) => (PERSONAL.includes(headings[column] ?? '') ? null : cell));
  return kept.every((cell, column) => cell === cells[column]) ? json : JSON.stringify(kept);
}
