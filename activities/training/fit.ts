import { saveModel } from '../../ml/artifact';
import type { TrainOptions } from '../../ml/options';
import type { LabelledRow } from '../../ml/predict';
import { trainClassifier } from '../../ml/train';
import { judgeTrial } from '../../ml/trial';
import { trainOptionsOf } from '../../ml/tuner/student-space';
import type { FitActivities, FitInput, FittedModel } from '../../workflows/retrain-ports';
import type { ObjectStore } from '../adapters/object-store';
import { holdOut } from './hold-out';
import { putModel } from './model-folder';
import { readSnapshot } from './snapshot-store';

export interface FitDeps {
  readonly store: Pick<ObjectStore, 'get' | 'put'>;
  /** What every fit does otherwise than the fixed options and the search say: how many threads it may use, at least. */
  readonly options: Pick<TrainOptions, 'threads'> & Partial<TrainOptions>;
  readonly now: () => Date;
  /** Share of the work that is done, 0..1. */
  readonly onProgress: (share: number) => void;
}

/** The steps that train. */
export function createFits({ store, options, now, onProgress }: FitDeps): FitActivities {
  async function fit(
    rows: readonly LabelledRow[],
    seed: number,
    { settings, modelKey }: FitInput,
  ): Promise<FittedModel> {
    const trained = await trainClassifier({
      ...{ rows, seed },
      options: { ...trainOptionsOf(settings), ...options },
      trainedAt: now().toISOString(),
      onProgress: ({ share }) => onProgress(share),
    });
    const { info, student } = trained;
    await putModel(store, modelKey, await saveModel(trained));
    return {
      rows: info.rows.used,
      labels: student.labels.length,
      features: student.features.parts.reduce((sum, { terms }) => sum + terms.length, 0),
      autoThreshold: info.calibration.autoThreshold,
    };
  }

  return {
    async runTrial({ fingerprint, seed, mode, settings, finished }) {
      const rows = holdOut(await readSnapshot(store, fingerprint), { seed, mode }).train;
      return judgeTrial({ rows, seed, settings, finished, onProgress });
    },
    async fitHoldOut(input) {
      const rows = await readSnapshot(store, input.fingerprint);
      return fit(holdOut(rows, input).train, input.seed, input);
    },
    fitFinal: async (input) => fit(await readSnapshot(store, input.fingerprint), input.seed, input),
  };
}
