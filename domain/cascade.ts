import { assertNever } from './errors';

/** One answer of a classifier; confidence 0..1. */
export interface Guess {
  label: string;
  confidence: number;
}

export type PredictionSource = 'lightgbm' | 'hybrid' | 'gemini';

/** Which rule made the answer: LightGBM alone, Gemini's answer too weak to count, both agree, both differ. */
export type CascadeRule = 'lightgbm-alone' | 'gemini-dropped' | 'agreement' | 'disagreement';

/** What the cascade answers; confidence 0..1. */
export interface CascadeAnswer extends Guess {
  source: PredictionSource;
  rule: CascadeRule;
}

export type PredictionStatus = 'AUTO' | 'REVIEW';

/** Shares 0..1. */
export interface CascadeThresholds {
  /** At or above it LightGBM's answer stands and Gemini is not asked. */
  cascade: number;
  /** At or above it an answer needs no person. */
  auto: number;
}

/** `explicitAuto`: the auto threshold was set by the operator, so it holds for every source as it is. */
export interface ResolvedThresholds extends CascadeThresholds {
  explicitAuto: boolean;
}

export const DEFAULT_THRESHOLD = 0.75;

/** A Gemini answer of this confidence or less is dropped. */
export const GEMINI_MIN_CONFIDENCE = 0.5;

const AGREEMENT_BONUS = 1.1;
const AGREEMENT_CAP = 0.99;

/** Whether Gemini is worth asking: it is enabled, and LightGBM has a label below the cascade threshold. */
export function shouldAskGemini(input: {
  lightgbm: Guess | null;
  geminiEnabled: boolean;
  cascadeThreshold: number;
}): boolean {
  return input.geminiEnabled && input.lightgbm !== null && !(input.lightgbm.confidence >= input.cascadeThreshold);
}

/**
 * The cascade's answer from the two classifiers'. With l and g the confidences: agreement gives max(l, min(0.99, 1.1
 * (l+g)/2)), disagreement Gemini's label with g·g/(g+l).
 * @param input.gemini - null where not asked, refused or failed: LightGBM's answer stands. Its label must be spelt as
 * the list spells it
 * @returns null where LightGBM has no label; Gemini does not answer in its place
 */
export function combine(input: { lightgbm: Guess | null; gemini: Guess | null }): CascadeAnswer | null {
  const { lightgbm, gemini } = input;
  if (lightgbm === null) {
    return null;
  }
  if (gemini === null || !(gemini.confidence > GEMINI_MIN_CONFIDENCE)) {
    const rule = gemini === null ? 'lightgbm-alone' : 'gemini-dropped';
    return { label: lightgbm.label, confidence: lightgbm.confidence, source: 'lightgbm', rule };
  }
  const [l, g] = [lightgbm.confidence, gemini.confidence];
  if (lightgbm.label === gemini.label) {
    const confidence = Math.max(l, Math.min(AGREEMENT_CAP, (AGREEMENT_BONUS * (l + g)) / 2));
    return { label: lightgbm.label, confidence, source: 'hybrid', rule: 'agreement' };
  }
  return { label: gemini.label, confidence: (g * g) / (g + l), source: 'gemini', rule: 'disagreement' };
}

/**
 * Whether an answer needs a person. A model's own threshold is calibrated for LightGBM's answers only: hybrid and
 * Gemini answers need at least 0.75 as well, unless the operator set the threshold.
 */
export function status(input: {
  confidence: number;
  source: PredictionSource;
  autoThreshold: number;
  explicitAuto: boolean;
}): PredictionStatus {
  return input.confidence >= neededConfidence(input) ? 'AUTO' : 'REVIEW';
}

/** The settings win where set; else the model's own threshold serves for both; else 0.75. All are shares 0..1. */
export function resolveThresholds(settings: {
  mlThresholdAuto: number | null;
  geminiCascadeThreshold: number | null;
  modelAutoThreshold: number | null;
}): ResolvedThresholds {
  const fallback = settings.modelAutoThreshold ?? DEFAULT_THRESHOLD;
  return {
    cascade: settings.geminiCascadeThreshold ?? fallback,
    auto: settings.mlThresholdAuto ?? fallback,
    explicitAuto: settings.mlThresholdAuto !== null,
  };
}

function neededConfidence(input: { source: PredictionSource; autoThreshold: number; explicitAuto: boolean }): number {
  switch (input.source) {
    case 'lightgbm':
      return input.autoThreshold;
    case 'hybrid':
    case 'gemini':
      return input.explicitAuto ? input.autoThreshold : Math.max(input.autoThreshold, DEFAULT_THRESHOLD);
    default:
      return assertNever(input.source);
  }
}
