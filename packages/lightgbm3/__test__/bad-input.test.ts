import { Booster, type CsrMatrix, Dataset, LightGBMError, type Params, train, trainSync } from '../lib';
import { aProblem, csr, multiclass, seededRandom } from './makers';

const problem = aProblem({ numRows: 60 });
const dataset = (): Dataset => Dataset.fromCsr(problem.rows, { label: problem.label });
const small = (numBoostRound = 2): Booster => trainSync(multiclass(3), dataset(), { numBoostRound });

/** Two rows over three columns: row 0 has columns 0 and 2, row 1 has column 1. */
function twoRows(change: Partial<Parameters<typeof csr>[0]> = {}): CsrMatrix {
  return csr({ indptr: [0, 2, 3], indices: [0, 2, 1], values: [1, 2, 3], numCols: 3, ...change });
}

function expectRefusal(call: () => unknown, words: string | RegExp): void {
  expect(call).toThrow(LightGBMError);
  expect(call).toThrow(words);
}

describe('matrices', () => {
  it.each<[string, CsrMatrix, string]>([
    ['no rows', twoRows({ indptr: [0], indices: [], values: [] }), 'at least one row'],
    ['an empty indptr', twoRows({ indptr: [] }), 'one entry more than there are rows'],
    ['indptr not starting with 0', twoRows({ indptr: [1, 2, 3] }), 'must start with 0'],
    ['a decreasing indptr', twoRows({ indptr: [0, 3, 2] }), 'it does at row 1'],
    ['indptr ending too early', twoRows({ indptr: [0, 1, 2] }), 'ends at 2; it must end at indices.length, 3'],
    ['indptr ending too late', twoRows({ indptr: [0, 2, 9] }), 'ends at 9'],
    ['a column too large', twoRows({ indices: [0, 3, 1] }), 'column index 3 of row 0 is outside 0..2'],
    ['a negative column', twoRows({ indices: [0, 2, -1] }), 'column index -1 of row 1'],
    ['a column twice in a row', twoRows({ indices: [2, 2, 1] }), 'column 2 appears twice in row 0'],
    ['fewer values than indices', twoRows({ values: [1, 2] }), 'values has 2 entries and indices 3'],
    ['no columns', twoRows({ numCols: 0 }), 'numCols must be a whole number'],
    ['a broken number of columns', twoRows({ numCols: 2.5 }), 'got 2.5'],
    ['plain arrays', { ...twoRows(), indptr: [0, 2, 3] as unknown as Int32Array }, 'indptr must be an Int32Array'],
    ['floats as indices', { ...twoRows(), indices: new Float64Array(3) as unknown as Int32Array }, 'indices must be'],
  ])('with %s are refused', (_case, matrix, words) => {
    expectRefusal(() => Dataset.fromCsr(matrix, { label: [0, 1] }), words);
  });

  it('with unsorted columns are taken, and count like sorted ones', () => {
    const reversed = Array.from({ length: 60 }, (_, row) => {
      const [from, to] = [problem.rows.indptr[row], problem.rows.indptr[row + 1]];
      return {
        indices: [...problem.rows.indices.slice(from, to)].reverse(),
        values: [...problem.rows.values.slice(from, to)].reverse(),
      };
    });
    const rows = {
      ...problem.rows,
      indices: Int32Array.from(reversed.flatMap((row) => row.indices)),
      values: Float64Array.from(reversed.flatMap((row) => row.values)),
    };
    const booster = trainSync(multiclass(3), Dataset.fromCsr(rows, { label: problem.label }), { numBoostRound: 2 });
    expect(booster.modelToStringSync()).toBe(small().modelToStringSync());
  });
});

describe('labels, weights and names', () => {
  it.each<[string, object, string]>([
    ['a label too few', { label: [0] }, 'label has 1 entries, expected one per row, 2'],
    ['a NaN label', { label: [0, NaN] }, 'label[1] is NaN'],
    ['an infinite label', { label: [Infinity, 0] }, 'label[0] is Infinity'],
    ['a label beyond 32 bits', { label: [1e39, 0] }, 'label[0] is 1e+39'],
    ['a NaN weight', { label: [0, 1], weight: [1, NaN] }, 'weight[1] is NaN'],
    ['a negative weight', { label: [0, 1], weight: [1, -1] }, 'weight[1] is negative'],
    ['a name too few', { label: [0, 1], featureNames: ['a', 'b'] }, 'featureNames has 2 entries, expected 3'],
    ['a reference of another width', { label: [0, 1], reference: dataset() }, 'The reference has 23 columns'],
    ['an unknown param', { label: [0, 1], params: { max_bim: 3 } }, 'Unknown parameter: max_bim'],
  ])('with %s are refused', (_case, options, words) => {
    expectRefusal(() => Dataset.fromCsr(twoRows(), options), words);
  });

  it('of a class beyond num_class are refused in the words of LightGBM', async () => {
    const training = train(multiclass(2), dataset(), { numBoostRound: 1 });
    await expect(training).rejects.toThrow(LightGBMError);
    await expect(training).rejects.toThrow('Label must be in [0, 2)');
  });

  it('of a class beyond num_class are refused in validation data, too: metrics read past the scores', async () => {
    const beyond = Dataset.fromCsr(twoRows(), { label: [0, 9] });
    const training = train(multiclass(2), Dataset.fromCsr(twoRows(), { label: [0, 1] }), { validSets: [beyond] });
    await expect(training).rejects.toThrow('Label must be in [0, 2), but found 9 in label');
  });

  it('that are missing are refused when training', async () => {
    await expect(train(multiclass(3), Dataset.fromCsr(problem.rows))).rejects.toThrow('Label should not be None');
  });
});

