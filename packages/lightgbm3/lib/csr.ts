import { types } from 'node:util';

import type { NativeRows } from './binding';
import { LightGBMError } from './errors';

/**
 * Sparse rows, [nRows, numCols]. Row r has the columns `indices[indptr[r] .. indptr[r + 1])` with `values` beside them;
 * columns left out are 0. `indptr` starts with 0, does not decrease, and ends at `indices.length`. Columns need not be
 * sorted, but none may come twice in a row. NaN is a missing value.
 */
export interface CsrMatrix {
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly numCols: number;
}

const MAX_COLS = 2 ** 31 - 2;

/** The matrix as arguments for the addon, which checks counts and bounds. @throws LightGBMError on wrong types */
export function toNativeRows(csr: CsrMatrix): NativeRows {
  const { indptr, indices, values, numCols } = csr;
  if (!types.isInt32Array(indptr)) throw new LightGBMError('indptr must be an Int32Array');
  checkRowArrays(indices, values);
  if (!Number.isInteger(numCols) || numCols < 1 || numCols > MAX_COLS) {
    throw new LightGBMError(`numCols must be a whole number in 1..${MAX_COLS}, got ${String(numCols)}`);
  }
  return [indptr, indices, values, numCols];
}

/** Checks the two arrays of a sparse row or matrix. @throws LightGBMError on wrong types or unequal lengths */
export function checkRowArrays(indices: Int32Array, values: Float64Array): void {
  if (!types.isInt32Array(indices)) throw new LightGBMError('indices must be an Int32Array');
  if (!types.isFloat64Array(values)) throw new LightGBMError('values must be a Float64Array');
  if (indices.length !== values.length) {
    throw new LightGBMError(
      `values has ${values.length} entries and indices ${indices.length}; give one value per index`,
    );
  }
}
