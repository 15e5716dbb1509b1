import type { NativeFields } from './binding';
import { LightGBMError } from './errors';

/** What belongs to the rows of a dataset. Counts are checked when they are known: at once, or for a file when it is read. */
export interface DatasetFields {
  /** One per row: the class index 0.. for `multiclass`, 0 or 1 for `binary`, the target for regression. Finite. */
  readonly label?: ArrayLike<number>;
  /** One per row, finite and >= 0. @default 1 for every row */
  readonly weight?: ArrayLike<number>;
  /** Raw scores to start from, finite: one per row, or row-major [nRows * numClass]. @default none */
  readonly initScore?: ArrayLike<number>;
  /** For ranking: sizes of the queries, whose rows follow each other; whole numbers >= 1 whose sum is nRows. */
  readonly group?: ArrayLike<number>;
  /** For unbiased ranking: position of each row in the list it was shown in, whole numbers >= 0. */
  readonly position?: ArrayLike<number>;
  /** One per column, without white space or JSON's special characters. @default Column_0, Column_1, … */
  readonly featureNames?: readonly string[];
}

/**
 * The fields in LightGBM's types, checked as far as the shape is known.
 * @throws LightGBMError on wrong counts and on values that LightGBM would take and spoil the model with
 */
export function toNativeFields(fields: DatasetFields, shape: { numRows?: number; numCols?: number }): NativeFields {
  const { numRows, numCols } = shape;
  const { featureNames } = fields;
  if (featureNames && numCols !== undefined && featureNames.length !== numCols) {
    throw new LightGBMError(`featureNames has ${featureNames.length} entries, expected ${numCols}`);
  }
  return {
    label: fields.label && toFloats('label', fields.label, numRows),
    weight: fields.weight && toWeights(fields.weight, numRows),
    initScore: fields.initScore && toScores(fields.initScore, numRows),
    group: fields.group && toGroups(fields.group, numRows),
    position: fields.position && toWholeNumbers('position', fields.position, 0, numRows),
    featureNames: featureNames && [...featureNames],
  };
}

/** LightGBM keeps labels and weights as 32-bit floats. */
function toFloats(field: string, values: ArrayLike<number>, numRows: number | undefined): Float32Array {
  checkPerRow(field, values, numRows);
  const floats = Float32Array.from(values);
  const bad = floats.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new LightGBMError(`${field}[${bad}] is ${String(values[bad])}; it must be a finite 32-bit number`);
  }
  return floats;
}

function toWeights(values: ArrayLike<number>, numRows: number | undefined): Float32Array {
  const weight = toFloats('weight', values, numRows);
  const negative = weight.findIndex((value) => value < 0);
  if (negative >= 0) throw new LightGBMError(`weight[${negative}] is negative; weights must be >= 0`);
  return weight;
}

function toScores(values: ArrayLike<number>, numRows: number | undefined): Float64Array {
  if (values.length === 0 || (numRows !== undefined && values.length % numRows !== 0)) {
    throw new LightGBMError(`Initial score size doesn't match data size: ${values.length} for ${numRows ?? '?'} rows`);
  }
  const scores = Float64Array.from(values);
  const bad = scores.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new LightGBMError(`initScore[${bad}] is ${String(values[bad])}; it must be a finite number`);
  return scores;
}

function toGroups(values: ArrayLike<number>, numRows: number | undefined): Int32Array {
  const group = toWholeNumbers('group', values, 1);
  const sum = group.reduce((total, size) => total + size, 0);
  if (numRows !== undefined && sum !== numRows) {
    throw new LightGBMError(`Sum of query counts (${sum}) differs from the length of #data (${numRows})`);
  }
  return group;
}

function toWholeNumbers(field: string, values: ArrayLike<number>, least: number, numRows?: number): Int32Array {
  checkPerRow(field, values, numRows);
  const whole = Int32Array.from(values);
  const bad = whole.findIndex((value, at) => value !== values[at] || value < least);
  if (bad >= 0) {
    throw new LightGBMError(`${field}[${bad}] is ${String(values[bad])}; it must be a whole number >= ${least}`);
  }
  return whole;
}

function checkPerRow(field: string, values: ArrayLike<number>, numRows: number | undefined): void {
  if (numRows !== undefined && values.length !== numRows) {
    throw new LightGBMError(`${field} has ${values.length} entries, expected one per row, ${numRows}`);
  }
}
