import {
  Booster,
  cv,
  cvSync,
  Dataset,
  type EvalsResult,
  type Params,
  recordEvaluation,
  resetParameter,
  train,
  trainSync,
} from '../lib';
import { readGolden, toMatrix } from './golden-cases';
import { maxDifference } from './makers';

interface LaterSteps {
  readonly params: Params;
  readonly rows: Parameters<typeof toMatrix>[0];
  readonly label: number[];
  readonly more: Parameters<typeof toMatrix>[0];
  readonly moreLabel: number[];
  readonly folds: [number[], number[]][];
  readonly first: string;
  readonly continued: string;
  readonly refitted: number[];
  readonly refittedText: string;
  readonly dump: Record<string, unknown>;
  readonly cv: Record<string, number[]>;
  readonly customText: string;
  readonly customEvals: EvalsResult;
}

const golden = readGolden<LaterSteps>('later-steps');
const more = toMatrix(golden.more);
const dataset = (): Dataset => Dataset.fromDense(toMatrix(golden.rows) as never, { label: golden.label });
const moreDataset = (): Dataset => Dataset.fromDense(more as never, { label: golden.moreLabel });

/** Without the parameters, which name what only one side sets. */
const treesOf = (text: string): string => text.slice(0, text.indexOf('\nparameters:'));

describe('against Python lightgbm 4.7.0 (golden/make.py)', () => {
  it('continues a model: its trees come first, and the new ones fit what it left', async () => {
    const first = await train(golden.params, dataset(), { numBoostRound: 3 });
    expect(first.modelToStringSync()).toBe(golden.first);
    const continued = await train(golden.params, moreDataset(), { numBoostRound: 2, initModel: first });
    expect(continued.modelToStringSync()).toBe(golden.continued);
    const fromText = Booster.fromStringSync(golden.first);
    const again = trainSync(golden.params, moreDataset(), { numBoostRound: 2, initModel: fromText });
    expect(again.modelToStringSync()).toBe(golden.continued);
    expect(again.currentIteration).toBe(5);
  });

  it('refits a model to other rows', async () => {
    const first = await train(golden.params, dataset(), { numBoostRound: 3 });
    const refitted = await first.refit(more, golden.moreLabel, { decayRate: 0.7 });
    expect(maxDifference(refitted.predictSync(more, { rawScore: true }), golden.refitted)).toBeLessThanOrEqual(1e-12);
    expect(treesOf(refitted.modelToStringSync())).toBe(treesOf(golden.refittedText));
    const loaded = Booster.fromStringSync(golden.first).refitSync(more, golden.moreLabel, { decayRate: 0.7 });
    expect(treesOf(loaded.modelToStringSync())).toBe(treesOf(golden.refittedText));
  });

  it('dumps the same JSON', () => {
    const ours = Booster.fromStringSync(golden.first).dumpModelSync({ numIteration: 1 });
    expect({ ...ours, pandas_categorical: [] }).toEqual({ ...golden.dump, pandas_categorical: [] });
  });

  it('cross-validates to the same means and deviations, stopping at the same iteration', async () => {
    const params = { ...golden.params, early_stopping_round: 3 };
    const options = { numBoostRound: 30, folds: golden.folds, evalTrainMetric: true };
    const { results } = await cv(params, dataset(), options);
    expect(Object.keys(results)).toEqual(Object.keys(golden.cv));
    for (const [name, values] of Object.entries(golden.cv)) {
      expect(maxDifference(results[name] ?? [], values)).toBeLessThanOrEqual(1e-12);
    }
    expect(cvSync(params, dataset(), options).results).toEqual(results);
  });

  it('trains on an objective, a metric and a learning rate given as functions', async () => {
    const evals: EvalsResult = {};
    const own = dataset();
    const booster = await train({ ...golden.params, metric: 'l2' }, own, {
      numBoostRound: 4,
      validSets: [own],
      fobj: (preds, data) => {
        const label = data.getLabel() ?? [];
        return [preds.map((score, row) => score - (label[row] ?? NaN)), preds.map(() => 1)];
      },
      feval: (preds, data) => {
        const label = data.getLabel() ?? [];
        const sum = preds.reduce((total, score, row) => total + score - (label[row] ?? NaN), 0);
        return ['mean_error', sum / preds.length, false];
      },
      callbacks: [recordEvaluation(evals), resetParameter({ learning_rate: (iteration) => 0.2 * 0.5 ** iteration })],
    });
    expect(treesOf(booster.modelToStringSync())).toBe(treesOf(golden.customText));
    for (const [metric, values] of Object.entries(golden.customEvals.training ?? {})) {
      expect(maxDifference(evals.training?.[metric] ?? [], values)).toBeLessThanOrEqual(1e-12);
    }
  });
});
