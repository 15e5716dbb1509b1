import { Booster, recordEvaluation, train, trainSync, type EvalsResult, type TrainOptions } from '../lib';
import { type Golden, readGolden, toDataset, toMatrix } from './golden-cases';
import { maxDifference } from './makers';

const CASES = ['multiclass', 'binary', 'regression', 'ranking', 'categorical'];

function optionsOf(golden: Golden, evals: EvalsResult = {}): [dataset: ReturnType<typeof toDataset>, TrainOptions] {
  const dataset = toDataset(golden);
  const validSets = golden.valid ? [dataset, toDataset(golden.valid)] : [];
  return [dataset, { numBoostRound: golden.numBoostRound, validSets, callbacks: [recordEvaluation(evals)] }];
}

function expectPredictions(booster: Booster, golden: Golden): void {
  const unseen = toMatrix(golden.unseen);
  const { predictions } = golden;
  const earlyStop = { rawScore: true, predEarlyStop: true, predEarlyStopFreq: 2, predEarlyStopMargin: 0.5 };
  const part = { startIteration: 1, numIteration: 3, rawScore: true };
  expect(maxDifference(booster.predictSync(unseen), predictions.normal)).toBeLessThanOrEqual(1e-12);
  expect(maxDifference(booster.predictSync(unseen, { rawScore: true }), predictions.raw)).toBeLessThanOrEqual(1e-12);
  expect(maxDifference(booster.predictSync(unseen, { predLeaf: true }), predictions.leaf)).toBe(0);
  expect(maxDifference(booster.predictSync(unseen, { predContrib: true }), predictions.contrib)).toBeLessThanOrEqual(
    1e-12,
  );
  expect(maxDifference(booster.predictSync(unseen, part), predictions.part)).toBeLessThanOrEqual(1e-12);
  expect(maxDifference(booster.predictSync(unseen, earlyStop), predictions.earlyStop)).toBeLessThanOrEqual(1e-12);
}

describe.each(CASES)('%s, against Python lightgbm 4.7.0 (golden/make.py), at most 1e-12 apart', (name) => {
  const golden = readGolden<Golden>(name);

  it('trains the same model text, on a thread of its own and on this one', async () => {
    const [dataset, options] = optionsOf(golden);
    expect((await train(golden.params, dataset, options)).modelToStringSync()).toBe(golden.modelText);
    const [again, sameOptions] = optionsOf(golden);
    expect(trainSync(golden.params, again, sameOptions).modelToStringSync()).toBe(golden.modelText);
  });

  it('evaluates alike in each iteration, and agrees on the best one', async () => {
    const evals: EvalsResult = {};
    const booster = await train(golden.params, ...optionsOf(golden, evals));
    expect(Object.keys(evals)).toEqual(Object.keys(golden.evals));
    for (const [dataset, metrics] of Object.entries(golden.evals)) {
      for (const [metric, values] of Object.entries(metrics)) {
        expect(maxDifference(evals[dataset]?.[metric] ?? [], values)).toBeLessThanOrEqual(1e-12);
      }
    }
    expect(booster.bestIteration).toBe(golden.bestIteration);
    expect(booster.bestScore).toEqual(golden.bestScore);
  });

  it('predicts scores, raw scores, leaves, contributions, part of the model and with early stop alike', async () => {
    const booster = await train(golden.params, ...optionsOf(golden));
    expectPredictions(booster, golden);
    expect(maxDifference(booster.featureImportance('gain'), golden.gain)).toBeLessThanOrEqual(1e-12);
    expect(Array.from(booster.featureImportance())).toEqual(golden.split);
    expect(booster.featureName()).toEqual(golden.featureName);
  });

  it('loads the model text that Python wrote, predicts alike, and writes it back', async () => {
    const booster = await Booster.fromString(golden.modelText);
    expectPredictions(booster, golden);
    expect(booster.modelToStringSync()).toBe(golden.modelText);
  });
});
