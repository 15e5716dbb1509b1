import { escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import type { KnownLabel } from '../../temporal/label-desk';
import { botTextsIn } from '../texts/texts-in';

/** Leaves room for the title and the last line in Telegram's 4,096 characters. */
const MAX_CHARS = 3_800;

/** The known labels as one message: those of admins first, with who added them. */
export function renderLabels(labels: readonly KnownLabel[], language: Language): string {
  const texts = botTextsIn(language).label;
  if (labels.length === 0) return texts.none;
  const lines = [...labels.filter(({ added }) => added), ...labels.filter(({ added }) => !added)].map(
    ({ label, added }) =>
      added ? texts.added(escapeHtml(label), escapeHtml(added.by.name)) : texts.ofModel(escapeHtml(label)),
  );
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > MAX_CHARS) break;
    shown.push(line);
  }
  const rest = lines.length - shown.length;
  return [texts.title(labels.length), ...shown, ...(rest > 0 ? [texts.more(rest)] : [])].join('\n');
}
