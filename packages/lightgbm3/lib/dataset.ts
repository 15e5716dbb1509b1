import type { Dispatched, NativeDataset, NativeWorker } from './binding';
import { callNative, LightGBMError } from './errors';
import { type DatasetFields, toNativeFields } from './fields';
import { binding } from './load';
import { type CscMatrix, type CsrMatrix, type DenseMatrix, type Matrix, shapeOf, toNativeMatrix } from './matrix';
import { type Params, toRunParams, withMainNames } from './params';
import { runAsync, runSync, step, type Steps } from './steps';

/** What belongs to the rows of a {@link Dataset}, and how they are sorted into bins. */
export interface DatasetOptions extends DatasetFields {
  /**
   * Columns whose values are categories: whole numbers >= 0, as indices or, with `featureNames`, as names. It wins over
   * `categorical_feature` in the params.
   */
  readonly categoricalFeature?: readonly (number | string)[];
  /** The training set whose bins validation data must share. `train` sets it for its `validSets`. */
  readonly reference?: Dataset;
  /** Parameters of the binning, such as `max_bin`; those given to `train` win. */
  readonly params?: Params;
}

interface Made {
  readonly native: NativeDataset;
  readonly params: Params;
  readonly hasLabel: boolean;
  readonly numRows?: number;
  readonly numCols?: number;
}

/**
 * Rows to train on. They are copied when it is made and sorted into bins by {@link Dataset.construct} or by the first
 * training that uses it, off the event loop in the case of `train`; the copy is dropped then. Later trainings reuse the
 * bins, and are refused in LightGBM's words where their parameters would need other ones.
 */
export class Dataset {
  /** @internal */
  readonly native: NativeDataset;
  /** @internal Under their main names. */
  readonly params: Params;
  /** @internal */
  readonly hasLabel: boolean;
  private readonly shape: { numRows?: number; numCols?: number };

  private constructor({ native, params, hasLabel, numRows, numCols }: Made) {
    this.native = native;
    this.params = params;
    this.hasLabel = hasLabel;
    this.shape = { numRows, numCols };
  }

  /** Makes a dataset of dense rows. @throws LightGBMError on wrong shapes, labels or names, and on unknown params */
  static fromDense(rows: DenseMatrix, options: DatasetOptions = {}): Dataset {
    return Dataset.fromMatrix(rows, options);
  }

  /** Makes a dataset of sparse rows. @throws LightGBMError as {@link Dataset.fromDense} */
  static fromCsr(rows: CsrMatrix, options: DatasetOptions = {}): Dataset {
    return Dataset.fromMatrix(rows, options);
  }

  /** Makes a dataset of sparse columns. @throws LightGBMError as {@link Dataset.fromDense} */
  static fromCsc(columns: CscMatrix, options: DatasetOptions = {}): Dataset {
    return Dataset.fromMatrix(columns, options);
  }

  /**
   * Makes a dataset of a CSV, TSV or LibSVM file, which is read when the dataset is constructed: the label is its first
   * column unless `label_column` in the params says otherwise, and files beside it with the endings `.weight`, `.query`
   * and `.init` are read, too. Fields given here win over those of the file.
   * @throws LightGBMError on fields and params; what is wrong in the file comes out when it is constructed
   */
  static fromFile(path: string, options: DatasetOptions = {}): Dataset {
    if (typeof path !== 'string' || path === '') throw new LightGBMError('A Dataset from a file needs its path');
    const fields = toNativeFields(options, {});
    const params = paramsOf(options);
    // LightGBM reads such a file with a thread that it does not wait for when a line is broken: the process would end.
    if (params.two_round !== undefined && String(params.two_round) !== 'false') {
      throw new LightGBMError('two_round is not supported: a broken line would end the process; leave it out');
    }
    const native = callNative(() => binding().NativeDataset.fromFile(path, fields, options.reference?.native));
    return new Dataset({ native, params, hasLabel: true });
  }

  private static fromMatrix(matrix: Matrix, options: DatasetOptions): Dataset {
    const rows = toNativeMatrix(matrix);
    const { numRows, numCols } = shapeOf(matrix);
    if (numRows < 1) throw new LightGBMError('A Dataset needs at least one row');
    const { reference } = options;
    const expected = reference?.shape.numCols;
    if (expected !== undefined && expected !== numCols) {
      throw new LightGBMError(`The reference has ${expected} columns, this Dataset ${numCols}`);
    }
    const fields = toNativeFields(options, { numRows, numCols });
    const params = paramsOf(options, numCols);
    const native = callNative(() => binding().NativeDataset.fromMatrix(rows, fields, reference?.native));
    return new Dataset({ native, params, hasLabel: fields.label !== undefined, numRows, numCols });
  }

