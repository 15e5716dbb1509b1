import { DEFAULT_TRAIN_OPTIONS, type TrainOptions } from '../../../ml/options';
import type { LabelledRow } from '../../../ml/predict';
import { createRandom, pick, randomInt } from '../../../ml/random';
import { trainClassifier, type TrainedModel, type TrainRequest } from '../../../ml/train';

/** Few rounds and folds: a fit within a second. */
export const QUICK: Partial<TrainOptions> = {
  folds: 3,
  trees: { ...DEFAULT_TRAIN_OPTIONS.trees, rounds: 5 },
  network: {
    ...DEFAULT_TRAIN_OPTIONS.network,
    networks: 1,
    foldNetworks: 1,
    hidden: 32,
    epochs: 3,
    copies: 1,
    minSteps: 2_000,
  },
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  LOGIN: ['login', 'masuk', 'sesi'],
  PASSWORD: ['sandi', 'lupa', 'reset'],
  MODEM: ['modem', 'ont', 'serial'],
};
const COMMON = ['mohon', 'bantuan', 'tidak', 'bisa', 'error', 'lagi'];

/** Rows of three labels, each with words of its own among common ones; every other row has a solving. */
export function someRows(count = 90, seed = 1): LabelledRow[] {
  const random = createRandom(seed);
  const labels = Object.keys(WORDS);
  return Array.from({ length: count }, (_, at) => {
    const label = labels[at % labels.length]!;
    const words = Array.from({ length: 4 + randomInt(random, 3) }, () => pick(random, COMMON));
    words.splice(randomInt(random, words.length), 0, pick(random, WORDS[label]!));
    return { problem: words.join(' '), solving: at % 2 === 0 ? `sudah beres ${label.toLowerCase()}` : '', label };
  });
}

/** A quick training run on `someRows()` unless told otherwise. */
export function quickTraining(request: Partial<TrainRequest> = {}): Promise<TrainedModel> {
  return trainClassifier({ rows: someRows(), seed: 7, options: QUICK, ...request });
}
