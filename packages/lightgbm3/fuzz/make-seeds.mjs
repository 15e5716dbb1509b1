// Writes fuzz/seeds/*.txt: small models of every kind the text format has. Run after `npm run build` of the package.
import { writeFileSync } from 'node:fs';
import { Dataset, train } from 'lightgbm3';

const ROWS = 60;
const COLS = 3;
const values = Float64Array.from({ length: ROWS * COLS }, (_, at) =>
  at % COLS === 2 ? Math.floor(at / COLS) % 6 : at % 17 === 0 ? NaN : ((at * 37) % 101) / 7 - 5,
);
const rowOf = (row) => values.slice(row * COLS, (row + 1) * COLS);
const labelOf = {
  binary: (row) => Number((rowOf(row)[0] || 0) > 2),
  multiclass: (row) => row % 3,
  regression: (row) => (rowOf(row)[0] || 0) * 2 + rowOf(row)[2],
  category: (row) => [5, 1, 4, 0, 3, 2][rowOf(row)[2]] + (rowOf(row)[0] || 0) / 10,
};
const COMMON = { num_leaves: 4, min_data_in_leaf: 5, deterministic: true, force_row_wise: true };
const SEEDS = {
  binary: { objective: 'binary', label: labelOf.binary },
  multiclass: { objective: 'multiclass', num_class: 3, label: labelOf.multiclass },
  categorical: {
    ...{ objective: 'regression', label: labelOf.category, categorical: [2] },
    ...{ max_cat_to_onehot: 1, min_data_per_group: 1, cat_smooth: 1 },
  },
  linear: { objective: 'regression', linear_tree: true, label: labelOf.regression },
  stump: { objective: 'regression', num_leaves: 2, min_data_in_leaf: ROWS, label: labelOf.regression },
};

for (const [name, { label, categorical, ...params }] of Object.entries(SEEDS)) {
  const dataset = Dataset.fromDense(
    { values, numRows: ROWS, numCols: COLS },
    {
      label: Float32Array.from({ length: ROWS }, (_, row) => label(row)),
      ...(categorical && { categoricalFeature: categorical }),
    },
  );
  const booster = await train({ ...COMMON, ...params }, dataset, { numBoostRound: 2 });
  const text = await booster.modelToString();
  // The list of parameters is most of a small model's text, and nothing of it is read back.
  const short = text.replace(/(\nparameters:\n)[^]*?(\[objective[^\n]*\n)[^]*?(\nend of parameters\n)/, '$1$2$3');
  writeFileSync(new URL(`seeds/${name}.txt`, import.meta.url), short);
}
