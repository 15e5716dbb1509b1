import { Dataset, train as trainBooster } from 'lightgbm3';
import {
  type Blend,
  fitBlend,
  judgeOpinions,
  type Member,
  type Opinions,
  toLogProba,
  UNCHOSEN_BLEND,
} from './calibration';
import { type CsrMatrix, rowBounds, rowCount, selectColumns } from './csr';
import { boosterColumns, countFeatures, featureRows, type FeatureModel, fitFeatures, networkColumns } from './features';
import { fingerprintRows, fingerprintValue } from './fingerprint';
import { classWeights, linearMargins, type LinearModel, trainLinear } from './linear';
import type { ModelInfo } from './manifest';
import { type NetworkModel, trainNetwork } from './network';
import { createNetworkReader } from './network-reader';
import { dropWords } from './noise';
import { type Judged, labelFigures } from './metrics';
import { DEFAULT_TRAIN_OPTIONS, type TrainOptions } from './options';
import { pause } from './pause';
import { type Classifier, createClassifier, evaluation, type LabelledRow } from './predict';
import { type PreparedRows, prepareRows, thinned } from './rows';
import { foldSplit, stratifiedFolds } from './split';
import type { BoosterMember, Student } from './student';
import { chooseThreshold } from './threshold';

/** How far a training run is. */
export interface TrainProgress {
  phase: 'vectorize' | 'fold' | 'calibrate' | 'final';
  /** Fold at work from 1; 0 outside the folds. */
  fold: number;
  /** Share of the whole run that is done, 0 to 1, rising. */
  share: number;
}

/** Rows scored between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 100;

/** What to train on, and how. */
export interface TrainRequest {
  rows: readonly LabelledRow[];
  /** Default: DEFAULT_TRAIN_OPTIONS, single fields replaced. */
  options?: Partial<TrainOptions>;
  /** Same rows, options and seed give the same model. */
  seed: number;
  /** `generated` marks a model of made-up examples, wherever its figures are shown. Default `data`. */
  origin?: ModelInfo['origin'];
  /** For people: where the rows came from. */
  note?: string;
  /** ISO instant, UTC; the library has no clock. */
  trainedAt?: string;
  signal?: AbortSignal;
  onProgress?: (progress: TrainProgress) => void;
}

/** A finished training run. */
export interface TrainedModel {
  student: Student;
  info: ModelInfo;
  classifier: Classifier;
}

/**
 * Trains a student: out-of-fold opinions of the members choose the blend and the auto threshold and give the figures;
 * then all members are fitted on all rows. The vectorizer is fitted on each training part alone,
 * and the texts of one row never part.
 * @throws NoTrainingData when the rows hold fewer than two labels with text; the signal's reason once it is aborted
 */
export async function trainClassifier(request: TrainRequest): Promise<TrainedModel> {
  const options: TrainOptions = { ...DEFAULT_TRAIN_OPTIONS, ...request.options };
  const report = (phase: TrainProgress['phase'], fold: number, share: number): void =>
    request.onProgress?.({ phase, fold, share });
  report('vectorize', 0, 0);
  const prepared = await prepareRows(thinned(request.rows, request.seed), request.signal);
  const run = await createRun(prepared, options, request);
  // The last fit has all the rows and all the networks.
  const steps = options.folds + 1.5;
  const held: HeldOut[] = [];
  for (let fold = 0; fold < options.folds; fold += 1) {
    report('fold', fold + 1, (0.95 * fold) / steps);
    const opinions = await run.holdOut(fold);
    if (opinions) held.push(opinions);
  }
  report('final', 0, (0.95 * options.folds) / steps);
  const members = await run.fit(allOf(prepared.texts.length));
  report('calibrate', 0, 0.95);
  const opinions = joinOpinions(held, prepared.labels.length);
  const blend = opinions ? await fitBlend(opinions, request.signal) : UNCHOSEN_BLEND;
  const judged = opinions ? await judgeOpinions(opinions, blend, request.signal) : [];
  const student: Student = { labels: prepared.labels, ...members, blend };
  report('calibrate', 0, 1);
  return {
    student,
    info: describe({ request, options, prepared, judged, blend }),
    classifier: createClassifier(student),
  };
}

/** Models of a training's folds, for whoever wants figures of its options and no model. */
export interface Folds {
  /** Of the rows. */
  readonly labels: number;
  /**
   * What a model of all other folds, its members blended as usual, says of the texts of one.
   * @param fold - counted from 0; null is answered for an empty one
   */
  judge(fold: number): Promise<Judged[] | null>;
}

