import type { Language } from '../../domain/language';
import type { CardButton, RenderedCard } from '../../domain/review';
import { labelHash, reviewData, type CardRef } from '../../domain/review-data';
import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import { botTextsIn } from '../texts/texts-in';

/** Labels on one page of the picker, one a row: they are long. */
export const PICKER_PAGE = 8;
/** Labels that a search shows at most. */
const MOST_FOUND = 16;

/**
 * One page of all known labels as buttons, with buttons to the pages beside it.
 * @param input.page - counted from 0; a page that there is not any more becomes the last one
 */
export function renderLabelPicker(input: {
  readonly card: CardRef;
  readonly groupLabel: string;
  readonly labels: readonly string[];
  readonly page: number;
  readonly language: Language;
}): RenderedCard {
  const { card, labels, language } = input;
  const texts = botTextsIn(language).picker;
  const { search, close } = endOf(card, language);
  if (labels.length === 0) return { html: texts.none, buttons: [[close]] };
  const pages = Math.ceil(labels.length / PICKER_PAGE);
  const page = Math.min(input.page, pages - 1);
  const rows = rowsOf(card, labels.slice(page * PICKER_PAGE, (page + 1) * PICKER_PAGE));
  const turn = (text: string, to: number) => ({ text, data: reviewData({ ...card, kind: 'page', page: to }) });
  const turns = [
    ...(page > 0 ? [turn('◀️', page - 1)] : []),
    ...(pages > 1 ? [turn(texts.page(page + 1, pages), page)] : []),
    ...(page < pages - 1 ? [turn('▶️', page + 1)] : []),
  ];
  return {
    html: texts.title(escapeHtml(input.groupLabel), card.messageId),
    buttons: [...rows, ...(turns.length > 0 ? [turns] : []), pages > 1 ? [search, close] : [close]],
  };
}

/**
 * The labels that hold all the words, whatever their case, as buttons.
 * @param input.words - as the admin wrote them
 */
export function renderFoundLabels(input: {
  readonly card: CardRef;
  readonly groupLabel: string;
  readonly labels: readonly string[];
  readonly words: string;
  readonly language: Language;
}): RenderedCard {
  const { card, words, language } = input;
  const texts = botTextsIn(language).picker;
  const wanted = foldCase(words).split(/\s+/);
  const found = input.labels.filter((label) => wanted.every((word) => foldCase(label).includes(word)));
  const { search, close } = endOf(card, language);
  const shownWords = escapeHtml(cutWithEllipsis(words, 60));
  if (found.length === 0) return { html: texts.notFound(shownWords), buttons: [[search, close]] };
  const title = texts.found(escapeHtml(input.groupLabel), card.messageId, shownWords, found.length);
  const rest = found.length - MOST_FOUND;
  return {
    html: rest > 0 ? `${title}\n${texts.more(rest)}` : title,
    buttons: [...rowsOf(card, found.slice(0, MOST_FOUND)), [search, close]],
  };
}

function rowsOf(card: CardRef, labels: readonly string[]): CardButton[][] {
  return labels.map((label) => [
    { text: cutWithEllipsis(label, 60), data: reviewData({ ...card, kind: 'label', hash: labelHash(label) }) },
  ]);
}

function endOf(card: CardRef, language: Language): { search: CardButton; close: CardButton } {
  const { search, close } = botTextsIn(language).picker;
  return {
    search: { text: search, data: reviewData({ ...card, kind: 'search' }) },
    close: { text: close, data: reviewData({ ...card, kind: 'close' }) },
  };
}

function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
