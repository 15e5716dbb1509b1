import { OncekError } from './errors';
import { cutWithEllipsis, escapeHtml } from './html';
import { texts } from './texts';
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
  /** The most probable labels, best first; the first is what "approve" approves. */
  readonly top: readonly LabelScore[];
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

/** Callback data of one option of a card: ids and numbers only, a label would not fit into 64 bytes. */
export function reviewCallbackData(option: ReviewOption): string {
  return `rv:${option.chatId}:${option.messageId}:${option.version}:${option.option}`;
}

export interface ReviewOption {
  readonly chatId: number;
  readonly messageId: number;
  readonly version: number;
  /** Index into the card's `top`. */
  readonly option: number;
}

/** @throws InvalidInput when the data is not of a review card */
export function parseReviewCallbackData(data: string): ReviewOption {
  const match = /^rv:(-?\d{1,16}):(\d{1,16}):(\d{1,4}):(\d{1,2})$/.exec(data);
  if (!match) throw new OncekError('InvalidInput', 'callback data is not of a review card');
  const [chatId, messageId, version, option] = match.slice(1).map(Number) as [number, number, number, number];
  return { chatId, messageId, version, option };
}

/**
 * The card as Telegram shows it; decided and withdrawn cards have no buttons.
 * @param similar - lines about similar tickets (`renderSimilar`), shown while a label is to be chosen
 */
export function renderReviewCard(card: ReviewCard, similar: readonly string[] = []): RenderedCard {
  const lines = [
    texts.card.title(escapeHtml(card.groupLabel)),
    `<blockquote>${escapeHtml(cutWithEllipsis(card.text || texts.card.noText, 1_200))}</blockquote>`,
    texts.card.solving(escapeHtml(cutWithEllipsis(card.solving, 800))),
  ];
  if (card.state.kind === 'decided') {
    const { label, approved, by } = card.state;
    return {
      html: [...lines, texts.card.decided(escapeHtml(label), approved, escapeHtml(by))].join('\n'),
      buttons: [],
    };
  }
  const { state } = card;
  if (state.kind === 'settled') {
    return { html: [...lines, texts.card.settled(escapeHtml(state.label))].join('\n'), buttons: [] };
  }
  if (state.kind !== 'waiting') return { html: [...lines, texts.card[state.kind]].join('\n'), buttons: [] };
  const proposals = card.top.map(
    (score, index) => `${index + 1}. <b>${escapeHtml(score.label)}</b> ${wholePercent(score.confidence)}`,
  );
  const buttons = card.top.map((score, option) => [
    {
      text: cutWithEllipsis(`${option === 0 ? '✅ ' : ''}${score.label}`, 60),
      data: reviewCallbackData({ chatId: card.chatId, messageId: card.messageId, version: card.version, option }),
    },
  ]);
  return { html: [...lines, ...similar, texts.card.question, ...proposals].join('\n'), buttons };
}

/** @param share - 0..1 */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
