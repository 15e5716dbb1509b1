import { cutWithEllipsis, escapeHtml } from './html';
import { numberText, type Language } from './language';
import type { ShadowAgreement } from './shadow';
import { textsIn } from './texts/texts-in';

/** Disagreements named in a message. */
const PAIRS_SHOWN = 3;
const LABEL_CHARS = 60;

/** How often the candidate says what the model in service says, with the most frequent differences, as HTML. */
export function renderShadow(shadow: ShadowAgreement, language: Language): string {
  const words = textsIn(language).shadow;
  const percent = (share: number): string => `${numberText(share * 100, language, { least: 1, most: 1 })}%`;
  const labelOf = (label: string | null): string =>
    label === null ? words.noLabel : escapeHtml(cutWithEllipsis(label, LABEL_CHARS));
  const { candidate, compared, agreementShare, autoShare, disagreements } = shadow;
  const name = escapeHtml(candidate);
  if (agreementShare === null) return words.nothing(name);
  const auto =
    autoShare.candidate === null || autoShare.production === null
      ? ''
      : words.auto(percent(autoShare.candidate), percent(autoShare.production));
  return [
    words.agreed(name, percent(agreementShare), compared) + auto,
    ...disagreements
      .slice(0, PAIRS_SHOWN)
      .map(({ production, candidate: ours, count }) => words.pair(labelOf(production), labelOf(ours), count)),
  ].join('\n');
}
