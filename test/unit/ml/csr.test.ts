import fc from 'fast-check';
import { type CsrMatrix, joinColumns, rowBounds, rowCount, selectColumns, selectRows } from '../../../ml/csr';

const dense = fc
  .integer({ min: 1, max: 6 })
  .chain((columns) => fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: columns, maxLength: columns })));

function toCsr(rows: number[][], numCols: number): CsrMatrix {
  const indptr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value === 0) return;
      indices.push(column);
      values.push(value);
    });
    indptr.push(indices.length);
  }
  return {
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    numCols,
  };
}

function toDense(matrix: CsrMatrix): number[][] {
  return Array.from({ length: rowCount(matrix) }, (_, row) => {
    const out = new Array<number>(matrix.numCols).fill(0);
    const [start, end] = rowBounds(matrix, row);
    for (let at = start; at < end; at += 1) out[matrix.indices[at]!] = matrix.values[at]!;
    return out;
  });
}

describe('sparse rows', () => {
  it('select rows as the dense matrix would', () => {
    fc.assert(
      fc.property(dense, fc.array(fc.nat()), (rows, picks) => {
        const wanted = rows.length === 0 ? [] : picks.map((at) => at % rows.length);
        const matrix = toCsr(rows, rows[0]?.length ?? 1);
        expect(toDense(selectRows(matrix, Int32Array.from(wanted)))).toEqual(wanted.map((at) => rows[at]));
      }),
    );
  });

  it('keep and renumber columns as the dense matrix would', () => {
    fc.assert(
      fc.property(dense, fc.nat(), (rows, mask) => {
        const numCols = rows[0]?.length ?? 1;
        const kept = Array.from({ length: numCols }, (_, column) => column).filter((column) => (mask >> column) & 1);
        const target = Int32Array.from({ length: numCols }, (_, column) => kept.indexOf(column));
        const selected = selectColumns(toCsr(rows, numCols), target, kept.length);
        expect(toDense(selected)).toEqual(rows.map((row) => kept.map((column) => row[column])));
      }),
    );
  });

  it('stand side by side', () => {
    const joined = joinColumns([
      toCsr(
        [
          [1, 0],
          [0, 2],
        ],
        2,
      ),
      toCsr([[0], [3]], 1),
    ]);
    expect(toDense(joined)).toEqual([
      [1, 0, 0],
      [0, 2, 3],
    ]);
  });

  it('stand side by side as dense matrices would, and come apart again', () => {
    fc.assert(
      fc.property(dense, fc.integer({ min: 1, max: 4 }), (rows, extra) => {
        const numCols = rows[0]?.length ?? 1;
        const right = rows.map((row, at) => Array.from({ length: extra }, (_, column) => (row[0]! + at + column) % 3));
        const joined = joinColumns([toCsr(rows, numCols), toCsr(right, extra)]);
        expect(toDense(joined)).toEqual(rows.map((row, at) => [...row, ...right[at]!]));
        const target = Int32Array.from({ length: numCols + extra }, (_, column) => (column < numCols ? column : -1));
        expect(toDense(selectColumns(joined, target, numCols))).toEqual(rows);
      }),
    );
  });

  it('keep their indices rising and their bounds in order, whatever is selected', () => {
    fc.assert(
      fc.property(dense, fc.array(fc.nat()), (rows, picks) => {
        const wanted = rows.length === 0 ? [] : picks.map((at) => at % rows.length);
        const matrix = selectRows(toCsr(rows, rows[0]?.length ?? 1), Int32Array.from(wanted));
        expect(matrix.indptr[wanted.length]).toBe(matrix.indices.length);
        wanted.forEach((_, row) => {
          const [start, end] = rowBounds(matrix, row);
          for (let at = start + 1; at < end; at += 1) {
            expect(matrix.indices[at]!).toBeGreaterThan(matrix.indices[at - 1]!);
          }
        });
      }),
    );
  });

  it('refuse matrices of unequal row counts, and a row that is not there', () => {
    const one = toCsr([[1]], 1);
    expect(() => joinColumns([one, toCsr([[1], [1]], 1)])).toThrow('unequal row counts');
    expect(() => selectRows(one, Int32Array.of(1))).toThrow('row 1 of 1');
  });
});
