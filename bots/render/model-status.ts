import { escapeHtml } from '../../domain/html';
import { wholePercent } from '../../domain/review';
import { botTexts } from '../texts/id';

/** What the admin bot shows of the model in service. */
export interface ModelStatus {
  readonly version: string;
  /** Number of labels. */
  readonly classes: number;
  /** Where the training rows came from; figures of generated rows say nothing about real ones. */
  readonly origin: string;
  /** ISO instant; null if unknown. */
  readonly trainedAt: string | null;
  /** 0..1; null if unknown. */
  readonly autoThreshold: number | null;
}

/** @param status - null: no model in service */
export function renderModelStatus(status: ModelStatus | null): string {
  const texts = botTexts.modelStatus;
  if (!status) return texts.none;
  return [
    texts.title,
    texts.version(escapeHtml(status.version)),
    texts.classes(status.classes),
    texts.origin(escapeHtml(status.origin)),
    ...(status.trainedAt ? [texts.trainedAt(escapeHtml(status.trainedAt))] : []),
    ...(status.autoThreshold === null ? [] : [texts.autoThreshold(wholePercent(status.autoThreshold))]),
  ].join('\n');
}
