import { types } from 'node:util';

import type { NativeMatrix } from './binding';
import { callNative, LightGBMError } from './errors';
import { binding } from './load';

/** Rows, one after the other, [numRows, numCols]: row r has `values[r * numCols .. (r + 1) * numCols)`. NaN: missing. */
export interface DenseMatrix {
  readonly values: Float64Array | Float32Array;
  readonly numRows: number;
  readonly numCols: number;
}

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

/**
 * Sparse columns, [numRows, nCols]: as {@link CsrMatrix} with rows and columns exchanged. Column c has the rows
 * `indices[colPtr[c] .. colPtr[c + 1])`.
 */
export interface CscMatrix {
  readonly colPtr: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly numRows: number;
}

/** Rows to train on or to predict. They are copied when a call is given them. */
export type Matrix = DenseMatrix | CsrMatrix | CscMatrix;

const MAX_INDEX = 2 ** 31 - 2;

/** Number of rows and columns. Expects a matrix that {@link toNativeMatrix} took. */
export function shapeOf(matrix: Matrix): { numRows: number; numCols: number } {
  if ('indptr' in matrix) return { numRows: matrix.indptr.length - 1, numCols: matrix.numCols };
  if ('colPtr' in matrix) return { numRows: matrix.numRows, numCols: matrix.colPtr.length - 1 };
  return { numRows: matrix.numRows, numCols: matrix.numCols };
}

/** A copy for the addon, which checks counts and bounds. @throws LightGBMError on wrong types and shapes */
export function toNativeMatrix(matrix: Matrix): NativeMatrix {
  const { NativeMatrix } = binding();
  if (typeof matrix !== 'object' || matrix === null)
    throw new LightGBMError(`Rows must be a matrix, got ${typeof matrix}`);
  if ('indptr' in matrix) {
    const { indptr, indices, values, numCols } = matrix;
    if (!types.isInt32Array(indptr)) throw new LightGBMError('indptr must be an Int32Array');
    checkRowArrays(indices, values);
    checkCount('numCols', numCols, 1);
    if (indptr.length === 0) throw new LightGBMError('indptr must hold one entry more than there are rows, at least 1');
    return callNative(() => NativeMatrix.csr(indptr, indices, values, numCols));
  }
  if ('colPtr' in matrix) {
    const { colPtr, indices, values, numRows } = matrix;
    if (!types.isInt32Array(colPtr)) throw new LightGBMError('colPtr must be an Int32Array');
    checkRowArrays(indices, values);
    checkCount('numRows', numRows, 0);
    if (colPtr.length < 2)
      throw new LightGBMError('colPtr must hold one entry more than there are columns, at least 2');
    return callNative(() => NativeMatrix.csc(colPtr, indices, values, numRows));
  }
  const { values, numRows, numCols } = matrix;
  checkCount('numRows', numRows, 0);
  checkCount('numCols', numCols, 1);
  if (types.isFloat64Array(values)) return callNative(() => NativeMatrix.dense(values, numRows, numCols));
  if (types.isFloat32Array(values)) return callNative(() => NativeMatrix.dense32(values, numRows, numCols));
  throw new LightGBMError('values must be a Float64Array or a Float32Array');
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

function checkCount(name: string, count: number, least: number): void {
  if (!Number.isInteger(count) || count < least || count > MAX_INDEX) {
    throw new LightGBMError(`${name} must be a whole number in ${least}..${MAX_INDEX}, got ${String(count)}`);
  }
}
