import { escapeHtml } from '../../domain/html';
import { numberText, type Language } from '../../domain/language';
import { wholePercent } from '../../domain/review';
import { renderShadow } from '../../domain/shadow-render';
import type { ShadowAgreement } from '../../domain/shadow';
import { botTextsIn } from '../texts/texts-in';

/** What the admin bot shows of the model in service. */
export interface ModelStatus {
  readonly version: string;
  /** Number of labels. */
  readonly classes: number;
  /** Where the training rows came from; figures of generated rows say nothing about real ones. */
  readonly origin: string;
  /** Local date and time; null if unknown. */
  readonly trainedAt: string | null;
  /** Rows it was trained on. */
  readonly samples: number;
  /** Out-of-fold figures, 0..1. */
  readonly figures: { readonly macroF1: number; readonly weightedF1: number; readonly accuracy: number };
  /** 0..1 */
  readonly thresholds: { readonly auto: number; readonly cascade: number };
  /** Name of Gemini's model; null: Gemini is not asked. */
  readonly gemini: string | null;
  /** The promoted version could not be loaded: this one serves on. */
  readonly hasFailed: boolean;
}

/**
 * @param status - null: no model in service
 * @param shadow - null: no candidate predicts beside it
 */
export function renderModelStatus(
  status: ModelStatus | null,
  shadow: ShadowAgreement | null,
  language: Language,
): string {
  const texts = botTextsIn(language).modelStatus;
  const share = (value: number): string => numberText(value, language, { least: 3, most: 3 });
  if (!status) return texts.none;
  const { figures, thresholds } = status;
  return [
    texts.title,
    texts.version(escapeHtml(status.version)),
    ...(status.hasFailed ? [texts.failed] : []),
    texts.classes(status.classes),
    texts.origin(escapeHtml(status.origin), numberText(status.samples, language, { most: 0 })),
    ...(status.trainedAt ? [texts.trainedAt(escapeHtml(status.trainedAt))] : []),
    texts.figures(share(figures.macroF1), share(figures.weightedF1), share(figures.accuracy)),
    texts.thresholds(wholePercent(thresholds.auto), wholePercent(thresholds.cascade)),
    status.gemini === null ? texts.geminiOff : texts.geminiOn(escapeHtml(status.gemini)),
    ...(shadow ? [renderShadow(shadow, language)] : []),
  ].join('\n');
}
