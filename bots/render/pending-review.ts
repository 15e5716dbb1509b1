import { escapeHtml } from '../../domain/html';
import { messageLink, ticketIdOf, type MessageAddress } from '../../domain/ids';
import { numberText, type Language } from '../../domain/language';
import { wholePercent, type CardButton, type RenderedCard, type ReviewCard } from '../../domain/review';
import type { TicketStatus } from '../../workflows/contracts/ticket';
import { queueData, queueCardData } from '../admin/queue-data';
import { botTextsIn } from '../texts/texts-in';

/** A ticket that waits for a person. */
export interface PendingTicket extends MessageAddress {
  readonly groupLabel: string;
  /** The label proposed; null: unknown. */
  readonly label: string | null;
  /** 0..1; null: unknown. */
  readonly confidence: number | null;
}

/** Tickets on one page, each with a button. */
export const QUEUE_PAGE = 10;
const BUTTONS_A_ROW = 5;

/**
 * One page of the queue of reviews.
 * @param input.tickets - the whole queue as it is to be shown
 * @param input.isCapped - there are more, and the count gets a plus sign
 * @param input.predictions - all predictions so far, of which the queue is a share; null: unknown
 * @param input.sheetUrl - where the rows are; null: nowhere to link to
 * @param input.page - counted from 0; a page that there is not any more becomes the last one
 */
export function renderPendingReview(input: {
  readonly tickets: readonly PendingTicket[];
  readonly isCapped: boolean;
  readonly predictions: { readonly total: number; readonly reviewed: number } | null;
  readonly sheetUrl: string | null;
  readonly page: number;
  readonly language: Language;
}): RenderedCard {
  const { tickets, isCapped, predictions, sheetUrl, language } = input;
  const texts = botTextsIn(language).pendingReview;
  const footer = sheetUrl === null ? [] : [texts.sheet(escapeHtml(sheetUrl))];
  if (tickets.length === 0) return { html: [texts.none, ...footer].join('\n'), buttons: [] };
  const pages = Math.ceil(tickets.length / QUEUE_PAGE);
  const page = Math.min(input.page, pages - 1);
  const first = page * QUEUE_PAGE;
  const shown = tickets.slice(first, first + QUEUE_PAGE);
  const count = `${tickets.length}${isCapped ? '+' : ''}`;
  return {
    html: [
      texts.title(count),
      ...shareLine(tickets.length, predictions, language),
      ...shown.map((ticket, index) => lineOf(ticket, first + index + 1, language)),
      '',
      texts.how,
      ...footer,
    ].join('\n'),
    buttons: [...cardButtons(shown, first), turnButtons(page, pages)].filter((row) => row.length > 0),
  };
}

/**
 * The ticket as a review card for one admin, as it stands; the card's own buttons decide as those of any other.
 * @param page - of the queue, to go back to
 */
export function cardOfStatus(status: TicketStatus): ReviewCard {
  const { chatId, messageId, groupLabel, text, top, mediaUrls = [] } = status;
  return {
    ...{
      ticketId: ticketIdOf({ chatId, messageId }),
      chatId,
      messageId,
      version: status.cardVersion,
      groupLabel,
      text,
    },
    ...{ solving: status.solving ?? '', top, ...(mediaUrls.length > 0 ? { mediaUrls } : {}) },
    state: cardState(status),
  };
}

/** The button from a card back to the queue; it also tells such a card from those that the ticket keeps up to date. */
export function backToQueue(page: number, language: Language): CardButton {
  return { text: botTextsIn(language).pendingReview.back, data: queueData(page) };
}

function cardState({ phase, outcome, label, reviewedBy, top }: TicketStatus): ReviewCard['state'] {
  if (outcome === 'cancelled') return { kind: 'withdrawn' };
  if (reviewedBy && label !== null) {
    return { kind: 'decided', label, approved: top[0]?.label === label, by: reviewedBy.name };
  }
  if (phase === 'inReview') return { kind: 'waiting' };
  return label === null ? { kind: 'retracted' } : { kind: 'settled', label };
}

function shareLine(
  waiting: number,
  predictions: { readonly total: number; readonly reviewed: number } | null,
  language: Language,
): readonly string[] {
  if (!predictions || predictions.total === 0) return [];
  const { total, reviewed } = predictions;
  const share = wholePercent(Math.min(1, waiting / total));
  const count = (value: number): string => numberText(value, language, { most: 0 });
  return [botTextsIn(language).pendingReview.share(share, count(total), count(reviewed))];
}

function lineOf(ticket: PendingTicket, number: number, language: Language): string {
  const texts = botTextsIn(language).pendingReview;
  const url = messageLink(ticket);
  const guess =
    ticket.label === null || ticket.confidence === null
      ? ''
      : texts.guess(wholePercent(ticket.confidence), escapeHtml(ticket.label));
  return `${number}. ${escapeHtml(ticket.groupLabel)} #${ticket.messageId}${guess}${url ? ` · ${texts.link(url)}` : ''}`;
}

function cardButtons(shown: readonly PendingTicket[], first: number): CardButton[][] {
  const buttons = shown.map((ticket, index) => ({ text: String(first + index + 1), data: queueCardData(ticket) }));
  const rows: CardButton[][] = [];
  while (buttons.length > 0) rows.push(buttons.splice(0, BUTTONS_A_ROW));
  return rows;
}

function turnButtons(page: number, pages: number): CardButton[] {
  const turn = (text: string, to: number) => ({ text, data: queueData(to) });
  return [
    ...(page > 0 ? [turn('◀️', page - 1)] : []),
    ...(pages > 1 ? [turn(`${page + 1}/${pages}`, page)] : []),
    ...(page < pages - 1 ? [turn('▶️', page + 1)] : []),
  ];
}
