import { cutWithEllipsis, escapeHtml } from './html';
import type { Language } from './language';
import { textsIn } from './texts/texts-in';
import type { TrainingRefusal } from './training-gate';

/** What admins are told when a retraining ended without a candidate. */
export function renderRetrainFailure(
  { type, message }: { readonly type: string; readonly message: string },
  language?: Language,
): string {
  return textsIn(language).training.failed(escapeHtml(type), escapeHtml(cutWithEllipsis(message, 300)));
}

/** What admins are told when the week's retraining found too little to train on. */
export function renderWeeklyRefusal({ reason, have, need }: TrainingRefusal, language?: Language): string {
  const { refused, weeklyRefused } = textsIn(language).training;
  const text = refused[reason];
  return weeklyRefused(typeof text === 'string' ? text : text(have, need));
}

/** What became of the rows that the promoted model was trained on. @param result - null: they could not be marked */
export function renderMarked(
  version: string,
  result: {
    readonly wanted: number;
    readonly marked: number;
    readonly skipped: number;
    readonly waiting: number;
  } | null,
  language?: Language,
): string {
  const texts = textsIn(language).training;
  const name = escapeHtml(version);
  return result === null ? texts.notMarked(name) : texts.marked(name, result);
}
