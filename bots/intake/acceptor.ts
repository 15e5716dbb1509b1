import type { Logger } from 'pino';
import type { Update } from 'telegraf/types';
import type { DeadLetters } from './dead-letters';
import type { Outages } from './outages';
import { deskTroubleOf, describeForLog, hopelessReason } from './verdict';

/** What became of one try: safe (with Temporal, or with the dead letters), or to be tried again. */
export type Acceptance =
  | { readonly accepted: true }
  /** @param failures - tries that failed so far, this one included */
  | { readonly accepted: false; readonly failures: number; readonly error: unknown };

/** Takes updates to where they are safe. Never throws. */
export interface Acceptor {
  accept(update: Update): Promise<Acceptance>;
}

export interface AcceptorDeps {
  readonly bot: string;
  /** Resolves once the update is safe with Temporal, or needs nothing. An update may come more than once. */
  readonly handle: (update: Update) => Promise<void>;
  readonly deadLetters: DeadLetters;
  readonly outages: Outages;
  readonly log: Pick<Logger, 'error'>;
  /** Told of each update that is safe. @param lagMs - since its message was written or edited; null: it has no time */
  readonly onAccepted?: (bot: string, lagMs: number | null) => void;
  /** @default the machine's clock */
  readonly now?: () => number;
}

/** Updates whose tries are counted: as many as Telegram keeps under way, and plenty of those it gave up. */
const COUNTED = 10_000;

/** Tries updates, counts how often each failed, and puts away those that can never be accepted. */
export function createAcceptor(deps: AcceptorDeps): Acceptor {
  const { bot, handle, deadLetters, outages, log, now = Date.now } = deps;
  const failuresOf = new Map<number, number>();
  const subjectOf = (updateId: number): string => `${bot}:${updateId}`;

  function settled(updateId: number): Acceptance {
    failuresOf.delete(updateId);
    outages.worked(subjectOf(updateId));
    return { accepted: true };
  }

  function failed(updateId: number, error: unknown): number {
    const failures = (failuresOf.get(updateId) ?? 0) + 1;
    // Again at the end: the oldest are forgotten first.
    failuresOf.delete(updateId);
    failuresOf.set(updateId, failures);
    for (const [oldest] of failuresOf) {
      if (failuresOf.size <= COUNTED) break;
      failuresOf.delete(oldest);
      outages.worked(subjectOf(oldest));
    }
    const trouble = deskTroubleOf(error);
    if (trouble !== null) outages.failed({ place: 'desk', cause: trouble, subject: subjectOf(updateId) });
    return failures;
  }

  async function buried(update: Update, error: unknown, reason: string): Promise<boolean> {
    const { update_id: updateId } = update;
    try {
      await deadLetters.add(update, reason);
    } catch (cause) {
      log.error({ bot, updateId, ...describeForLog(cause) }, 'dead letter not written, update kept');
      return false;
    }
    log.error(
      { bot, updateId, deadLetter: true, ...describeForLog(error), reason },
      'update can never be accepted: stored as a dead letter',
    );
    return true;
  }

  return {
    async accept(update) {
      const { update_id: updateId } = update;
      try {
        await handle(update);
        const writtenAt = writtenAtOf(update);
        deps.onAccepted?.(bot, writtenAt === null ? null : now() - writtenAt * 1_000);
        return settled(updateId);
      } catch (error) {
        const failures = failed(updateId, error);
        const reason = hopelessReason(error, failures);
        if (reason !== null && (await buried(update, error, reason))) return settled(updateId);
        return { accepted: false, failures, error };
      }
    },
  };
}

/** Unix seconds of what the update tells of; null for presses and the like, which have no time of their own. */
function writtenAtOf(update: Update): number | null {
  if ('message' in update) return update.message.date;
  if ('edited_message' in update) return update.edited_message.edit_date;
  return null;
}