/** @throws as `trainClassifier` */
export async function openFolds(request: TrainRequest): Promise<Folds> {
  const options: TrainOptions = { ...DEFAULT_TRAIN_OPTIONS, ...request.options };
  const prepared = await prepareRows(thinned(request.rows, request.seed), request.signal);
  const run = await createRun(prepared, options, request);
  const classes = prepared.labels.length;
  return {
    labels: classes,
    async judge(fold) {
      const held = await run.holdOut(fold);
      return held && judgeOpinions({ ...held, classes }, UNCHOSEN_BLEND, request.signal);
    },
  };
}

interface Members {
  features: FeatureModel;
  linear: LinearModel;
  trees: BoosterMember | null;
  network: NetworkModel;
}

type HeldOut = Omit<Opinions, 'classes'>;

/** The steps of one run, which share the counted texts. */
async function createRun(prepared: PreparedRows, options: TrainOptions, { seed, signal }: TrainRequest) {
  const classes = prepared.labels.length;
  const count = prepared.texts.length;
  const textLabels = Int32Array.from(prepared.rowOf, (row) => prepared.rowLabels[row]!);
  const rowFolds = foldsOf(prepared, options.folds, seed);
  const textFolds = Int32Array.from(prepared.rowOf, (row) => rowFolds[row]!);
  const { networks, foldNetworks, wordDropout, mostCopies } = options.network;
  const copies = Math.max(1, Math.min(options.network.copies, Math.floor(mostCopies / count)));
  const noisy = Array.from({ length: copies }, (_, copy) => dropWords(prepared.texts, wordDropout, seed + copy));
  const counts = await countFeatures([prepared.texts, ...noisy].flat(), options.features, signal);

  async function fit(texts: Int32Array, networkCount = networks): Promise<Members> {
    const features = await fitFeatures(counts, texts, signal);
    const rows = await featureRows(features, counts, texts, signal);
    const labels = Int32Array.from(texts, (text) => textLabels[text]!);
    const fitOthers = async () => ({
      linear: await trainLinear({ rows, labels, classes, options: options.linear, seed, signal }),
      network: await fitNetwork(features, texts, labels, networkCount),
    });
    // LightGBM works in a thread of its own; the other members take this one.
    const [trees, others] = await Promise.all([
      fitTrees({ features, rows, labels, classes, options, seed, signal }),
      fitOthers(),
    ]);
    return { features, trees, ...others };
  }

  async function fitNetwork(
    features: FeatureModel,
    texts: Int32Array,
    labels: Int32Array,
    networkCount: number,
  ): Promise<NetworkModel> {
    const { target, numCols } = networkColumns(features);
    const noisyRows: CsrMatrix[] = [];
    for (let copy = 1; copy <= copies; copy += 1) {
      const numbers = texts.map((text) => text + copy * count);
      noisyRows.push(selectColumns(await featureRows(features, counts, numbers, signal), target, numCols));
    }
    const task = { copies: noisyRows, labels, classes, networks: networkCount, options: options.network };
    return trainNetwork({ ...task, seed, signal });
  }

  return {
    fit,
    /** What models of the other folds say about one fold; null for an empty fold. */
    async holdOut(fold: number): Promise<HeldOut | null> {
      const split = foldSplit(textFolds, fold);
      if (split.test.length === 0) return null;
      const members = await fit(split.train, foldNetworks);
      const rows = await featureRows(members.features, counts, split.test, signal);
      const scores = await scoreRows(members, rows, signal);
      return { scores, labels: Int32Array.from(split.test, (text) => textLabels[text]!) };
    },
  };
}

/** A fold per row; -1 for rows that count less than others, which are in every training part and in no figure. */
function foldsOf({ rowLabels, isFull }: PreparedRows, folds: number, seed: number): Int32Array {
  const full = Int32Array.from(isFull.keys()).filter((row) => isFull[row]);
  const foldOf = new Int32Array(rowLabels.length).fill(-1);
  const fullFolds = stratifiedFolds(
    full.map((row) => rowLabels[row]!),
    folds,
    seed,
  );
  full.forEach((row, at) => (foldOf[row] = fullFolds[at]!));
  return foldOf;
}

