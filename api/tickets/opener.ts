import { setTimeout as delay } from 'node:timers/promises';
import type { NewTicket, TicketDesk } from '../../temporal/ticket-desk';
import type { ApiDeps } from '../deps';
import { isTemporalTrouble } from '../grpc';
import { HttpProblem } from '../problem';
import { TooLate, within } from '../within';

type Opened = Awaited<ReturnType<TicketDesk['open']>>;

/** Opens the tickets of messages that are posted already. */
export interface TicketOpener {
  /** @throws TemporalUnavailable while a ticket posted before still waits: then nothing more may be posted */
  assertFree(): void;
  /**
   * Opens the ticket, trying again while Temporal is in trouble, for as long as this process lives: opening is
   * idempotent, and a posted message without a ticket would be lost, since replies to a bot start none.
   * @returns null when it takes longer than the caller should wait; it goes on by itself
   */
  open(ticket: NewTicket): Promise<Opened | null>;
}

/**
 * @param deps.answerWithinMs - how long a caller waits; default 10 s
 * @param deps.pauseMs - pause before the given try, counted from 1; default 0.25 s, doubling up to 30 s
 */
export function createTicketOpener(deps: {
  desk: Pick<TicketDesk, 'open'>;
  log: ApiDeps['log'];
  answerWithinMs?: number;
  pauseMs?: (tries: number) => number;
}): TicketOpener {
  const { desk, log, answerWithinMs = 10_000 } = deps;
  const { pauseMs = (tries: number) => Math.min(250 * 2 ** (tries - 1), 30_000) } = deps;
  let waiting = 0;

  async function keepOpening(ticket: NewTicket): Promise<Opened> {
    const { chatId, messageId } = ticket;
    for (let tries = 1; ; tries++) {
      try {
        return await desk.open(ticket);
      } catch (error) {
        log.error({ err: error, chatId, messageId, tries }, 'the ticket of a posted problem could not be opened');
        if (!isTemporalTrouble(error)) throw error;
        await delay(pauseMs(tries), undefined, { ref: false });
      }
    }
  }

  /** Whoever asked has gone; the failure itself was logged where it happened. */
  async function finishLate(opening: Promise<Opened>, { chatId, messageId }: NewTicket): Promise<void> {
    waiting++;
    await opening.then(
      () => log.info({ chatId, messageId }, 'the ticket of a posted problem is open at last'),
      () => undefined,
    );
    waiting--;
  }

  return {
    assertFree() {
      if (waiting === 0) return;
      const detail = 'Temporal does not answer, and a problem posted before waits for its ticket; nothing was posted';
      throw new HttpProblem(503, 'TemporalUnavailable', detail, { 'Retry-After': '30' });
    },
    async open(ticket) {
      const opening = keepOpening(ticket);
      try {
        return await within(answerWithinMs, opening);
      } catch (error) {
        if (!(error instanceof TooLate)) throw error;
        void finishLate(opening, ticket);
        return null;
      }
    },
  };
}
