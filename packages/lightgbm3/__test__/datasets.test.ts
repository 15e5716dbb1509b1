import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type CscMatrix, type CsrMatrix, Dataset, type DenseMatrix, LightGBMError, trainSync } from '../lib';
import { aProblem, multiclass } from './makers';

const problem = aProblem({ numRows: 90 });
const { numCols } = problem.rows;
const folder = mkdtempSync(join(tmpdir(), 'lightgbm3-'));
afterAll(() => rmSync(folder, { recursive: true }));

function toDense({ indptr, indices, values }: CsrMatrix): DenseMatrix {
  const numRows = indptr.length - 1;
  const dense = new Float64Array(numRows * numCols);
  for (let row = 0; row < numRows; row++) {
    for (let at = indptr[row] ?? 0; at < (indptr[row + 1] ?? 0); at++) {
      dense[row * numCols + (indices[at] ?? 0)] = values[at] ?? NaN;
    }
  }
  return { values: dense, numRows, numCols };
}

/** By columns, the rows of each falling if asked for. */
function toCsc(dense: DenseMatrix, isFalling = false): CscMatrix {
  const colPtr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let column = 0; column < numCols; column++) {
    const rows = Array.from({ length: dense.numRows }, (_, row) => row);
    for (const row of isFalling ? rows.reverse() : rows) {
      const value = dense.values[row * numCols + column] ?? NaN;
      if (value === 0) continue;
      indices.push(row);
      values.push(value);
    }
    colPtr.push(indices.length);
  }
  return {
    colPtr: Int32Array.from(colPtr),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    numRows: dense.numRows,
  };
}

const dense = toDense(problem.rows);
const options = { label: problem.label };
const textOf = (dataset: Dataset): string =>
  trainSync(multiclass(3), dataset, { numBoostRound: 3 }).modelToStringSync().split('\nparameters:')[0] ?? '';
const expected = textOf(Dataset.fromCsr(problem.rows, options));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const lines = problem.label.map((label, row) =>
  [label, ...dense.values.subarray(row * numCols, (row + 1) * numCols)].join(','),
);

describe('the same rows give the same model', () => {
  it('dense, by rows, by columns, and by columns whose rows fall', () => {
    expect(textOf(Dataset.fromDense(dense, options))).toBe(expected);
    expect(textOf(Dataset.fromCsc(toCsc(dense), options))).toBe(expected);
    expect(textOf(Dataset.fromCsc(toCsc(dense, true), options))).toBe(expected);
  });

  it('from a CSV file, a file with a header, and a LibSVM file', () => {
    const precise = { params: { precise_float_parser: true } };
    expect(textOf(Dataset.fromFile(file('rows.csv', lines.join('\n')), precise))).toBe(expected);
    const names = ['kelas', ...Array.from({ length: numCols }, (_, at) => `Column_${at}`)].join(',');
    const withHeader = file('header.csv', `${names}\n${lines.join('\n')}\n`);
    const params = { ...precise.params, header: true, label_column: 'name:kelas' };
    expect(textOf(Dataset.fromFile(withHeader, { params }))).toBe(expected);
    const { indptr, indices, values } = problem.rows;
    const svm = problem.label.map((label, row) => {
      const [from, to] = [indptr[row] ?? 0, indptr[row + 1] ?? 0];
      const pairs = Array.from(indices.subarray(from, to), (column, at) => `${column}:${values[from + at]}`);
      return [label, ...pairs].join(' ');
    });
    const fromSvm = Dataset.fromFile(file('rows.svm', svm.join('\n'))).constructSync();
    expect([fromSvm.numData, fromSvm.numFeature]).toEqual([90, 23]);
  });

  it('and dense rows of 32 bits give that of their rounded values', () => {
    const rounded = Float32Array.from(dense.values);
    const text = textOf(Dataset.fromDense({ ...dense, values: Float64Array.from(rounded) }, options));
    expect(textOf(Dataset.fromDense({ ...dense, values: rounded }, options))).toBe(text);
  });
});

describe('what a dataset tells', () => {
  it('before construction what it was given, after it what LightGBM keeps, initScore row by row', async () => {
    const initScore = Array.from({ length: 270 }, (_, at) => at / 10);
    const weight = problem.label.map((label) => label + 0.5);
    const dataset = Dataset.fromDense(dense, { ...options, weight, initScore, group: [40, 50] });
    expect(() => dataset.getFeatureName()).toThrow('Cannot get feature_name before construct dataset');
    for (const state of ['given', 'constructed']) {
      expect([state, dataset.numData, dataset.numFeature]).toEqual([state, 90, 23]);
      expect(Array.from(dataset.getLabel() ?? [])).toEqual(problem.label);
      expect(Array.from(dataset.getWeight() ?? [])).toEqual(weight);
      expect(Array.from(dataset.getInitScore() ?? [])).toEqual(initScore);
      expect(Array.from(dataset.getGroup() ?? [])).toEqual([40, 50]);
      await dataset.construct();
    }
    expect(dataset.getFeatureName().slice(0, 2)).toEqual(['Column_0', 'Column_1']);
    expect(dataset.featureNumBin(0)).toBeGreaterThan(1);
    expect(() => dataset.featureNumBin(23)).toThrow('valid feature indices are [0, 22]');
  });

  it('gives no field that it does not have, and a file has counts once it is read', () => {
    const dataset = Dataset.fromFile(file('counts.csv', lines.join('\n')));
    expect(() => dataset.numData).toThrow('Cannot get num_data before construct dataset');
    dataset.constructSync();
    expect([dataset.numData, dataset.numFeature]).toEqual([90, 23]);
    expect(Array.from(dataset.getLabel() ?? [])).toEqual(problem.label);
    expect(dataset.getWeight()).toBeNull();
  });
});

