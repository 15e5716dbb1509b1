import type { ResolvedThresholds } from '../domain/cascade';
import { combine, resolveThresholds, shouldAskGemini, status } from '../domain/cascade';
import { outgoingText } from '../domain/gemini';
import type { Classification, LabelScore } from '../domain/ticket';
import type { LabelDesk } from '../temporal/label-desk';
import type { ClassifyActivities } from '../workflows/ports';
import type { GeminiClient, GeminiOutcome } from './adapters/gemini-client';
import type { TeacherAnswer } from './mirror/teacher-answers';
import type { ModelServer, ServedModel } from './model-server';
import type { Shadow } from './shadow';
import { whileBeating } from './while-beating';

export interface ClassifyDeps {
  readonly models: Pick<ModelServer, 'current'>;
  /** null: Gemini is never asked. */
  readonly gemini: GeminiClient | null;
  readonly thresholds: { readonly auto: number | null; readonly cascade: number | null };
  readonly now: () => Date;
  /** Told of every answer; for metrics. */
  readonly onAnswer?: (answer: Classification) => void;
  /** Has the candidate answer the same text, later and for itself. */
  readonly shadow?: Pick<Shadow, 'observe'>;
  /** Keeps what Gemini said as training data; not waited for, and whatever it fails with is its own to log. */
  readonly keepTeacherAnswer?: (answer: Omit<TeacherAnswer, 'teacher'>) => void;
}

export interface Cascade {
  /** Never throws for lack of a model or of Gemini: without a model the label is null. */
  classify(input: { problem: string; solving: string | null }): Promise<Classification>;
}

/** The thresholds in force: what the operator set, else the model's own, else the default. */
export function thresholdsOf(model: ServedModel | null, settings: ClassifyDeps['thresholds']): ResolvedThresholds {
  return resolveThresholds({
    mlThresholdAuto: settings.auto,
    geminiCascadeThreshold: settings.cascade,
    modelAutoThreshold: model?.manifest.calibration.autoThreshold ?? null,
  });
}

/** The cascade: LightGBM, then Gemini below the threshold. One for the workflow's activity and for /api/predict. */
export function createCascade(deps: ClassifyDeps): Cascade {
  return {
    async classify({ problem, solving }) {
      const startedMs = performance.now();
      const model = deps.models.current();
      const thresholds = thresholdsOf(model, deps.thresholds);
      const prediction = model?.classifier.predict({ problem, solving: solving ?? '' }) ?? null;
      const lightgbm = prediction?.label ? { label: prediction.label, confidence: prediction.confidence } : null;
      const outcome = model && (await askGemini(deps, { problem, solving, lightgbm, model, thresholds }));
      const gemini = outcome?.kind === 'answer' ? { label: outcome.label, confidence: outcome.confidence } : null;
      const answer = combine({ lightgbm, gemini });
      const classification: Classification = {
        label: answer?.label ?? null,
        confidence: answer?.confidence ?? 0,
        source: answer?.source ?? 'lightgbm',
        rule: answer?.rule ?? (model ? 'no-label' : 'no-model'),
        status: answer
          ? status({ ...answer, autoThreshold: thresholds.auto, explicitAuto: thresholds.explicitAuto })
          : 'REVIEW',
        lightgbm,
        gemini,
        geminiReasoning: outcome?.kind === 'answer' ? outcome.reasoning || null : null,
        geminiFailure: geminiFailureOf(outcome),
        top: prediction?.top ?? [],
        modelVersion: model?.version ?? null,
        autoThreshold: thresholds.auto,
        cut: prediction?.cut ?? false,
        inferenceMs: Math.round((performance.now() - startedMs) * 1_000) / 1_000,
        at: deps.now().toISOString(),
      };
      deps.onAnswer?.(classification);
      if (prediction && model) {
        const { label, confidence } = prediction;
        const isAuto = label !== null && confidence >= model.manifest.calibration.autoThreshold;
        const text = { problem, solving: solving ?? '' };
        deps.shadow?.observe({ text, version: model.version, answer: { label, isAuto } });
      }
      if (gemini && model) {
        deps.keepTeacherAnswer?.({
          problem: outgoingText(problem),
          solving: outgoingText(solving ?? ''),
          ...gemini,
          modelVersion: model.version,
          at: classification.at,
        });
      }
      return classification;
    },
  };
}

async function askGemini(
  { gemini }: ClassifyDeps,
  ticket: {
    problem: string;
    solving: string | null;
    lightgbm: LabelScore | null;
    model: ServedModel;
    thresholds: ResolvedThresholds;
  },
): Promise<GeminiOutcome | null> {
  const { problem, solving, lightgbm, model, thresholds } = ticket;
  const isWorthIt = shouldAskGemini({
    lightgbm,
    geminiEnabled: gemini !== null,
    cascadeThreshold: thresholds.cascade,
  });
  if (!isWorthIt || !gemini) return null;
  return gemini.ask({ text: problem, solving, labels: model.classifier.labels });
}

function geminiFailureOf(outcome: GeminiOutcome | null): string | null {
  if (!outcome || outcome.kind === 'answer') return null;
  return outcome.kind === 'failed' ? outcome.failure : outcome.reason;
}

export function createClassifyActivities(
  deps: ClassifyDeps & { readonly labels: Pick<LabelDesk, 'find'> },
): ClassifyActivities {
  const cascade = createCascade(deps);
  return {
    classify: (input) => whileBeating(() => cascade.classify(input)),
    knownLabel: ({ label }) => deps.labels.find(label),
  };
}
