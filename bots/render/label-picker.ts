import type { RenderedCard } from '../../domain/review';
import { labelHash, reviewData, type CardRef } from '../../domain/review-data';
import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import { botTexts } from '../texts/id';

/** Labels on one page of the picker, one a row: they are long. */
export const PICKER_PAGE = 8;

/**
 * One page of all known labels as buttons, with buttons to the pages beside it.
 * @param input.page - counted from 0; a page that there is not any more becomes the last one
 */
export function renderLabelPicker(input: {
  readonly card: CardRef;
  readonly groupLabel: string;
  readonly labels: readonly string[];
  readonly page: number;
}): RenderedCard {
  const { card, labels } = input;
  const texts = botTexts.picker;
  const close = { text: texts.close, data: reviewData({ ...card, kind: 'close' }) };
  if (labels.length === 0) return { html: texts.none, buttons: [[close]] };
  const pages = Math.ceil(labels.length / PICKER_PAGE);
  const page = Math.min(input.page, pages - 1);
  const rows = labels
    .slice(page * PICKER_PAGE, (page + 1) * PICKER_PAGE)
    .map((label) => [
      { text: cutWithEllipsis(label, 60), data: reviewData({ ...card, kind: 'label', hash: labelHash(label) }) },
    ]);
  const turn = (text: string, to: number) => ({ text, data: reviewData({ ...card, kind: 'page', page: to }) });
  const turns = [
    ...(page > 0 ? [turn('◀️', page - 1)] : []),
    ...(pages > 1 ? [turn(texts.page(page + 1, pages), page)] : []),
    ...(page < pages - 1 ? [turn('▶️', page + 1)] : []),
  ];
  return {
    html: texts.title(escapeHtml(input.groupLabel), card.messageId),
    buttons: [...rows, ...(turns.length > 0 ? [turns] : []), [close]],
  };
}
