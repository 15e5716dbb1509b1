import type { Classification, LabelScore } from './ticket';

/** Why the cascade answered as it did, as people are shown it. */
export interface ClassificationReasons {
  /** The rule of the cascade that gave the answer. */
  readonly rule: string;
  readonly lightgbm: LabelScore | null;
  readonly gemini: LabelScore | null;
  /** Gemini's own words, at most 500 characters; null where it gave none. */
  readonly geminiReasoning: string | null;
  /** Why Gemini gave no usable answer though it was asked; null otherwise. */
  readonly geminiFailure: string | null;
  readonly modelVersion: string | null;
  /** 0..1 */
  readonly autoThreshold: number;
}

/** @returns null without a classification */
export function reasonsOf(answer: Classification | null): ClassificationReasons | null {
  if (!answer) return null;
  const { rule, lightgbm, gemini, geminiReasoning = null, geminiFailure, modelVersion, autoThreshold } = answer;
  return { rule, lightgbm, gemini, geminiReasoning, geminiFailure, modelVersion, autoThreshold };
}

/** The answer and its reasons in one line, for the ticket's story. */
export function describeAnswer(answer: Classification): string {
  const { rule, lightgbm, gemini, geminiFailure } = answer;
  return [
    `${answer.label ?? '-'} ${answer.confidence.toFixed(2)} ${answer.source} ${answer.status}`,
    `${rule}, AUTO from ${answer.autoThreshold.toFixed(2)}`,
    `LightGBM ${scoreText(lightgbm)}${answer.modelVersion ? ` (${answer.modelVersion})` : ''}`,
    ...(gemini ? [`Gemini ${scoreText(gemini)}${quoted(answer.geminiReasoning)}`] : []),
    ...(geminiFailure ? [`Gemini: ${geminiFailure}`] : []),
  ].join('; ');
}

function scoreText(score: LabelScore | null): string {
  return score ? `${score.label} ${score.confidence.toFixed(2)}` : '-';
}

function quoted(reasoning: string | null | undefined): string {
  return reasoning ? ` "${reasoning}"` : '';
}
