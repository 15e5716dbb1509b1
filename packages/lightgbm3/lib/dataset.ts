import { binding, type NativeDataset } from './binding';
import { type CsrMatrix, toNativeRows } from './csr';
import { callNative, LightGBMError } from './errors';
import { type Params, withMainNames } from './params';

/** What belongs to the rows of a {@link Dataset}. */
export interface DatasetOptions {
  /** One per row: the class index 0.. for `multiclass`, 0 or 1 for `binary`, the target for regression. Finite. */
  readonly label?: ArrayLike<number>;
  /** One per row, finite and >= 0. @default 1 for every row */
  readonly weight?: ArrayLike<number>;
  /** One per column, without white space or JSON's special characters. @default Column_0, Column_1, … */
  readonly featureNames?: readonly string[];
  /** The training set whose bins validation data must share. */
  readonly reference?: Dataset;
  /** Parameters of the binning, such as `max_bin`; those given to `train` win. */
  readonly params?: Params;
}

/**
 * Rows to train on. The rows are copied when it is made and sorted into bins by the first training that uses it, off
 * the event loop in the case of `train`; the copy is dropped then. Later trainings reuse the bins, and are refused in
 * LightGBM's words where their parameters would need other ones.
 */
export class Dataset {
  /** Number of rows. */
  readonly numData: number;
  /** Number of columns. */
  readonly numFeature: number;
  /** @internal */
  readonly native: NativeDataset;
  /** @internal Under their main names. */
  readonly params: Params;
  /** @internal */
  readonly hasLabel: boolean;

  private constructor(csr: CsrMatrix, options: DatasetOptions) {
    const rows = toNativeRows(csr);
    this.numData = csr.indptr.length - 1;
    this.numFeature = csr.numCols;
    if (this.numData < 1) throw new LightGBMError('A Dataset needs at least one row');
    const { reference, featureNames } = options;
    if (reference && reference.numFeature !== this.numFeature) {
      throw new LightGBMError(`The reference has ${reference.numFeature} columns, this Dataset ${this.numFeature}`);
    }
    if (featureNames && featureNames.length !== this.numFeature) {
      throw new LightGBMError(`featureNames has ${featureNames.length} entries, expected ${this.numFeature}`);
    }
    const label = options.label && toFloats('label', options.label, this.numData);
    const weight = options.weight && toFloats('weight', options.weight, this.numData);
    const negative = weight?.findIndex((value) => value < 0) ?? -1;
    if (negative >= 0) throw new LightGBMError(`weight[${negative}] is negative; weights must be >= 0`);
    this.params = withMainNames(options.params ?? {});
    this.hasLabel = label !== undefined;
    const fields = { label, weight, featureNames: featureNames && [...featureNames] };
    this.native = callNative(() => binding().NativeDataset.fromCsr(...rows, fields, reference?.native));
  }

  /** Makes a dataset of sparse rows. @throws LightGBMError on wrong shapes, labels or names, and on unknown params */
  static fromCsr(csr: CsrMatrix, options: DatasetOptions = {}): Dataset {
    return new Dataset(csr, options);
  }

  /** Gives the memory back at once, or when the trainings now running on it end. A second call does nothing. */
  dispose(): void {
    callNative(() => this.native.dispose());
  }
}

/** LightGBM keeps labels and weights as 32-bit floats. */
function toFloats(field: string, values: ArrayLike<number>, numRows: number): Float32Array {
  if (values.length !== numRows) {
    throw new LightGBMError(`${field} has ${values.length} entries, expected one per row, ${numRows}`);
  }
  const floats = Float32Array.from(values);
  const bad = floats.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new LightGBMError(`${field}[${bad}] is ${String(values[bad])}; it must be a finite 32-bit number`);
  return floats;
}
