import type { Evaluation, LabelledRow } from '../ml/predict';
import { evaluate } from '../ml/predict';
import { trainClassifier, type TrainedModel } from '../ml/train';
import { readLabelledCsv } from '../scripts/labelled-csv';
import { type Bench, type BenchResult, progress, readOptions, rounded } from './options';
import { runPeer } from './peer/run';

const SEED = 42;

/** Quality of a student trained on one file and judged on another that took no part in any choice. */
export const quality: Bench = {
  summary: '--train F --test F [--peer]   accuracy, F1, calibration and automation on rows never seen',
  async run(args) {
    const options = readOptions(args, { required: ['train', 'test'], flags: ['peer'] });
    const [trainFile, testFile] = [options.required('train'), options.required('test')];
    const started = performance.now();
    const trained = await trainOn(await readRows(trainFile));
    const fitSeconds = (performance.now() - started) / 1_000;
    const { autoThreshold, thresholdBasis } = trained.info.calibration;
    const evaluation = evaluate(trained.classifier, await readRows(testFile), autoThreshold);
    const result = {
      ...toKeys(evaluation),
      fit_s: rounded(fitSeconds),
      rows: evaluation.rows,
      auto_threshold: rounded(autoThreshold),
      threshold_basis: thresholdBasis,
      weights: trained.info.calibration.weights,
      out_of_fold: toKeys(trained.info.figures),
    };
    if (!options.flag('peer')) return result;
    return { ...result, peer: await runPeer('quality', ['--train', trainFile, '--test', testFile]) };
  },
};

/** A student by default options, progress on stderr. */
export async function trainOn(rows: readonly LabelledRow[]): Promise<TrainedModel> {
  return trainClassifier({
    rows,
    seed: SEED,
    onProgress: ({ phase, fold, share }) =>
      progress(`${phase}${fold > 0 ? ` ${fold}` : ''}: ${Math.round(share * 100)} %`),
  });
}

/** The rows of a `text,label` file as tickets without a solving. */
export async function readRows(file: string): Promise<LabelledRow[]> {
  const rows = await readLabelledCsv(file);
  return rows.map(({ text, label }) => ({ problem: text, solving: '', label }));
}

/** Figures under the names that benchmarks print. */
export function toKeys(figures: Evaluation): BenchResult {
  return {
    accuracy: rounded(figures.accuracy),
    macro_f1: rounded(figures.macroF1),
    weighted_f1: rounded(figures.weightedF1),
    coverage_at_95: rounded(figures.coverageAt95),
    auto_share: rounded(figures.autoShare),
    auto_precision: rounded(figures.autoPrecision),
    ece: rounded(figures.ece),
  };
}
