import { createGeminiClient } from '../activities/adapters/gemini-client';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { createCascade, thresholdsOf } from '../activities/classify';
import type { ServedModel } from '../activities/model-server';
import { OncekError } from '../domain/errors';
import type { Classification } from '../domain/ticket';
import { loadModel, saveModel } from '../ml/artifact';
import type { LabelledRow } from '../ml/predict';
import { startGeminiOracle } from '../scripts/gemini-oracle';
import { type Bench, type BenchResult, progress, readOptions, rounded } from './options';
import { readRows, trainOn } from './quality';

const DEFAULT_TRAIN = '../shared/data/massive-id.train.csv.gz';
const DEFAULT_TEST = '../shared/data/massive-id.dev.csv.gz';
const ORACLE_ACCURACY = 0.9;
const DEFAULT_SEEDS = 5;
/** Questions of Gemini under way at once. */
const AT_ONCE = 8;
const NO_SETTINGS = { auto: null, cascade: null };

/**
 * The whole cascade as it runs in production, thresholds left to the model: the real client asks the sandbox's oracle.
 * The fixed keys are of the oracle's own seed; `seeds` holds those of others, which get other texts wrong.
 */
export const cascade: Bench = {
  summary: '[--train F | --model DIR] [--test F] [--seeds N]   the model, then an oracle at accuracy 0.90 as Gemini',
  async run(args) {
    const options = readOptions(args, { values: ['train', 'model', 'test', 'seeds'] });
    const seeds = Number(options.value('seeds') ?? DEFAULT_SEEDS);
    if (!Number.isInteger(seeds) || seeds < 1) throw new OncekError('InvalidInput', '--seeds must be 1 or more');
    const rows = await readRows(options.value('test') ?? DEFAULT_TEST);
    const model = await modelOf(options.value('model'), options.value('train') ?? DEFAULT_TRAIN);
    const oracle = await startGeminiOracle({
      answers: Object.fromEntries(rows.map(({ problem, label }) => [problem, label])),
      accuracy: ORACLE_ACCURACY,
    });
    try {
      const results: BenchResult[] = [];
      for (let seed = 0; seed < seeds; seed += 1) {
        await oracle.reseed(seed === 0 ? '' : String(seed));
        results.push(figuresOf(rows, await classifyAll(model, rows, oracle.baseUrl)));
        progress(`seed ${seed}: ${JSON.stringify(results.at(-1))}`);
      }
      const { auto, cascade: threshold } = thresholdsOf(model, NO_SETTINGS);
      return {
        ...results[0],
        rows: rows.length,
        thresholds: { auto: rounded(auto), cascade: rounded(threshold) },
        without_gemini: figuresOf(rows, await classifyAll(model, rows, null)),
        seeds: results.slice(1),
      };
    } finally {
      await oracle.close();
    }
  },
};

/** @param dir - folder of a registry, whose production version is taken; absent: a model is trained on the file */
async function modelOf(dir: string | undefined, trainFile: string): Promise<ServedModel> {
  if (dir === undefined) {
    const trained = await trainOn(await readRows(trainFile));
    return { version: 'bench', ...(await loadModel(await saveModel(trained))) };
  }
  const registry = createFolderRegistry({ dir });
  const version = await registry.production();
  if (version === null) throw new OncekError('InvalidInput', `--model: no version is promoted in ${dir}`);
  return { version, ...(await loadModel(await registry.load(version))) };
}

async function classifyAll(
  model: ServedModel,
  rows: readonly LabelledRow[],
  baseUrl: string | null,
): Promise<Classification[]> {
  const gemini =
    baseUrl === null
      ? null
      : createGeminiClient({ apiKey: 'bench', model: 'gemini-2.0-flash', baseUrl, timeoutMs: 10_000 });
  const studentAndTeacher = createCascade({
    models: { current: () => model },
    gemini,
    thresholds: NO_SETTINGS,
    now: () => new Date(),
  });
  const answers: Classification[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    answers.push(
      ...(await Promise.all(rows.slice(from, from + AT_ONCE).map((row) => studentAndTeacher.classify(row)))),
    );
  }
  return answers;
}

function figuresOf(rows: readonly LabelledRow[], answers: readonly Classification[]): BenchResult {
  const judged = answers.map((answer, at) => ({ answer, isRight: answer.label === rows[at]?.label }));
  const auto = judged.filter(({ answer }) => answer.status === 'AUTO');
  const asked = judged.filter(({ answer }) => answer.gemini !== null || answer.geminiFailure !== null);
  const share = (part: readonly unknown[], whole: readonly unknown[]): number => rounded(part.length / whole.length);
  const right = (some: typeof judged) => some.filter(({ isRight }) => isRight);
  return {
    accuracy: share(right(judged), judged),
    auto_share: share(auto, judged),
    auto_precision: auto.length > 0 ? share(right(auto), auto) : null,
    gemini_share: share(asked, judged),
    gemini_failed: asked.filter(({ answer }) => answer.geminiFailure !== null).length,
    by_rule: Object.fromEntries(
      [...new Set(answers.map(({ rule }) => rule))].sort().map((rule) => {
        const some = judged.filter(({ answer }) => answer.rule === rule);
        const autos = some.filter(({ answer }) => answer.status === 'AUTO');
        return [
          rule,
          { rows: some.length, right: right(some).length, auto: autos.length, auto_right: right(autos).length },
        ];
      }),
    ),
  };
}
