import type { Kysely, Migration, Transaction } from 'kysely';
import { burstAround, compareBurst, type Burst, type BurstRule, type SymptomReport } from '../../domain/burst';
import { instantMs, instantOf } from '../../domain/local-time';
import type { MirrorSchema } from './schema';

export interface SymptomReportsTable {
  ticket_id: string;
  chat_id: string;
  message_id: number;
  technician: string;
  label: string;
  /** ISO instant, UTC. */
  reported_at: string;
}

/** The newest burst of each symptom. Empty instants: none yet. */
export interface SymptomBurstsTable {
  label: string;
  /** Its name for good, though an earlier report may still come: its beginning when it was found. */
  burst_key: string;
  from_at: string;
  to_at: string;
  /** ISO instant, UTC: when people were told; null: they are still to be told. */
  told_at: string | null;
}

/** A burst that people are still to be told of. */
export interface UntoldBurst extends Burst {
  readonly label: string;
  readonly key: string;
}

/** Which technicians met which symptom lately: the sheets do not say who wrote, so this is rebuilt from nowhere. */
export interface SymptomReports {
  /**
   * Notes a report; one of the same ticket takes the place of the former.
   * @returns the burst it belongs to, until that was told
   */
  note(report: SymptomReport, rule: BurstRule): Promise<UntoldBurst | null>;
  /** The ticket has no label any more. */
  drop(ticketId: string): Promise<void>;
  told(burst: Pick<UntoldBurst, 'label' | 'key'>, at: string): Promise<void>;
}

/** Reports older than this are dropped, and a burst that ended before is told nobody: labels may come days late. */
const KEPT_MS = 12 * 3_600_000;

export const symptomTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('symptom_reports')
      .addColumn('ticket_id', 'text', (column) => column.primaryKey())
      .addColumn('chat_id', 'text', (column) => column.notNull())
      .addColumn('message_id', 'integer', (column) => column.notNull())
      .addColumn('technician', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('reported_at', 'text', (column) => column.notNull())
      .execute();
    for (const columns of [['label', 'reported_at'], ['reported_at']]) {
      await db.schema.createIndex(`symptom_reports_by_${columns[0]}`).on('symptom_reports').columns(columns).execute();
    }
    await db.schema
      .createTable('symptom_bursts')
      .addColumn('label', 'text', (column) => column.primaryKey())
      .addColumn('burst_key', 'text', (column) => column.notNull())
      .addColumn('from_at', 'text', (column) => column.notNull())
      .addColumn('to_at', 'text', (column) => column.notNull())
      .addColumn('told_at', 'text')
      .execute();
  },
};

export function createSymptomReports(db: Kysely<MirrorSchema>, clock: () => Date): SymptomReports {
  return {
    note: (report, rule) =>
      db.transaction().execute(async (transaction) => {
        const oldest = instantOf(clock().getTime() - KEPT_MS);
        const known = await lockBurst(transaction, report.label);
        await put(transaction, report);
        await transaction.deleteFrom('symptom_reports').where('reported_at', '<', oldest).execute();
        const burst = burstAround(await near(transaction, report, rule), report.at, rule);
        if (!burst || burst.to < oldest) return null;
        const kind = compareBurst(
          burst,
          known.to_at === '' ? null : { from: known.from_at, to: known.to_at },
          rule.windowMs,
        );
        if (kind === 'past') return null;
        const next =
          kind === 'new'
            ? { burst_key: burst.from, from_at: burst.from, to_at: burst.to, told_at: null }
            : { ...known, from_at: min(known.from_at, burst.from), to_at: max(known.to_at, burst.to) };
        await transaction.updateTable('symptom_bursts').set(next).where('label', '=', report.label).execute();
        return next.told_at === null ? { ...burst, label: report.label, key: next.burst_key } : null;
      }),
    async drop(ticketId) {
      await db.deleteFrom('symptom_reports').where('ticket_id', '=', ticketId).execute();
    },
    async told({ label, key }, at) {
      await db
        .updateTable('symptom_bursts')
        .set({ told_at: at })
        .where('label', '=', label)
        .where('burst_key', '=', key)
        .execute();
    },
  };
}

/** The symptom's row, held until the transaction ends: two reports at a time would each see four technicians. */
async function lockBurst(transaction: Transaction<MirrorSchema>, label: string) {
  const none = { label, burst_key: '', from_at: '', to_at: '', told_at: null };
  return transaction
    .insertInto('symptom_bursts')
    .values(none)
    .onConflict((conflict) => conflict.column('label').doUpdateSet({ label }))
    .returning(['burst_key', 'from_at', 'to_at', 'told_at'])
    .executeTakeFirstOrThrow();
}

async function put(transaction: Transaction<MirrorSchema>, report: SymptomReport): Promise<void> {
  const { ticketId, chatId, messageId, technician, label, at } = report;
  const columns = { chat_id: String(chatId), message_id: messageId, technician, label, reported_at: at };
  await transaction
    .insertInto('symptom_reports')
    .values({ ticket_id: ticketId, ...columns })
    .onConflict((conflict) => conflict.column('ticket_id').doUpdateSet(columns))
    .execute();
}

async function near(
  transaction: Transaction<MirrorSchema>,
  { label, at }: SymptomReport,
  { windowMs }: BurstRule,
): Promise<SymptomReport[]> {
  const rows = await transaction
    .selectFrom('symptom_reports')
    .selectAll()
    .where('label', '=', label)
    .where('reported_at', '>=', instantOf(instantMs(at) - windowMs))
    .where('reported_at', '<=', instantOf(instantMs(at) + windowMs))
    .execute();
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    chatId: Number(row.chat_id),
    messageId: row.message_id,
    technician: row.technician,
    label: row.label,
    at: row.reported_at,
  }));
}

function min(a: string, b: string): string {
  return a < b ? a : b;
}

function max(a: string, b: string): string {
  return a > b ? a : b;
}