describe('a part of a dataset', () => {
  it('has the fields of its rows, and trains as those rows in the same bins', () => {
    const full = Dataset.fromDense(dense, options);
    const part = full.subset([0, 3, 4, 89]).constructSync();
    expect(Array.from(part.getLabel() ?? [])).toEqual([0, 0, 1, 2]);
    expect(part.numData).toBe(4);
    expect(part.featureNumBin(0)).toBe(full.featureNumBin(0));
  });

  it.each<[string, number[], string]>([
    ['no rows', [], 'at least one row'],
    ['falling rows', [4, 3], 'should be sorted in Subset'],
    ['a row twice', [3, 3], 'hold no row twice'],
    ['a row beyond the end', [90], 'there is no such row'],
    ['half a row', [0.5], 'there is no such row'],
  ])('of %s is refused', (_case, rows, words) => {
    expect(() => Dataset.fromDense(dense, options).subset(rows)).toThrow(words);
  });
});

describe('files', () => {
  it.each<[string, string, string]>([
    ['a word for a number', `${lines.slice(0, 60).join('\n')}\n1,kata${',0'.repeat(22)}\n`, 'Unknown token'],
    ['semicolons', lines.join('\n').replaceAll(',', ';'), 'format'],
    ['nothing', '', "couldn't be read"],
    ["LightGBM's binary format", '______LightGBM_Binary_File_Token______\n', 'binary LightGBM dataset'],
  ])(
    'of %s are refused in the words of LightGBM, as promise and in sync, and never end the process',
    async (_, text, words) => {
      const path = file('broken.csv', text);
      await expect(Dataset.fromFile(path).construct()).rejects.toThrow(LightGBMError);
      expect(() => Dataset.fromFile(path).constructSync()).toThrow(LightGBMError);
      expect(() => Dataset.fromFile(path).constructSync()).toThrow(new RegExp(words, 'i'));
    },
  );

  it('with a broken row that only a parallel loop reads are refused, which would end a Python process', async () => {
    const path = file('late.csv', `${Array<string[]>(50).fill(lines).flat().join('\n')}\n1,kata${',0'.repeat(22)}\n`);
    const params = { bin_construct_sample_cnt: 5 };
    await expect(Dataset.fromFile(path, { params }).construct()).rejects.toThrow('Unknown token kata in data file');
    expect(() => Dataset.fromFile(path, { params: { two_round: true } })).toThrow('two_round');
  });

  it('that are missing are refused, and so are fields of another count', () => {
    expect(() => Dataset.fromFile(join(folder, 'none.csv')).constructSync()).toThrow('none.csv');
    const short = Dataset.fromFile(file('short.csv', lines.join('\n')), { weight: [1] });
    expect(() => short.constructSync()).toThrow(/weights/i);
  });
});

describe('shapes', () => {
  it.each<[string, () => unknown, string]>([
    ['dense values of another count', () => Dataset.fromDense({ ...dense, numRows: 91 }), 'need another count'],
    ['plain arrays', () => Dataset.fromDense({ ...dense, values: [1] as never }), 'Float64Array or a Float32Array'],
    ['a row beyond numRows', () => Dataset.fromCsc({ ...toCsc(dense), numRows: 80 }), 'row index'],
    ['an offset too few', () => Dataset.fromCsc({ ...toCsc(dense), colPtr: Int32Array.of(0) }), 'colPtr'],
    [
      'a row twice',
      () =>
        Dataset.fromCsc({
          colPtr: Int32Array.of(0, 2),
          indices: Int32Array.of(1, 1),
          values: Float64Array.of(1, 2),
          numRows: 3,
        }),
      'row 1 appears twice in column 0',
    ],
    [
      'groups of another sum',
      () => Dataset.fromDense(dense, { ...options, group: [40, 40] }),
      'Sum of query counts (80)',
    ],
    ['an empty group', () => Dataset.fromDense(dense, { ...options, group: [90, 0] }), 'group[1] is 0'],
    [
      'a NaN initScore',
      () => Dataset.fromDense(dense, { ...options, initScore: new Float64Array(90).fill(NaN) }),
      'initScore[0] is NaN',
    ],
    [
      'an initScore of another count',
      () => Dataset.fromDense(dense, { ...options, initScore: [1, 2] }),
      "doesn't match data size",
    ],
    [
      'an unknown category column',
      () => Dataset.fromDense(dense, { ...options, categoricalFeature: ['kota'] }),
      '"kota"',
    ],
    ['no path', () => Dataset.fromFile(''), 'needs its path'],
  ])('with %s are refused', (_case, make, words) => {
    expect(make).toThrow(LightGBMError);
    expect(make).toThrow(words);
  });
});
