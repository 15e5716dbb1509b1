import type { TrialSettings } from '../domain/trials';
import { figuresOf } from './metrics';
import type { LabelledRow } from './predict';
import { openFolds } from './train';
import { isHopeless } from './tuner/prune';
import { trainOptionsOf } from './tuner/student-space';

/** What a trial came to. */
export interface JudgedTrial {
  /** Mean macro F1 after each fold, 0..1, in 4 digits. */
  readonly means: readonly number[];
  readonly isPruned: boolean;
}

/** One network says which options are better; all of them only make every trial longer. */
const TRIAL_NETWORKS = 1;
const MOST_FOLDS = 5;

/**
 * Judges options by the mean macro F1 over folds: as many as the smallest label of two or more rows has rows, 2 to 5.
 * Stops after a fold that shows them hopeless.
 * @param input.finished - means of the trials that ran to their end
 * @throws NoTrainingData when the rows hold fewer than two labels with text; the signal's reason once it is aborted
 */
export async function judgeTrial(input: {
  readonly rows: readonly LabelledRow[];
  readonly settings: TrialSettings;
  readonly seed: number;
  readonly finished: readonly (readonly number[])[];
  readonly signal?: AbortSignal;
  /** Share of the folds that are done, 0..1. */
  readonly onProgress?: (share: number) => void;
}): Promise<JudgedTrial> {
  const { rows, settings, seed, finished, signal, onProgress } = input;
  const options = trainOptionsOf(settings);
  const folds = foldsOf(rows);
  const network = { ...options.network, networks: TRIAL_NETWORKS, foldNetworks: TRIAL_NETWORKS };
  const run = await openFolds({ rows, options: { ...options, folds, network }, seed, signal });
  const figures: number[] = [];
  const means: number[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const judged = await run.judge(fold);
    if (judged === null) continue;
    figures.push(figuresOf(judged, run.labels).macroF1);
    const mean = figures.reduce((sum, one) => sum + one, 0) / figures.length;
    means.push(Math.round(mean * 10_000) / 10_000);
    onProgress?.((fold + 1) / folds);
    if (fold + 1 < folds && isHopeless({ means, finished })) return { means, isPruned: true };
  }
  return { means, isPruned: false };
}

function foldsOf(rows: readonly LabelledRow[]): number {
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(label, (counts.get(label) ?? 0) + 1);
  const smallest = Math.min(MOST_FOLDS, ...[...counts.values()].filter((count) => count > 1));
  return Math.max(2, smallest);
}
