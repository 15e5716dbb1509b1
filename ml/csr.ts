/**
 * Sparse rows. Row i owns the entries indptr[i] to indptr[i + 1]; within a row the column indices rise.
 * The shape is the one lightgbm3 takes.
 */
export interface CsrMatrix {
  indptr: Int32Array;
  indices: Int32Array;
  values: Float64Array;
  numCols: number;
}

/** Number of rows. */
export function rowCount(matrix: CsrMatrix): number {
  return matrix.indptr.length - 1;
}

/** Where a row's entries begin and end. @throws RangeError for a row outside the matrix */
export function rowBounds(matrix: CsrMatrix, row: number): [start: number, end: number] {
  const start = matrix.indptr[row];
  const end = matrix.indptr[row + 1];
  if (start === undefined || end === undefined) throw new RangeError(`row ${row} of ${rowCount(matrix)}`);
  return [start, end];
}

/** The given rows, in the given order. */
export function selectRows(matrix: CsrMatrix, rows: Int32Array): CsrMatrix {
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => {
    const [start, end] = rowBounds(matrix, row);
    indptr[at + 1] = indptr[at]! + end - start;
  });
  const indices = new Int32Array(indptr[rows.length]!);
  const values = new Float64Array(indices.length);
  rows.forEach((row, at) => {
    const [start, end] = rowBounds(matrix, row);
    indices.set(matrix.indices.subarray(start, end), indptr[at]);
    values.set(matrix.values.subarray(start, end), indptr[at]);
  });
  return { indptr, indices, values, numCols: matrix.numCols };
}

/**
 * The columns a map keeps, renumbered by it.
 * @param target - per column its new index, or -1 to drop it; rising over the kept ones, so rows stay sorted
 * @param numCols - number of kept columns
 */
export function selectColumns(matrix: CsrMatrix, target: Int32Array, numCols: number): CsrMatrix {
  const rows = rowCount(matrix);
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(matrix.indices.length);
  const values = new Float64Array(matrix.indices.length);
  let kept = 0;
  for (let row = 0; row < rows; row += 1) {
    const [start, end] = rowBounds(matrix, row);
    for (let at = start; at < end; at += 1) {
      const column = target[matrix.indices[at]!]!;
      if (column < 0) continue;
      indices[kept] = column;
      values[kept] = matrix.values[at]!;
      kept += 1;
    }
    indptr[row + 1] = kept;
  }
  return { indptr, indices: indices.slice(0, kept), values: values.slice(0, kept), numCols };
}

/** Matrices side by side: equal row counts, columns one after the other. @throws RangeError on unequal row counts */
export function joinColumns(parts: readonly CsrMatrix[]): CsrMatrix {
  const rows = parts[0] ? rowCount(parts[0]) : 0;
  if (parts.some((part) => rowCount(part) !== rows)) throw new RangeError('matrices of unequal row counts');
  const size = parts.reduce((sum, part) => sum + part.indices.length, 0);
  const joined: CsrMatrix = {
    indptr: new Int32Array(rows + 1),
    indices: new Int32Array(size),
    values: new Float64Array(size),
    numCols: parts.reduce((sum, part) => sum + part.numCols, 0),
  };
  let next = 0;
  for (let row = 0; row < rows; row += 1) {
    let offset = 0;
    for (const part of parts) {
      const [start, end] = rowBounds(part, row);
      for (let at = start; at < end; at += 1) {
        joined.indices[next] = part.indices[at]! + offset;
        joined.values[next] = part.values[at]!;
        next += 1;
      }
      offset += part.numCols;
    }
    joined.indptr[row + 1] = next;
  }
  return joined;
}