it('a random forest over constant columns is refused: it read past the histograms', async () => {
  const constant = { values: new Float64Array(40).fill(7), numRows: 20, numCols: 2 };
  const label = Float32Array.from({ length: 20 }, (_, row) => row % 2);
  const forest = { objective: 'binary', boosting: 'rf', bagging_freq: 1, bagging_fraction: 0.5 };
  await expect(train(forest, Dataset.fromDense(constant, { label }), { numBoostRound: 1 })).rejects.toThrow(
    'There is no feature a random forest could split by',
  );
});

it('interaction_constraints of a column that is not there are refused: they were read out of bounds', async () => {
  const training = train(multiclass(3, { interaction_constraints: [[0, 99]] }), dataset(), { numBoostRound: 1 });
  await expect(training).rejects.toThrow('interaction_constraints names column 99');
});

describe('params', () => {
  it.each<[string, Params, string]>([
    ['a misspelt name', { num_leafs: 7 }, 'Unknown parameter: num_leafs'],
    ['an unknown objective', { objective: 'multiklas', num_class: 1 }, 'multiklas'],
    ['a value with white space', { objective: 'multiclass num_class=2' }, 'must not hold white space'],
    ['NaN', { learning_rate: NaN }, 'Parameter learning_rate must be a finite number'],
    ['text for a number', { num_leaves: 'many' }, 'num_leaves'],
    ['a value out of range', { bagging_fraction: 7 }, 'bagging_fraction'],
    ['no iterations', { num_iterations: 0 }, 'Number of boosting rounds must be greater than 0'],
    ['thousands of threads', { num_threads: 5000 }, 'num_threads must be a whole number in 1..1024'],
    ['early stopping without validation data', { early_stopping_round: 5 }, 'For early stopping, at least one dataset'],
  ])('with %s are refused', async (_case, more, words) => {
    const params = multiclass(3, more);
    await expect(train(params, dataset(), { numBoostRound: 1 })).rejects.toThrow(LightGBMError);
    expectRefusal(() => trainSync(params, dataset(), { numBoostRound: 1 }), words);
  });

  it('that need other bins than the dataset has are refused, and the dataset serves on', () => {
    const used = dataset();
    trainSync(multiclass(3, { max_bin: 15 }), used, { numBoostRound: 1 });
    expectRefusal(() => trainSync(multiclass(3, { max_bin: 63 }), used, { numBoostRound: 1 }), 'Cannot change max_bin');
    expect(trainSync(multiclass(3, { max_bin: 15 }), used, { numBoostRound: 1 }).numTrees).toBe(3);
  });
});

describe('predictions', () => {
  it('refuse rows of another width, and rows out of bounds, as promise and in sync', async () => {
    const booster = small();
    const narrow = twoRows();
    expectRefusal(() => booster.predictSync(narrow), 'The number of features in data (3) is not the same');
    await expect(booster.predict(narrow)).rejects.toThrow(LightGBMError);
    expectRefusal(() => booster.predictSync(twoRows({ numCols: 23, indices: [0, 23, 1] })), 'outside 0..22');
    expectRefusal(() => booster.predictSync(problem.rows, { numThreads: 0 }), 'num_threads');
    expectRefusal(() => booster.predictSync(problem.rows, { numIteration: 1.5 }), 'numIteration');
  });

  it('of one row refuse bad columns, unequal lengths and an out of another size', () => {
    const booster = small();
    expectRefusal(() => booster.predictRow(Int32Array.of(23), Float64Array.of(1)), 'column index 23 is outside 0..22');
    expectRefusal(() => booster.predictRow(Int32Array.of(-1), Float64Array.of(1)), 'column index -1');
    expectRefusal(() => booster.predictRow(Int32Array.of(1, 2), Float64Array.of(1)), 'one value per index');
    expectRefusal(() => booster.predictRow(Int32Array.of(1), Float64Array.of(1), new Float64Array(2)), '3 entries');
  });
});

