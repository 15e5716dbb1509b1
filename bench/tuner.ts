import { OncekError } from '../domain/errors';
import { createRandom, shuffle } from '../ml/random';
import { suggest, type Trial } from '../ml/tuner/tpe';
import { type Bench, progress, readOptions, rounded } from './options';
import { readRows } from './quality';
import { createObjective, type Objective, SPACE } from './tuner/objective';
import { searchWithOptuna } from './tuner/optuna';

const DEFAULT_FILE = '../shared/data/massive-id.train.csv.gz';
const SAMPLE_SEED = 42;

/** Our search beside Optuna's, both over the same objective and as many trials. */
export const tuner: Bench = {
  summary:
    '[--train F] [--rows 2000] [--trials 20] [--seeds 5] [--no-peer]   best macro F1 of a search, median of the seeds',
  async run(args) {
    const options = readOptions(args, { values: ['train', 'rows', 'trials', 'seeds'], flags: ['no-peer'] });
    const rows = shuffle(createRandom(SAMPLE_SEED), await readRows(options.value('train') ?? DEFAULT_FILE));
    const sample = rows.slice(0, countOf(options.value('rows'), 2_000));
    const trials = countOf(options.value('trials'), 20);
    const seeds = Array.from({ length: countOf(options.value('seeds'), 5) }, (_, at) => at + 1);
    const objective = await createObjective(sample, Number(process.env.BENCH_THREADS || 1));
    const own: number[][] = [];
    const peer: number[][] = [];
    const started = performance.now();
    for (const seed of seeds) {
      own.push(await search({ trials, seed, objective }));
      progress(`seed ${seed}: ${rounded(best(own.at(-1)!))}`);
      if (options.flag('no-peer')) continue;
      peer.push(await searchWithOptuna({ space: SPACE, trials, seed, objective }));
      progress(`seed ${seed}: ${rounded(best(peer.at(-1)!))} by Optuna`);
    }
    const result = {
      ...figuresOf(own, trials),
      rows: sample.length,
      objective: 'LightGBM, ranges of domain.md §10 with a tenth of the rounds, one hold-out of a fifth',
      seconds: rounded((performance.now() - started) / 1_000),
    };
    if (options.flag('no-peer')) return result;
    const theirs = figuresOf(peer, trials);
    return { ...result, ahead_of_peer: rounded(result.best_f1 - theirs.best_f1), peer: theirs };
  },
};

async function search(input: { trials: number; seed: number; objective: Objective }): Promise<number[]> {
  const trials: (Trial & { value: number })[] = [];
  for (let number = 0; number < input.trials; number += 1) {
    const settings = suggest({ space: SPACE, trials, seed: input.seed });
    trials.push({ settings, value: await input.objective(settings) });
  }
  return trials.map(({ value }) => value);
}

/** @param searches - values of the trials of each seed */
function figuresOf(searches: readonly number[][], trials: number) {
  const bests = searches.map(best);
  return { best_f1: rounded(median(bests)), trials, seeds: bests.map(rounded) };
}

function best(values: readonly number[]): number {
  return Math.max(...values);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function countOf(text: string | undefined, usual: number): number {
  const count = text === undefined ? usual : Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new OncekError('InvalidInput', `${JSON.stringify(text)} is no count: give a whole number of 1 or more`);
}
