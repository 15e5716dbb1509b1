import type { Dispatched, NativeBooster, NativeWorker } from './binding';
import { Dataset } from './dataset';
import { callNative, LightGBMError } from './errors';
import type { DatasetFields } from './fields';
import { binding } from './load';
import { type Matrix, toNativeMatrix } from './matrix';
import { type Params, toRunParams, withMainNames } from './params';
import { step, type Steps } from './steps';

/** Options of `Booster.refit`. Fields belong to the new rows. */
export interface RefitOptions extends Omit<DatasetFields, 'label'> {
  /** Share of the old leaf values, 0..1. @default 0.9 */
  readonly decayRate?: number;
  /** Dataset whose bins the new rows share. */
  readonly reference?: Dataset;
  /** Columns whose values are categories. @default those of the model */
  readonly categoricalFeature?: readonly (number | string)[];
  /** Parameters for binning the new rows. */
  readonly datasetParams?: Params;
}

interface Refit {
  readonly model: NativeBooster;
  readonly params: Params;
  readonly rows: Matrix;
  readonly label: ArrayLike<number>;
  readonly options: RefitOptions;
  readonly worker?: NativeWorker;
}

/** The steps of a refit, as LightGBM's Python package takes them. */
export function* refitSteps({ model, params, rows, label, options, worker }: Refit): Steps<NativeBooster> {
  const { decayRate = 0.9, datasetParams = {}, ...fields } = options;
  if (!(decayRate >= 0 && decayRate <= 1))
    throw new LightGBMError(`decayRate must be in 0..1, got ${String(decayRate)}`);
  const isNone = [undefined, 'none', 'null', 'custom', 'na'].includes(params.objective as string | undefined);
  if (isNone) throw new LightGBMError('Cannot refit due to null objective function.');
  const merged: Params = {
    ...params,
    linear_tree: callNative(() => model.isLinear()),
    ...withMainNames(datasetParams),
    refit_decay_rate: decayRate,
  };
  const dataset = makeDataset(rows, { ...fields, label, params: merged });
  const run = toRunParams(dataset.params);
  const leafRows = toNativeMatrix(rows);
  const trainer = callNative(() => new (binding().NativeTrainer)(dataset.native));
  try {
    yield* step(() => trainer.start(run.params, run.numThreads, run.quiet, worker));
    if (merged.linear_tree) {
      const text = yield* step(() => (worker ? model.toText(0, -1, false) : model.toTextSync(0, -1, false)));
      checkUsable(text, dataset);
    }
    yield* step((): Dispatched<void> => trainer.refit(model, leafRows, run.numThreads, worker));
    return yield* step(() => trainer.finish(-1, worker));
  } finally {
    trainer.dispose(worker);
    dataset.dispose();
  }
}

/** LightGBM reads the values of a linear leaf's features out of bounds where the new rows have no bins for them. */
function checkUsable(modelText: string, dataset: Dataset): void {
  const lines = modelText.matchAll(/^(?:split_feature|leaf_features)=(.*)$/gm);
  const used = new Set(Array.from(lines, ([, columns = '']) => columns.match(/\d+/g) ?? []).flat());
  const missing = [...used].find((column) => dataset.featureNumBin(Number(column)) === 0);
  if (missing === undefined) return;
  throw new LightGBMError(
    `Cannot refit linear trees: column ${missing} has no bins in the new rows. Give more rows, or ` +
      '`datasetParams: { feature_pre_filter: false }`, or a reference',
  );
}

function makeDataset(rows: Matrix, options: Parameters<typeof Dataset.fromDense>[1]): Dataset {
  if ('indptr' in rows) return Dataset.fromCsr(rows, options);
  return 'colPtr' in rows ? Dataset.fromCsc(rows, options) : Dataset.fromDense(rows, options);
}