/** A model of one tree that gives the value itself: split k sends values up to k to leaf k, others to split k + 1. */
function aChain(splits: number): string {
  const each = <T>(count: number, make: (at: number) => T): string =>
    Array.from({ length: count }, (_, at) => make(at)).join(' ');
  const tree = [
    'Tree=0',
    `num_leaves=${splits + 1}`,
    'num_cat=0',
    `split_feature=${each(splits, () => 0)}`,
    `threshold=${each(splits, (at) => at + 0.5)}`,
    `decision_type=${each(splits, () => 2)}`,
    `left_child=${each(splits, (at) => ~at)}`,
    `right_child=${each(splits, (at) => (at + 1 < splits ? at + 1 : ~splits))}`,
    `leaf_value=${each(splits + 1, (at) => at)}`,
    'shrinkage=1',
    '\n\n',
  ].join('\n');
  return [
    'tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=0\nobjective=regression',
    `feature_names=nilai\nfeature_infos=[0:${splits}]\ntree_sizes=${tree.length}\n\n${tree}end of trees\n`,
    'feature_importances:\n\nparameters:\n\nend of parameters\n',
  ].join('\n');
}

describe('model texts', () => {
  const text = small().modelToStringSync();

  it.each<[string, string]>([
    ['nothing', ''],
    ['something else', 'hello'],
    ['only the first line', 'tree\n'],
    ['a text cut in its header', text.slice(0, 80)],
    ['a text cut in its trees', text.slice(0, text.indexOf('Tree=1') + 40)],
    ['a text cut before its end', text.slice(0, text.indexOf('end of parameters') - 30)],
    ['Windows line ends', text.replaceAll('\n', '\r\n')],
    ['a NUL', text.replace('feature_infos', 'feature\0infos')],
    ['wrong tree sizes', text.replace(/tree_sizes=\d+/, 'tree_sizes=7')],
    ['huge tree sizes', text.replace(/tree_sizes=\d+/, 'tree_sizes=18446744073709551615')],
    ['more classes than trees', text.replace('num_class=3', 'num_class=9')],
    ['another objective width', text.replace('num_class:3', 'num_class:9')],
    ['too many features', text.replace('max_feature_idx=22', 'max_feature_idx=1000')],
    // LightGBM reads 32 bits: such a model was loaded, and written with another number.
    ['a label index beyond 32 bits', text.replace('label_index=0', 'label_index=4294967295')],
    ['a circle of nodes', text.replace(/left_child=\S+/, (line) => line.replace(/-\d+|\d+/, '0'))],
    ['a child beyond the leaves', text.replace(/left_child=\S+/, (line) => line.replace(/-1/, '-9'))],
    ['a feature beyond the columns', text.replace(/split_feature=\d/, 'split_feature=99')],
    ['more leaves than values', text.replace(/num_leaves=\d/, 'num_leaves=9')],
  ])('made of %s are refused', (_case, broken) => {
    expect(broken).not.toBe(text);
    expectRefusal(() => Booster.fromStringSync(broken), 'not a usable LightGBM model text');
  });

  it('made of a tree whose two branches are one are refused', () => {
    const broken = text.replace(/right_child=\S+/, (line) =>
      line.replace(/-?\d+/, /left_child=(-?\d+)/.exec(text)?.[1] ?? ''),
    );
    expectRefusal(() => Booster.fromStringSync(broken), 'two splits lead to the same node');
  });

  it('of a tree 5000 splits deep predict, and refuse what LightGBM does by recursion', async () => {
    const deep = Booster.fromStringSync(aChain(5000));
    expect(deep.predictRow(Int32Array.of(0), Float64Array.of(7))).toEqual(Float64Array.of(7));
    const words = 'A tree is 5000 splits deep';
    expectRefusal(() => deep.dumpModelSync(), words);
    await expect(deep.dumpModel()).rejects.toThrow(words);
    expectRefusal(() => deep.predictRow(Int32Array.of(0), Float64Array.of(1), undefined, { predContrib: true }), words);
    const rows = { values: Float64Array.of(1), numRows: 1, numCols: 1 };
    expectRefusal(() => deep.predictSync(rows, { predContrib: true }), words);
  });

  it('cut at any place are refused or, past their last section, load', () => {
    const end = text.indexOf('end of parameters');
    for (let length = 0; length < end; length += 61) {
      expect(() => Booster.fromStringSync(text.slice(0, length))).toThrow(LightGBMError);
    }
  });

  it('changed at random in 3000 ways are refused or load to a model that can be used, and never end the process', () => {
    const random = seededRandom(11);
    const below = (limit: number): number => Math.floor(random() * limit);
    const insertions = ['-', '9', '999999999999', ' ', '=', '\n', '.', 'l', '1e400', 'nan', ''];
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const at = below(text.length);
      const changed = text.slice(0, at) + (insertions[below(insertions.length)] ?? '') + text.slice(at + below(3));
      try {
        const loaded = Booster.fromStringSync(changed);
        loaded.predictRow(Int32Array.of(0), Float64Array.of(1), undefined, { rawScore: true });
        loaded.predictRow(Int32Array.of(0), Float64Array.of(1), undefined, { predContrib: true });
        loaded.modelToStringSync();
        loaded.dumpModelSync();
        loaded.featureName();
        loaded.dispose();
      } catch (error) {
        expect(error).toBeInstanceOf(LightGBMError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(3000);
  });
});

describe('refitting linear trees', () => {
  it('needs bins for their columns: rows without are refused, where LightGBM would read out of bounds', async () => {
    const random = seededRandom(5);
    const rows = { values: Float64Array.from({ length: 400 }, random), numRows: 100, numCols: 4 };
    const label = Array.from({ length: 100 }, (_, row) => 2 * (rows.values[row * 4] ?? NaN));
    const params = { objective: 'regression', linear_tree: true, num_leaves: 5, num_threads: 1 };
    const linear = trainSync(params, Dataset.fromDense(rows, { label }), { numBoostRound: 3 });
    expect(linear.refitSync(rows, label).numTrees).toBe(3);
    const few = { values: rows.values.subarray(0, 80), numRows: 20, numCols: 4 };
    expectRefusal(() => linear.refitSync(few, label.slice(0, 20)), 'has no bins in the new rows');
    await expect(linear.refit(few, label.slice(0, 20))).rejects.toThrow('has no bins in the new rows');
    expect((await linear.refit(rows, label)).numTrees).toBe(3);
    expectRefusal(() => linear.predictSync(rows, { predContrib: true }), 'not implemented for linear trees');
  });

  it.each([[-0.1], [1.1], [NaN]])('refuses a decayRate of %p, and labels of another count', async (decayRate) => {
    await expect(small().refit(problem.rows, problem.label, { decayRate })).rejects.toThrow(
      'decayRate must be in 0..1',
    );
    await expect(small().refit(problem.rows, [1])).rejects.toThrow('label has 1 entries');
  });
});

describe('after dispose', () => {
  it('a Booster refuses every use, a prediction already running still ends, and a second dispose does nothing', async () => {
    const booster = small();
    const expected = booster.predictSync(problem.rows);
    const running = booster.predict(problem.rows);
    booster.dispose();
    booster.dispose();
    expect(await running).toEqual(expected);
    expectRefusal(() => booster.predictSync(problem.rows), 'This Booster has been disposed');
    expectRefusal(() => booster.predictRow(Int32Array.of(0), Float64Array.of(1)), 'disposed');
    expectRefusal(() => booster.modelToStringSync(), 'disposed');
    expectRefusal(() => booster.featureName(), 'disposed');
    expectRefusal(() => booster.featureImportance(), 'disposed');
    await expect(booster.predict(problem.rows)).rejects.toThrow(LightGBMError);
    await expect(booster.modelToString()).rejects.toThrow(LightGBMError);
    await expect(booster.dumpModel()).rejects.toThrow('This Booster has been disposed');
    expectRefusal(() => booster.dumpModelSync(), 'disposed');
  });

  it('a Dataset refuses to train, and a training already running ends', async () => {
    const used = dataset();
    const running = train(multiclass(3), used, { numBoostRound: 5 });
    used.dispose();
    used.dispose();
    expect((await running).numTrees).toBe(15);
    await expect(train(multiclass(3), used)).rejects.toThrow('This Dataset has been disposed');
    expectRefusal(() => Dataset.fromCsr(problem.rows, { reference: used }), 'This Dataset has been disposed');
    expectRefusal(() => used.getLabel(), 'disposed');
    expectRefusal(() => used.subset([1]), 'disposed');
    await expect(used.construct()).rejects.toThrow('disposed');
    await expect(train(multiclass(3), dataset(), { validSets: [used] })).rejects.toThrow('disposed');
    const gone = small();
    gone.dispose();
    await expect(train(multiclass(3), dataset(), { initModel: gone })).rejects.toThrow(
      'This Booster has been disposed',
    );
    await expect(gone.refit(problem.rows, problem.label)).rejects.toThrow('This Booster has been disposed');
    await expect(gone.saveModel('model.txt')).rejects.toThrow(LightGBMError);
  });
});
