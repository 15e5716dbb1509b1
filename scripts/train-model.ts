import type { ModelRegistry } from '../activities/adapters/model-registry';
import { saveModel } from '../ml/artifact';
import { demoExamples } from '../ml/demo/examples';
import type { TrainOptions } from '../ml/options';
import { trainClassifier, type TrainProgress, type TrainRequest } from '../ml/train';
import { readLabelledCsv } from './labelled-csv';

/** Where the first, generated model may be promoted without a person. */
export const DEMO_PROMOTER = 'first-start';
const DEMO_NOTE = 'generated examples, no real messages: its figures say nothing about real tickets';
const DEFAULT_SEED = 42;

/** What a training brought. */
export interface TrainingResult {
  version: string;
  promoted: boolean;
  labels: number;
  /** Rows that held a label and a text. */
  rows: number;
  figures: Readonly<Record<string, number>>;
  seconds: number;
}

/** Where a trained model goes, and how it is made. */
export interface TrainingSettings {
  registry: ModelRegistry;
  seed?: number;
  /** Who decided that the new version shall serve at once; null or left out: nobody, it is only registered. */
  promoteBy?: string | null;
  /** Default: DEFAULT_TRAIN_OPTIONS of ml/options.ts, single fields replaced. */
  options?: Partial<TrainOptions>;
  signal?: AbortSignal;
  onProgress?: (progress: TrainProgress) => void;
}

/** Trains on a `text,label` file (`.csv` or `.csv.gz`) and registers the model. @throws InvalidInput, NoTrainingData */
export async function trainFromFile(file: string, settings: TrainingSettings): Promise<TrainingResult> {
  const rows = (await readLabelledCsv(file)).map(({ text, label }) => ({ problem: text, solving: '', label }));
  return trainAndRegister({ rows, note: 'rows of a text,label file' }, settings);
}

/**
 * Trains the model of generated examples. Promoted, without a person, only where nothing is in production yet: what
 * people chose is never replaced by made-up data.
 */
export async function trainDemoModel(
  registry: ModelRegistry,
  settings: Omit<TrainingSettings, 'registry' | 'promoteBy'> = {},
): Promise<TrainingResult> {
  const promoteBy = (await registry.production()) === null ? DEMO_PROMOTER : null;
  const rows = demoExamples(settings.seed ?? DEFAULT_SEED);
  return trainAndRegister({ rows, origin: 'generated', note: DEMO_NOTE }, { ...settings, registry, promoteBy });
}

async function trainAndRegister(
  data: Pick<TrainRequest, 'rows' | 'origin' | 'note'>,
  { registry, seed = DEFAULT_SEED, promoteBy = null, options, signal, onProgress }: TrainingSettings,
): Promise<TrainingResult> {
  const started = performance.now();
  const trainedAt = new Date().toISOString();
  const trained = await trainClassifier({ ...data, seed, trainedAt, options, signal, onProgress });
  const figures = numbersOf(trained.info.figures);
  const description = `${trained.info.origin}: ${trained.info.note}; ${trained.info.rows.used} rows`;
  const version = await registry.register({ files: await saveModel(trained), description, figures });
  if (promoteBy !== null) await registry.promote(version, promoteBy);
  return {
    version,
    promoted: promoteBy !== null,
    labels: trained.student.labels.length,
    rows: trained.info.rows.used,
    figures,
    seconds: Math.round(performance.now() - started) / 1_000,
  };
}

function numbersOf(figures: Readonly<Record<string, number | string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
