import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Booster, Dataset, type Params, train } from '../lib';
import { csr, maxDifference } from './makers';

interface Golden {
  readonly params: Params;
  readonly numBoostRound: number;
  readonly rows: Parameters<typeof csr>[0];
  readonly unseen: Parameters<typeof csr>[0];
  readonly label: number[];
  readonly weight: number[];
  readonly probabilities: number[];
  readonly rawScores: number[];
  readonly firstThree: number[];
  readonly gain: number[];
  readonly modelText: string;
}

const golden = JSON.parse(readFileSync(join(__dirname, '../golden/multiclass.json'), 'utf8')) as Golden;

describe('against Python lightgbm 4.7.0 (golden/make.py), at most 1e-12 apart', () => {
  it('trains the same model text and predicts the same scores', async () => {
    const dataset = Dataset.fromCsr(csr(golden.rows), { label: golden.label, weight: golden.weight });
    const { numBoostRound } = golden;
    const booster = await train(golden.params, dataset, { numBoostRound });
    expect(booster.modelToString()).toBe(golden.modelText);
    const unseen = csr(golden.unseen);
    expect(maxDifference(await booster.predict(unseen), golden.probabilities)).toBeLessThanOrEqual(1e-12);
    expect(maxDifference(await booster.predict(unseen, { rawScore: true }), golden.rawScores)).toBeLessThanOrEqual(
      1e-12,
    );
    expect(maxDifference(await booster.predict(unseen, { numIteration: 3 }), golden.firstThree)).toBeLessThanOrEqual(
      1e-12,
    );
    expect(maxDifference(booster.featureImportance('gain'), golden.gain)).toBeLessThanOrEqual(1e-12);
  });

  it('predicts the same from the model text that Python wrote', () => {
    const booster = Booster.fromStringSync(golden.modelText);
    expect(maxDifference(booster.predictSync(csr(golden.unseen)), golden.probabilities)).toBeLessThanOrEqual(1e-12);
    expect(booster.modelToString()).toBe(golden.modelText);
  });
});
