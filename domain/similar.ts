import { cutWithEllipsis, escapeHtml } from './html';
import { messageLink } from './ids';
import type { Language } from './language';
import { summaryText } from './pii';
import { wholePercent } from './review';
import { textsIn } from './texts/texts-in';

/** A solved ticket like the one under review. */
export interface SimilarTicket {
  /** `<chat id>-<message id>` */
  readonly ticketId: string;
  readonly chatId: number;
  readonly messageId: number;
  /** The problem's start, personal data masked. */
  readonly text: string;
  /** The solving's start, personal data masked. */
  readonly solving: string;
  readonly symptom: string;
  /** Cosine of the two problems' TF-IDF rows, 0..1. */
  readonly score: number;
}

/** Characters shown of a problem, and of how it was solved. */
export const SIMILAR_TEXT_CHARS = { text: 100, solving: 60 } as const;
const LABEL_CHARS = 60;

/** The starts of a problem and its solving as other people may see them. */
export function similarTexts(ticket: { text: string; solving: string }): { text: string; solving: string } {
  return {
    text: summaryText(ticket.text, SIMILAR_TEXT_CHARS.text),
    solving: summaryText(ticket.solving, SIMILAR_TEXT_CHARS.solving),
  };
}

/** One line of a review card for each: label, likeness, problem, solving, and a link where the chat has links. */
export function renderSimilar(similar: readonly SimilarTicket[], language?: Language): string[] {
  const texts = textsIn(language);
  return similar.map(({ symptom, score, text, solving, ...address }) => {
    const url = messageLink(address);
    return texts.card.similar({
      label: escapeHtml(cutWithEllipsis(symptom, LABEL_CHARS)),
      percent: wholePercent(score),
      text: escapeHtml(text),
      solving: escapeHtml(solving),
      link: url ? ` · ${texts.notice.link(url)}` : '',
    });
  });
}
