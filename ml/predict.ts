import { modelText } from '../domain/text';
import { autoFigures, type Figures, figuresOf, type Judged } from './metrics';
import { createExplainer, type Reasons } from './explain';
import { createScorer, type Student } from './student';

/** What is classified. Either part may be empty. */
export interface TicketText {
  problem: string;
  solving: string;
}

/** A label and how likely it is, 0 to 1. */
export interface ScoredLabel {
  label: string;
  confidence: number;
}

/** The classifier's answer. */
export interface Prediction {
  /** null where the text holds nothing the model knows; the confidence is 0 then. */
  label: string | null;
  /** Calibrated probability of the label, 0 to 1. */
  confidence: number;
  /** The likeliest labels, best first: three, or as many as were asked for, or all there are; none without a label. */
  top: ScoredLabel[];
  /** The text was longer than a model reads, and its end was left out. */
  cut: boolean;
}

/** A loaded model. Calls are synchronous and share buffers, so they need no waiting and allocate next to nothing. */
export interface Classifier {
  /** Sorted. */
  labels: readonly string[];
  /** @param topCount - how many labels `top` lists; default 3, at least 1 */
  predict(ticket: TicketText, topCount?: number): Prediction;
  /**
   * The label of `predict` and what decided it. Costs a prediction for each word, of 40 words at most.
   * @param count - entries of each list at most; default 5, at least 1
   */
  explain(ticket: TicketText, count?: number): Explanation;
}

/** An answer and its reasons; without a label all lists are empty. */
export interface Explanation extends Reasons {
  label: string | null;
  /** Calibrated probability of the label, 0 to 1. */
  confidence: number;
}

/** A row whose label is known. */
export interface LabelledRow extends TicketText {
  label: string;
  /**
   * How much it counts in a fit, above 0 to 1, by being in the fit with this probability. One below 1 is never held out:
   * no figure, blend or threshold rests on it. Default 1.
   */
  weight?: number;
}

/** Figures on rows the model was not fitted on, with what its own threshold would have let through. */
export interface Evaluation extends Figures {
  autoShare: number;
  autoPrecision: number;
}

/** Makes a classifier of a fitted student. */
export function createClassifier(student: Student): Classifier {
  const { labels } = student;
  const score = createScorer(student);
  const explain = createExplainer(student, score);
  return {
    labels,
    explain({ problem, solving }, count = 5) {
      const { text } = modelText({ problem, solving });
      const proba = text === '' ? null : score(text);
      if (proba === null) return { label: null, confidence: 0, words: [], terms: [], trees: [] };
      const best = topLabels(proba, 1)[0]!;
      const confidence = proba[best]!;
      return { label: labels[best]!, confidence, ...explain(text, best, Math.max(1, count)) };
    },
    predict({ problem, solving }, topCount = 3) {
      const { text, cut } = modelText({ problem, solving });
      const proba = text === '' ? null : score(text);
      if (proba === null) return { label: null, confidence: 0, top: [], cut };
      const top = topLabels(proba, Math.max(1, topCount)).map((at) => ({
        label: labels[at]!,
        confidence: proba[at]!,
      }));
      const best = top[0]!;
      return { label: best.label, confidence: best.confidence, top, cut };
    },
  };
}

/**
 * Judges a classifier on labelled rows. A row whose label the model does not know counts as wrong.
 * @param autoThreshold - the model's own, 0 to 1
 */
export function evaluate(classifier: Classifier, rows: readonly LabelledRow[], autoThreshold: number): Evaluation {
  const numbers = new Map(classifier.labels.map((label, at) => [label, at]));
  const known = classifier.labels.length;
  const judged = rows.map((row): Judged => {
    const { label, confidence } = classifier.predict(row, 1);
    if (!numbers.has(row.label)) numbers.set(row.label, numbers.size);
    return { expected: numbers.get(row.label)!, predicted: label === null ? -1 : numbers.get(label)!, confidence };
  });
  return evaluation(judged, Math.max(known, numbers.size), autoThreshold);
}

/** Figures of judged rows at a threshold. */
export function evaluation(judged: readonly Judged[], labelCount: number, autoThreshold: number): Evaluation {
  const { share, precision } = autoFigures(judged, autoThreshold);
  return { ...figuresOf(judged, labelCount), autoShare: share, autoPrecision: precision };
}

/** Places of the largest numbers, largest first, the earlier one first among equals. */
function topLabels(proba: Float64Array, count: number): number[] {
  const top: number[] = [];
  for (let label = 0; label < proba.length; label += 1) {
    let place = top.length;
    while (place > 0 && proba[label]! > proba[top[place - 1]!]!) place -= 1;
    if (place >= count) continue;
    top.splice(place, 0, label);
    if (top.length > count) top.pop();
  }
  return top;
}
