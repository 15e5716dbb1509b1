import type { Kysely, Migration } from 'kysely';
import type { MirrorSchema } from './schema';

export interface IdempotencyTable {
  /** Hash of who asked, what for, and the key they gave. */
  claim_key: string;
  /** Hash of the request. */
  fingerprint: string;
  /** Names the request that claimed it, so that one that was given up cannot finish for its successor. */
  claim_id: string;
  /** ISO instant, UTC. */
  claimed_at: string;
  /** JSON of the answer; null: the request is still under way, or its process ended. */
  answer: string | null;
}

/** An answer to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
}

export type Claim =
  /** Nobody asked before: answer, then `finish` or `release`. */
  | { readonly kind: 'mine' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** The same request is being answered at this moment. */
  | { readonly kind: 'running' }
  /** The key was used for another request. */
  | { readonly kind: 'other' };

interface ClaimName {
  readonly claimKey: string;
  readonly claimId: string;
}

/** Requests by the keys that callers gave them: a repeated one is answered as the first was. */
export interface Idempotency {
  claim(name: ClaimName, fingerprint: string): Promise<Claim>;
  /** Keeps the answer, for a week. */
  finish(name: ClaimName, answer: KeptAnswer): Promise<void>;
  /** The request came to nothing: its key may be used again. */
  release(name: ClaimName): Promise<void>;
}

/** A request whose process ended leaves its claim behind; no request takes longer. */
const ABANDONED_AFTER_MS = 2 * 60_000;
const KEPT_MS = 7 * 86_400_000;
const PURGE_EVERY_MS = 3_600_000;

export const idempotencyTable: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('idempotency')
      .addColumn('claim_key', 'text', (column) => column.primaryKey())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('claim_id', 'text', (column) => column.notNull())
      .addColumn('claimed_at', 'text', (column) => column.notNull())
      .addColumn('answer', 'text')
      .execute();
    await db.schema.createIndex('idempotency_by_time').on('idempotency').columns(['claimed_at']).execute();
  },
};

export function createIdempotency(db: Kysely<MirrorSchema>, now: () => Date): Idempotency {
  const before = (ms: number): string => new Date(now().getTime() - ms).toISOString();
  let purgedAt = 0;

  /** In one statement, so that of two processes one has it. */
  async function take({ claimKey, claimId }: ClaimName, fingerprint: string): Promise<boolean> {
    const claimedAt = now().toISOString();
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('idempotency')
      .values({
        ...{ claim_key: claimKey, claim_id: claimId, fingerprint, claimed_at: claimedAt, answer: null },
      })
      .onConflict((conflict) =>
        conflict
          .column('claim_key')
          .doUpdateSet({ claim_id: claimId, claimed_at: claimedAt })
          .where('idempotency.answer', 'is', null)
          .where('idempotency.fingerprint', '=', fingerprint)
          .where('idempotency.claimed_at', '<', before(ABANDONED_AFTER_MS)),
      )
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  return {
    async claim(name, fingerprint) {
      if (now().getTime() - purgedAt > PURGE_EVERY_MS) {
        purgedAt = now().getTime();
        await db.deleteFrom('idempotency').where('claimed_at', '<', before(KEPT_MS)).execute();
      }
      if (await take(name, fingerprint)) return { kind: 'mine' };
      const held = await db
        .selectFrom('idempotency')
        .select(['fingerprint', 'answer'])
        .where('claim_key', '=', name.claimKey)
        .executeTakeFirst();
      // It was released just now: whoever asked first got no answer to keep.
      if (!held) return { kind: 'running' };
      if (held.fingerprint !== fingerprint) return { kind: 'other' };
      return held.answer === null
        ? { kind: 'running' }
        : { kind: 'answered', answer: JSON.parse(held.answer) as KeptAnswer };
    },
    async finish({ claimKey, claimId }, answer) {
      await db
        .updateTable('idempotency')
        .set({ answer: JSON.stringify(answer) })
        .where('claim_key', '=', claimKey)
        .where('claim_id', '=', claimId)
        .execute();
    },
    async release({ claimKey, claimId }) {
      await db
        .deleteFrom('idempotency')
        .where('claim_key', '=', claimKey)
        .where('claim_id', '=', claimId)
        .where('answer', 'is', null)
        .execute();
    },
  };
}
