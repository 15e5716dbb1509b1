import { SEPARATOR } from '../domain/text';
import { boosterColumns, createFeatureReader, type FeatureModel } from './features';
import type { LinearModel } from './linear';
import { createSelector, type Scorer, type Student } from './student';
import type { Analyzer } from './tokenize';

/** A word of the text as the model reads it, and what it did for the answer. */
export interface WordInfluence {
  word: string;
  /** How much the log-odds of the label fall when the word is left out: above 0 it spoke for the label. */
  influence: number;
}

/** A term of the vectorizer and what it did in the linear member. */
export interface TermContribution {
  /** An n-gram of words, or of characters with a space where a word begins or ends. */
  term: string;
  analyzer: Analyzer;
  /** What it adds to the label's margin over what it adds to all labels on average. */
  contribution: number;
}

/** Why a text got its label. Each list holds the strongest first, for or against. */
export interface Reasons {
  words: WordInfluence[];
  terms: TermContribution[];
  /** The same of the trees, by their SHAP values in raw scores; none where trees have no say. */
  trees: TermContribution[];
}

/** Words tried one by one, at most: each costs a prediction. Of more, those the linear member hears most. */
const MOST_WORDS = 40;

/** Says what in a prepared text spoke for and against a label: by occlusion for words, by weight and SHAP value for terms. */
export function createExplainer(
  { labels, features, linear, trees, blend }: Student,
  score: Scorer,
): (text: string, label: number, count: number) => Reasons {
  const readFeatures = createFeatureReader(features);

  function contributionsOf(text: string, label: number): Map<number, number> {
    const row = readFeatures(text);
    const found = new Map<number, number>();
    for (let at = 0; at < row.length; at += 1) {
      const column = row.indices[at]!;
      found.set(column, row.values[at]! * weightAboveMean(linear, column, label));
    }
    return found;
  }

  const target = boosterColumns(features, trees?.maxColumns ?? 0).target;
  const selectWords = createSelector(target);

  /** Of the words that stand in the text; what their absence elsewhere adds is left out. */
  function shapOf(text: string, label: number): Map<number, number> {
    const found = new Map<number, number>();
    if (!trees || blend.weights.trees === 0) return found;
    const row = readFeatures(text);
    const words = selectWords(row);
    const { booster } = trees;
    const [indices, values] = [words.indices.slice(0, words.length), words.values.slice(0, words.length)];
    const shap = booster.predictRow(indices, values, undefined, { predContrib: true });
    const width = booster.numFeature + 1;
    for (let at = 0; at < row.length; at += 1) {
      const column = row.indices[at]!;
      const feature = target[column]!;
      if (feature < 0) continue;
      let sum = 0;
      for (let other = 0; other < labels.length; other += 1) sum += shap[other * width + feature]!;
      found.set(column, shap[label * width + feature]! - sum / labels.length);
    }
    return found;
  }

  /** The strongest first; what adds nothing is none. */
  function strongest(contributions: ReadonlyMap<number, number>, count: number): TermContribution[] {
    return [...contributions]
      .filter(([, contribution]) => contribution !== 0)
      .sort(([, left], [, right]) => Math.abs(right) - Math.abs(left))
      .slice(0, count)
      .map(([column, contribution]) => ({ ...termAt(features, column), contribution }));
  }

  function loudestWords(text: string, contributions: ReadonlyMap<number, number>): string[] {
    const words = [...new Set(text.split(' '))].filter((word) => word !== SEPARATOR);
    if (words.length <= MOST_WORDS) return words;
    const heard = words.map((word) => {
      const row = readFeatures(word);
      let sum = 0;
      for (let at = 0; at < row.length; at += 1) sum += contributions.get(row.indices[at]!) ?? 0;
      return { word, sum: Math.abs(sum) };
    });
    heard.sort((left, right) => right.sum - left.sum);
    return heard.slice(0, MOST_WORDS).map(({ word }) => word);
  }

  function logOdds(text: string, label: number): number {
    // A text without a word leaves every label as likely as the others.
    const share = Math.min(1 - 1e-9, Math.max(1e-9, score(text)?.[label] ?? 1 / labels.length));
    return Math.log(share / (1 - share));
  }

  return (text, label, count) => {
    const contributions = contributionsOf(text, label);
    const whole = logOdds(text, label);
    const words = loudestWords(text, contributions).map((word) => {
      const rest = text.split(' ').filter((other) => other !== word);
      return { word, influence: whole - logOdds(rest.join(' '), label) };
    });
    return {
      words: words.sort((left, right) => Math.abs(right.influence) - Math.abs(left.influence)).slice(0, count),
      terms: strongest(contributions, count),
      trees: strongest(shapOf(text, label), count),
    };
  };
}

function weightAboveMean({ classes, weights }: LinearModel, column: number, label: number): number {
  const base = column * classes;
  let sum = 0;
  for (let other = 0; other < classes; other += 1) sum += weights[base + other]!;
  return weights[base + label]! - sum / classes;
}

function termAt({ parts }: FeatureModel, column: number): Pick<TermContribution, 'term' | 'analyzer'> {
  let offset = 0;
  for (const { terms, options } of parts) {
    if (column < offset + terms.length) return { term: terms[column - offset]!, analyzer: options.analyzer };
    offset += terms.length;
  }
  throw new RangeError(`column ${column} of ${offset}`);
}
