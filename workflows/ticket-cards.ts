import { condition, proxyActivities } from '@temporalio/workflow';
import { contentHash } from '../domain/ledger';
import { toLocal } from '../domain/local-time';
import type { ReviewCard } from '../domain/review';
import { labelOf } from '../domain/ticket';
import { mediaUrls } from '../domain/ticket-media';
import { nextTurn } from './next-turn';
import { cardsProfile } from './options';
import { ifPossible } from './persistently';
import type { TelegramActivities } from './ports';
import type { TicketRecord } from './ticket-record';

const { sendReviewCards, editReviewCards } = proxyActivities<TelegramActivities>(cardsProfile);

/** How many labels a review card proposes. */
const PROPOSALS = 3;

/**
 * Keeps the review cards in line with the ticket, beside everything else: a decision by API, console or sheet, an edit
 * and the rows must not wait for Telegram. Never returns.
 */
export async function watchCards(ticket: TicketRecord): Promise<never> {
  for (;;) {
    await condition(() => ticket.version !== ticket.cardsVersion);
    // Cards that have just been sent are no answer to the server: what came after must not overtake, or be overtaken.
    if (ticket.hasAllChanges) await nextTurn();
    const seen = ticket.version;
    await settleCards(ticket);
    ticket.cardsVersion = seen;
  }
}

async function settleCards(ticket: TicketRecord): Promise<void> {
  const { state } = ticket;
  const isWanted = ticket.phase === 'inReview';
  if (!isWanted && !state.cards) return;
  const bare = reviewCardOf(ticket);
  const shows = contentHash(bare);
  if (state.cards?.shows === shows) return;
  // Links go along with a card, but a file that is stored later is no reason to change one.
  const card = { ...bare, ...mediaOf(state) };
  if (!state.cards) {
    // Without a card the ticket can still be reviewed by API, console and sheet.
    const copies = await ifPossible(
      'sendReviewCards',
      () => sendReviewCards.executeWithOptions({ summary: 'review cards' }, [{ card }]),
      [],
    );
    state.cards = { copies, shows };
    return;
  }
  const { copies } = state.cards;
  state.cards = { copies, shows };
  const summary = `review cards: ${card.state.kind}`;
  await ifPossible(
    'editReviewCards',
    () => editReviewCards.executeWithOptions({ summary }, [{ card, copies }]),
    undefined,
  );
}

/** The review card as the ticket stands. */
export function reviewCardOf(ticket: TicketRecord): ReviewCard {
  const { state, facts, lock, settings } = ticket;
  return {
    ticketId: state.ticketId,
    chatId: state.chatId,
    messageId: state.messageId,
    version: state.cardVersion % 10_000,
    groupLabel: state.groupLabel,
    text: state.problem.text,
    solving: facts.solution?.reply.solving ?? '',
    top: proposalsOf(ticket),
    ...(settings.language ? { language: settings.language } : {}),
    ...(lock ? { lock: { by: lock.holder.name, until: clockTime(lock.until, settings.calendar.timeZone) } } : {}),
    state: cardState(ticket),
  };
}

function mediaOf(state: TicketRecord['state']): Pick<ReviewCard, 'mediaUrls'> {
  const urls = mediaUrls(state);
  return urls === null ? {} : { mediaUrls: urls.split('\n') };
}

/** `HH:MM` on the wall. */
function clockTime(instant: string, timeZone: string): string {
  return toLocal(instant, timeZone).time.slice(0, 5);
}

/** The final answer first, then the model's other guesses. */
export function proposalsOf(ticket: TicketRecord): { label: string; confidence: number }[] {
  const answer = ticket.state.classification;
  if (!answer?.label) return [];
  const others = answer.top.filter(({ label }) => label !== answer.label);
  return [{ label: answer.label, confidence: answer.confidence }, ...others].slice(0, PROPOSALS);
}

function cardState(ticket: TicketRecord): ReviewCard['state'] {
  const { decision, cancelledBy } = ticket.state;
  if (cancelledBy) return { kind: 'withdrawn' };
  if (decision) {
    return {
      kind: 'decided',
      label: decision.label,
      approved: decision.status === 'APPROVED',
      by: decision.reviewer.name,
    };
  }
  if (ticket.phase === 'inReview') return { kind: 'waiting' };
  // The text was edited and needs no person any more, or the solution was taken back.
  const label = ticket.facts.solution ? labelOf(ticket.state) : null;
  return label === null ? { kind: 'retracted' } : { kind: 'settled', label };
}
