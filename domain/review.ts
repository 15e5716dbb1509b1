import { cutWithEllipsis, escapeHtml } from './html';
import type { Language } from './language';
import { reviewData } from './review-data';
import type { Texts } from './texts/id';
import { textsIn } from './texts/texts-in';
import type { LabelScore } from './ticket';

/** What a person is shown to decide a label. */
export interface ReviewCard {
  readonly ticketId: string;
  readonly chatId: number;
  readonly messageId: number;
  /** Grows when the proposal changes, so a button of an older card is recognised. 0..9999 */
  readonly version: number;
  readonly groupLabel: string;
  readonly text: string;
  readonly solving: string;
  /** Links to the stored files of the problem; absent: none is stored. */
  readonly mediaUrls?: readonly string[];
  /** The most probable labels, best first; the first is what "approve" approves. */
  readonly top: readonly LabelScore[];
  /** What it is written in; absent: the default one. */
  readonly language?: Language;
  /** Who is at it, until when by the clock of the tickets' zone (`HH:MM`); absent: nobody. */
  readonly lock?: { readonly by: string; readonly until: string };
  readonly state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'decided'; readonly label: string; readonly approved: boolean; readonly by: string }
    | { readonly kind: 'withdrawn' }
    /** Edited meanwhile: the answer needs no person any more. */
    | { readonly kind: 'settled'; readonly label: string }
    /** The solution was taken back. */
    | { readonly kind: 'retracted' };
}

export interface CardButton {
  readonly text: string;
  /** Telegram's callback data, 1..64 bytes. */
  readonly data: string;
}

export interface RenderedCard {
  readonly html: string;
  readonly buttons: readonly (readonly CardButton[])[];
}

/**
 * The card as Telegram shows it: proposals while it waits, undo once it is decided, else no buttons.
 * @param similar - lines about similar tickets (`renderSimilar`), shown while a label is to be chosen
 */
export function renderReviewCard(card: ReviewCard, similar: readonly string[] = []): RenderedCard {
  const texts = textsIn(card.language).card;
  const lines = [
    texts.title(escapeHtml(card.groupLabel)),
    `<blockquote>${escapeHtml(cutWithEllipsis(card.text || texts.noText, 1_200))}</blockquote>`,
    texts.solving(escapeHtml(cutWithEllipsis(card.solving, 800))),
    ...mediaLines(card.mediaUrls ?? [], texts),
  ];
  const { state } = card;
  switch (state.kind) {
    case 'waiting':
      return waitingCard(card, [...lines, ...similar]);
    case 'decided': {
      const line = texts.decided(escapeHtml(state.label), state.approved, escapeHtml(state.by));
      const undo = { text: texts.undo, data: reviewData({ ...card, kind: 'undo' }) };
      return { html: [...lines, line].join('\n'), buttons: [[undo]] };
    }
    case 'settled':
      return { html: [...lines, texts.settled(escapeHtml(state.label))].join('\n'), buttons: [] };
    default:
      return { html: [...lines, texts[state.kind]].join('\n'), buttons: [] };
  }
}

/** An album of ten files still leaves room for the rest of the card. */
const FILES_SHOWN = 10;

function mediaLines(urls: readonly string[], texts: Texts['card']): string[] {
  if (urls.length === 0) return [];
  const links = urls.slice(0, FILES_SHOWN).map((url, index) => texts.file(escapeHtml(url), index + 1));
  return [texts.files(links.join(' · '))];
}

function waitingCard(card: ReviewCard, lines: readonly string[]): RenderedCard {
  const texts = textsIn(card.language).card;
  const proposals = card.top.map(
    (score, index) => `${index + 1}. <b>${escapeHtml(score.label)}</b> ${wholePercent(score.confidence)}`,
  );
  const lock = card.lock ? [texts.lockedBy(escapeHtml(card.lock.by), escapeHtml(card.lock.until))] : [];
  const options = card.top.map((score, option) => [
    {
      text: cutWithEllipsis(`${option === 0 ? '✅ ' : ''}${score.label}`, 60),
      data: reviewData({ ...card, kind: 'decide', option }),
    },
  ]);
  const others = [
    { text: texts.more, data: reviewData({ ...card, kind: 'pick' }) },
    { text: texts.take, data: reviewData({ ...card, kind: 'lock' }) },
  ];
  return {
    html: [...lines, texts.question, ...proposals, ...lock].join('\n'),
    buttons: [...options, others],
  };
}

/** @param share - 0..1 */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
