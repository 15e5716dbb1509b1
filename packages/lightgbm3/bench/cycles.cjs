const { setImmediate } = require('node:timers/promises');

const { trainSync, train, Dataset, Booster } = require('..');

const ROWS = 60;
const COLUMNS = 8;
const rows = {
  values: Float64Array.from({ length: ROWS * COLUMNS }, (_, at) => (Math.sin(at * 12.9898) * 43758.5453) % 1),
  numRows: ROWS,
  numCols: COLUMNS,
};
const label = Array.from({ length: ROWS }, (_, row) => row % 3);
const params = { objective: 'multiclass', num_class: 3, num_leaves: 7, min_data_in_leaf: 5, num_threads: 1 };

/** Trains, predicts in every way, saves and loads; then gives the memory back itself or leaves it to the collector. */
async function cycle(at) {
  const dataset = Dataset.fromDense(rows, { label });
  const isAsync = at % 4 === 0;
  const options = { numBoostRound: 3, validSets: at % 8 < 2 ? [dataset] : [] };
  const booster = isAsync ? await train(params, dataset, options) : trainSync(params, dataset, options);
  const scores = isAsync ? await booster.predict(rows) : booster.predictSync(rows, { predContrib: at % 2 === 0 });
  booster.predictDenseRow(rows.values.subarray(0, COLUMNS));
  if (isAsync) await booster.dumpModel();
  const text = isAsync ? await booster.modelToString() : booster.modelToStringSync();
  const loaded = isAsync ? await Booster.fromString(text) : Booster.fromStringSync(text);
  if (at % 2 === 0) for (const owner of [dataset, booster, loaded]) owner.dispose();
  return scores.length;
}

/**
 * Runs cycles and looks at the resident memory ten times in their second half.
 * @returns megabytes at those times, and their slope in bytes per cycle by least squares
 */
async function measure(cycles) {
  const samples = [];
  for (let at = 1; at <= cycles; at++) {
    await cycle(at);
    if (at % 50 === 0) {
      global.gc?.();
      await setImmediate();
    }
    if (at >= cycles / 2 && at % Math.ceil(cycles / 20) === 0) {
      global.gc?.();
      samples.push({ at, bytes: process.memoryUsage.rss() });
    }
  }
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map((s) => s.at)), mean(samples.map((s) => s.bytes))];
  const slope =
    samples.reduce((sum, s) => sum + (s.at - x) * (s.bytes - y), 0) /
    samples.reduce((sum, s) => sum + (s.at - x) ** 2, 0);
  const megabytes = samples.map((s) => Math.round(s.bytes / 1e5) / 10);
  return { cycles, megabytes, bytesPerCycle: Math.round(slope) };
}

module.exports = { measure };
