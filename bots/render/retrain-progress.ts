import { escapeHtml } from '../../domain/html';
import { numberText, type Language } from '../../domain/language';
import { restOf, shareDone } from '../../domain/retrain-share';
import type { RenderedCard } from '../../domain/review';
import type { TrainingRefusal } from '../../domain/training-gate';
import type { RetrainOutcome, RetrainProgress } from '../../workflows/contracts/retrain';
import { retrainData } from '../admin/retrain-data';
import { retrainTextsIn } from '../texts/texts-in';

const CELLS = 20;
/** A run as a message shows it, with a button that stops it while it goes. */
export function renderRetrainProgress(
  progress: RetrainProgress,
  { nowMs, step }: { readonly nowMs: number; readonly step: number | null },
  language: Language,
): RenderedCard {
  const texts = retrainTextsIn(language).progress;
  const { count, figure } = numbersIn(language);
  const { by, phase, startedAt, phaseStartedAt, outcome, runId, data, features, trials } = progress;
  const endMs = outcome === null ? nowMs : Date.parse(phaseStartedAt);
  const time = renderTime(endMs - Date.parse(startedAt), language);
  const done = shareDone(progress, step);
  const restMs = restOf(progress, step, nowMs);
  const lines = [
    texts.title(by.kind === 'schedule' ? texts.weekly : escapeHtml(by.name)),
    ...(outcome === null
      ? [
          texts.phase(texts.phases[phase]),
          texts.bar(bar(done), `${Math.floor(done * 100)}%`),
          texts.elapsed(time, restMs === null ? null : renderTime(restMs, language)),
        ]
      : outcomeLines(outcome, time, language)),
    ...(data === null ? [] : [texts.data(count(data.rows), count(data.labels))]),
    ...(features === null ? [] : [texts.features(count(features))]),
    ...(trials.wanted > 0 ? [trialsLine(trials, language)] : []),
    ...(trials.best === null ? [] : [texts.best(figure(trials.best))]),
  ];
  const stop = { text: texts.stop, data: retrainData({ kind: 'stop', runId }) };
  return { html: lines.join('\n'), buttons: outcome === null ? [[stop]] : [] };
}

/** Why nothing was trained. */
export function renderTrainingRefusal({ reason, have, need }: TrainingRefusal, language: Language): string {
  const text = retrainTextsIn(language).refused[reason];
  const { count } = numbersIn(language);
  return typeof text === 'string' ? text : text(count(have), count(need));
}

function outcomeLines(outcome: RetrainOutcome, time: string, language: Language): string[] {
  const texts = retrainTextsIn(language).progress;
  const { figure } = numbersIn(language);
  switch (outcome.kind) {
    case 'candidate': {
      const { version, candidate, production } = outcome;
      return [
        texts.candidate(escapeHtml(version), time),
        texts.figures(figure(candidate.macroF1), production && figure(production.macroF1)),
      ];
    }
    case 'refused':
      return [renderTrainingRefusal(outcome.refusal, language)];
    case 'cancelled':
      return [texts.cancelled(time)];
    case 'failed': {
      const { mend } = retrainTextsIn(language);
      const remedy = Object.hasOwn(mend, outcome.type) ? [mend[outcome.type as keyof typeof mend]] : [];
      return [texts.ended(escapeHtml(outcome.type), time), ...remedy];
    }
  }
}

function trialsLine({ finished, wanted, pruned, failed }: RetrainProgress['trials'], language: Language): string {
  const texts = retrainTextsIn(language).progress;
  const notes = [...(pruned > 0 ? [texts.pruned(pruned)] : []), ...(failed > 0 ? [texts.failed(failed)] : [])];
  return texts.trials(finished, wanted) + (notes.length > 0 ? ` (${notes.join(', ')})` : '');
}

function bar(share: number): string {
  const full = Math.floor(share * CELLS);
  return '█'.repeat(full) + '░'.repeat(CELLS - full);
}

/** Seconds at first only: a message that changes each time is edited each time. */
function renderTime(ms: number, language: Language): string {
  const texts = retrainTextsIn(language).progress;
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return texts.seconds(seconds);
  return minutes < 120 ? texts.minutes(minutes) : texts.hours(Math.floor(minutes / 60), minutes % 60);
}

function numbersIn(language: Language) {
  return {
    count: (value: number): string => numberText(value, language, { most: 0 }),
    figure: (value: number): string => numberText(value, language, { least: 3, most: 3 }),
  };
}
