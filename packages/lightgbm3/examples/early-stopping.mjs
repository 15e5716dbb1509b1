// A binary classifier that stops when rows it has not seen are no longer predicted better: node early-stopping.mjs
import { Dataset, logEvaluation, train } from 'lightgbm3';

/** Points of the unit square; those above the diagonal are of class 1, with some noise. */
function points(count, seed) {
  let state = seed;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const values = Float64Array.from({ length: count * 2 }, random);
  const label = Array.from({ length: count }, (_, row) =>
    Number(values[row * 2] + values[row * 2 + 1] + (random() - 0.5) / 2 > 1),
  );
  return Dataset.fromDense({ values, numRows: count, numCols: 2 }, { label, featureNames: ['x', 'y'] });
}

const booster = await train(
  { objective: 'binary', metric: 'auc', num_leaves: 7, early_stopping_round: 10 },
  points(500, 1),
  {
    numBoostRound: 200,
    validSets: [points(200, 2)],
    validNames: ['unseen'],
    callbacks: [logEvaluation({ period: 10 })],
  },
);
console.log(`best iteration: ${booster.bestIteration}, AUC: ${booster.bestScore.unseen.auc.toFixed(3)}`);
console.log(
  'importance:',
  Object.fromEntries(booster.featureName().map((name, at) => [name, booster.featureImportance()[at]])),
);
