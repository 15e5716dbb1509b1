import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { openRegistry } from '../activities/adapters/open-registry';
import { loadConfig } from '../config/env';
import { OncekError } from '../domain/errors';
import type { TrainProgress } from '../ml/train';
import { trainDemoModel, trainFromFile, type TrainingResult } from './train-model';

const USAGE = `npm run train -- --file F.csv[.gz] [--registry DIR] [--promote] [--seed 42]
npm run train -- --demo [--registry DIR] [--seed 42]
  --file      a CSV with the columns text and label
  --demo      generated examples instead; promoted only where nothing is in production yet
  --registry  folder of the models; default: the product's own registry, by its settings
  --promote   serve the new model at once`;

function progress({ phase, fold, share }: TrainProgress): void {
  process.stderr.write(`${phase}${fold > 0 ? ` ${fold}` : ''}: ${Math.round(share * 100)} %\n`);
}

async function run(args: string[]): Promise<TrainingResult> {
  const { values } = parseArgs({
    args,
    options: {
      file: { type: 'string' },
      demo: { type: 'boolean', default: false },
      registry: { type: 'string' },
      promote: { type: 'boolean', default: false },
      seed: { type: 'string', default: '42' },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new OncekError('InvalidInput', '--seed must be a whole number');
  readDotenv({ quiet: true });
  const registry =
    values.registry === undefined
      ? openRegistry(loadConfig(process.env))
      : createFolderRegistry({ dir: values.registry });
  if (values.demo) return trainDemoModel(registry, { seed, onProgress: progress });
  if (values.file === undefined) throw new OncekError('InvalidInput', `--file or --demo is missing\n${USAGE}`);
  const promoteBy = values.promote ? 'npm-run-train' : null;
  return trainFromFile(values.file, { registry, seed, promoteBy, onProgress: progress });
}

run(process.argv.slice(2)).then(
  (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