  /**
   * Some rows of this dataset with what belongs to them, in its bins and without a copy of their values until it is
   * constructed.
   * @param usedIndices - rows, rising; for ranking only whole queries
   * @throws LightGBMError on no rows, rows out of range, and rows that do not rise
   */
  subset(usedIndices: ArrayLike<number>, params: Params = {}): Dataset {
    const rows = Int32Array.from(usedIndices);
    if (rows.length === 0) throw new LightGBMError('A Dataset needs at least one row');
    const numRows = this.shape.numRows ?? Infinity;
    const bad = rows.findIndex((row, at) => row !== usedIndices[at] || row < 0 || row >= numRows);
    if (bad >= 0) throw new LightGBMError(`usedIndices[${bad}] is ${String(usedIndices[bad])}; there is no such row`);
    const isRising = rows.every((row, at) => at === 0 || row > (rows[at - 1] ?? -1));
    if (!isRising) throw new LightGBMError('used_row_indices should be sorted in Subset, and hold no row twice');
    return new Dataset({
      native: callNative(() => this.native.subset(rows)),
      params: { ...this.params, ...withMainNames(params) },
      hasLabel: this.hasLabel,
      numRows: rows.length,
      numCols: this.shape.numCols,
    });
  }

  /**
   * Sorts the rows into bins now, on a thread of its own. A second call does nothing.
   * @throws LightGBMError on contradictory params and broken files, in LightGBM's words
   */
  async construct(): Promise<this> {
    const worker = callNative(() => new (binding().NativeWorker)());
    try {
      await runAsync(this.constructSteps(worker));
      return this;
    } finally {
      worker.close();
    }
  }

  /** {@link Dataset.construct} on the calling thread. */
  constructSync(): this {
    runSync(this.constructSteps());
    return this;
  }

  private constructSteps(worker?: NativeWorker): Steps<void> {
    const { params, numThreads, quiet } = toRunParams(this.params);
    return step((): Dispatched<void> => this.native.construct(params, numThreads, quiet, worker));
  }

  /** Number of rows. @throws LightGBMError for a file that is not constructed yet */
  get numData(): number {
    return this.shape.numRows ?? this.constructed('num_data', () => this.native.numData());
  }

  /** Number of columns. @throws LightGBMError for a file that is not constructed yet */
  get numFeature(): number {
    return this.shape.numCols ?? this.constructed('num_feature', () => this.native.numFeature());
  }

  /** The label of each row, rounded to 32 bits; null where none was given. */
  getLabel(): Float64Array | null {
    return this.field('label');
  }

  /** The weight of each row, rounded to 32 bits; null where none was given. */
  getWeight(): Float64Array | null {
    return this.field('weight');
  }

  /** Raw scores to start from, row-major; null where none were given. */
  getInitScore(): Float64Array | null {
    return this.field('init_score');
  }

  /** Sizes of the queries; null where none were given. */
  getGroup(): Float64Array | null {
    return this.field('group');
  }

  /** Names of the columns. @throws LightGBMError before construction */
  getFeatureName(): string[] {
    return this.constructed('feature_name', () => this.native.featureNames());
  }

  /** Number of bins of a column; 0 for one that cannot be split. @throws LightGBMError before construction */
  featureNumBin(feature: number): number {
    const column = Number.isInteger(feature) ? feature : -1;
    return this.constructed('feature_num_bin', () => this.native.featureNumBin(column));
  }

  /** Its parameters under their main names. */
  getParams(): Params {
    return { ...this.params };
  }

  /** Gives the memory back at once, or when the trainings now running on it end. A second call does nothing. */
  dispose(): void {
    callNative(() => this.native.dispose());
  }

  private field(name: string): Float64Array | null {
    return callNative(() => this.native.field(name));
  }

  private constructed<T>(what: string, call: () => T | null): T {
    const value = callNative(call);
    if (value === null) throw new LightGBMError(`Cannot get ${what} before construct dataset`);
    return value;
  }
}

function paramsOf(options: DatasetOptions, numCols?: number): Params {
  const params = withMainNames(options.params ?? {});
  const { categoricalFeature, featureNames } = options;
  if (!categoricalFeature) return params;
  const columns = categoricalFeature.map((feature) => {
    const column = typeof feature === 'string' ? (featureNames?.indexOf(feature) ?? -1) : feature;
    if (!Number.isInteger(column) || column < 0 || column >= (numCols ?? Infinity)) {
      throw new LightGBMError(`Unknown column in categoricalFeature: ${JSON.stringify(feature)}`);
    }
    return column;
  });
  return { ...params, categorical_feature: [...new Set(columns)].sort((left, right) => left - right) };
}
