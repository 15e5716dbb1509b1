import type { TrainingSetView } from '../../activities/training/snapshot';
import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import { numberText, type Language } from '../../domain/language';
import type { RenderedCard } from '../../domain/review';
import { LEAST_TRAINING_ROWS, WANTED_REVIEWED } from '../../domain/training-gate';
import type { RetrainProgress } from '../../workflows/contracts/retrain';
import { retrainData, type RetrainWish } from '../admin/retrain-data';
import { retrainTextsIn } from '../texts/texts-in';
import { renderRetrainProgress, renderTrainingRefusal } from './retrain-progress';

const LABELS_SHOWN = 10;
const LABEL_CHARS = 100;

/** Whether there is enough to train on, and how the last training ended. @param view - null: the sheets are not read */
export function renderRetrainStatus(
  view: TrainingSetView | null,
  last: RetrainProgress | null,
  language: Language,
): string {
  const { status: texts, question } = retrainTextsIn(language);
  const lastLines = last
    ? [texts.last, renderRetrainProgress(last, { nowMs: Date.parse(last.phaseStartedAt), step: null }, language).html]
    : [texts.never];
  return [texts.title, ...(view ? viewLines(view, language) : [question.unread]), '', ...lastLines].join('\n');
}

/** The question before a retraining, with what it would train on. */
export function renderRetrainQuestion(
  wish: RetrainWish,
  view: TrainingSetView | null,
  language: Language,
): RenderedCard {
  const { question: texts, progress } = retrainTextsIn(language);
  const count = countIn(language);
  return {
    html: [
      texts.title,
      wish.trials > 0 ? texts.search(wish.trials) : texts.fixed,
      ...(view ? [progress.data(count(view.snapshot.rows), count(view.snapshot.classes.length))] : [texts.unread]),
      ...(wish.force ? [texts.forced] : []),
      texts.promise,
    ].join('\n'),
    buttons: [
      [
        { text: texts.yes, data: retrainData({ kind: 'start', ...wish }) },
        { text: texts.no, data: retrainData({ kind: 'decline' }) },
      ],
    ],
  };
}

function viewLines({ snapshot, refusal }: TrainingSetView, language: Language): string[] {
  const texts = retrainTextsIn(language).status;
  const count = countIn(language);
  const { rows, reviewed, classes, mark, sources } = snapshot;
  const byPeople = classes.reduce((sum, one) => sum + one.byPeople, 0);
  const tracked = sources.find(({ source }) => source === 'ML_Tracking')?.used ?? 0;
  return [
    refusal ? renderTrainingRefusal(refusal, language) : texts.ready,
    texts.reviewed(count(reviewed), count(WANTED_REVIEWED)),
    texts.trained(count(Math.max(0, reviewed - mark.rows))),
    texts.untrained(count(mark.rows)),
    texts.auto(count(Math.max(0, tracked - byPeople))),
    texts.rows(count(rows), count(LEAST_TRAINING_ROWS)),
    ...(classes.length > 0 ? [texts.labels(count(classes.length))] : []),
    ...classes.slice(0, LABELS_SHOWN).map(({ label, rows: have, isNew }) => {
      const name = escapeHtml(cutWithEllipsis(label, LABEL_CHARS));
      return isNew ? texts.newLabel(name, count(have)) : texts.label(name, count(have));
    }),
  ];
}

function countIn(language: Language): (value: number) => string {
  return (value) => numberText(value, language, { most: 0 });
}
