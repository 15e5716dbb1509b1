import { Context } from '@temporalio/activity';
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
}

/** What a training activity tells the server as it goes on: it is shown to people. */
export interface FitHeartbeat {
  /** 0..1 of this activity. */
  readonly share: number;
}

/** Milliseconds between two signs of life: a cancellation comes with the answer to one. */
const BEAT_MS = 500;

/** The steps that train. LightGBM runs off the event loop, and what does not lets it run every few milliseconds. */
export function createFitActivities({ store, options, now }: FitDeps): FitActivities {
  async function fit(
    rows: readonly LabelledRow[],
    seed: number,
    { settings, modelKey }: FitInput,
  ): Promise<FittedModel> {
    const trained = await whileTelling((signal, tell) =>
      trainClassifier({
        ...{ rows, seed, signal },
        options: { ...trainOptionsOf(settings), ...options },
        trainedAt: now().toISOString(),
        onProgress: ({ share }) => tell(share),
      }),
    );
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
      return whileTelling((signal, tell) => judgeTrial({ rows, seed, settings, finished, signal, onProgress: tell }));
    },
    async fitHoldOut(input) {
      const rows = await readSnapshot(store, input.fingerprint);
      return fit(holdOut(rows, input).train, input.seed, input);
    },
    fitFinal: async (input) => fit(await readSnapshot(store, input.fingerprint), input.seed, input),
  };
}

/** Tells the server twice a second how far the work is, and ends the work once the activity is cancelled. */
async function whileTelling<T>(work: (signal: AbortSignal, tell: (share: number) => void) => Promise<T>): Promise<T> {
  const context = Context.current();
  let told: FitHeartbeat = { share: 0 };
  const beat = (): void => context.heartbeat(told);
  beat();
  const timer = setInterval(beat, BEAT_MS);
  try {
    return await work(context.cancellationSignal, (share) => {
      told = { share };
    });
  } finally {
    clearInterval(timer);
  }
}