/** Scores of rows that the members were not fitted on. */
async function scoreRows(members: Members, rows: CsrMatrix, signal?: AbortSignal): Promise<HeldOut['scores']> {
  const { features, trees } = members;
  const { classes } = members.linear;
  const margins = new Float64Array(rowCount(rows) * classes);
  const logits = new Float64Array(rowCount(rows) * classes);
  const { target, numCols } = networkColumns(features);
  const networkRows = selectColumns(rows, target, numCols);
  const readNetwork = createNetworkReader(members.network);
  for (let row = 0; row < rowCount(rows); row += 1) {
    if (row % ROWS_PER_TURN === 0) await pause(signal);
    const [start, end] = [row * classes, (row + 1) * classes];
    const [first, last] = rowBounds(rows, row);
    linearMargins(members.linear, rows.indices, rows.values, first, last, margins.subarray(start, end));
    const { indices, values } = networkRows;
    readNetwork(indices, values, ...rowBounds(networkRows, row), logits.subarray(start, end));
  }
  if (!trees) return { linear: margins, trees: null, network: logits };
  const words = boosterColumns(features, trees.maxColumns);
  const proba = await trees.booster.predict(selectColumns(rows, words.target, words.numCols));
  return { linear: margins, trees: toLogProba(proba), network: logits };
}

interface TreesTask {
  features: FeatureModel;
  rows: CsrMatrix;
  labels: Int32Array;
  classes: number;
  options: TrainOptions;
  seed: number;
  signal?: AbortSignal;
}

async function fitTrees(task: TreesTask): Promise<BoosterMember | null> {
  const { maxColumns, rounds, params, balance = 0 } = task.options.trees;
  const { target, numCols } = boosterColumns(task.features, maxColumns);
  if (numCols === 0 || rowCount(task.rows) === 0) return null;
  const all = {
    verbosity: -1,
    deterministic: true,
    force_col_wise: true,
    feature_pre_filter: false,
    ...params,
    objective: 'multiclass',
    num_class: task.classes,
    num_threads: task.options.threads,
    seed: task.seed,
  };
  // LightGBM's own class weights are not for its many-classed objective: rows can be weighted for any.
  const weights = balance === 0 ? null : classWeights(task.labels, task.classes, balance);
  const dataset = Dataset.fromCsr(selectColumns(task.rows, target, numCols), {
    label: task.labels,
    ...(weights && { weight: Float32Array.from(task.labels, (label) => weights[label]!) }),
    params: all,
  });
  const booster = await trainBooster(all, dataset, { numBoostRound: rounds, signal: task.signal });
  return { booster, maxColumns };
}

/** The folds' opinions under each other; null where nothing was held out. Trees that some fold lacks are left out. */
function joinOpinions(held: readonly HeldOut[], classes: number): Opinions | null {
  if (held.length === 0) return null;
  const scoresOf = (member: Member): Float64Array | null => {
    const parts = held.map((fold) => fold.scores[member]);
    return parts.every((part) => part !== null) ? join(parts) : null;
  };
  return {
    classes,
    scores: { linear: scoresOf('linear'), trees: scoresOf('trees'), network: scoresOf('network') },
    labels: Int32Array.from(held.flatMap((fold) => [...fold.labels])),
  };
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let next = 0;
  for (const part of parts) {
    joined.set(part, next);
    next += part.length;
  }
  return joined;
}

interface Outcome {
  request: TrainRequest;
  options: TrainOptions;
  prepared: PreparedRows;
  judged: readonly Judged[];
  blend: Blend;
}

function describe({ request, options, prepared, judged, blend }: Outcome): ModelInfo {
  const { labels, rowLabels } = prepared;
  const threshold = chooseThreshold(judged, options.promisedPrecision);
  const rowsOf = new Int32Array(labels.length);
  for (const label of rowLabels) rowsOf[label]! += 1;
  return {
    origin: request.origin ?? 'data',
    note: request.note ?? '',
    trainedAt: request.trainedAt ?? null,
    seed: request.seed,
    options,
    rows: { given: request.rows.length, used: rowLabels.length, texts: prepared.texts.length },
    figures: { basis: 'out-of-fold', ...evaluation(judged, labels.length, threshold.value) },
    perLabel: labelFigures(judged, labels.length).map((figures, at) => ({
      label: labels[at]!,
      rows: rowsOf[at]!,
      ...figures,
    })),
    calibration: {
      ...blend,
      autoThreshold: threshold.value,
      thresholdBasis: threshold.basis,
      promisedPrecision: options.promisedPrecision,
    },
    fingerprints: { data: fingerprintRows(request.rows), options: fingerprintValue(options) },
  };
}

function allOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, at) => at);
}
