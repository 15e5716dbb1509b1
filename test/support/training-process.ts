import path from 'node:path';
import type { TrainingPlaces } from '../../activities/training/process/jobs';
import { createTrainingProcess, type TrainingProcess } from '../../activities/training/process/training-process';
import { DEFAULT_TRAIN_OPTIONS } from '../../ml/options';

/** Few steps: fits of tests are quick, and nobody looks at how good the models are. */
export const QUICK_FITS: TrainingPlaces['options'] = {
  threads: 1,
  network: { ...DEFAULT_TRAIN_OPTIONS.network, networks: 1, foldNetworks: 1, minSteps: 200 },
};

/** Training processes from the sources, whose objects, models and mirror are below a folder. */
export function aTrainingProcess(
  folder: string,
  { log = { warn: () => undefined }, ...places }: Partial<TrainingPlaces> & { log?: { warn(): void } } = {},
): TrainingProcess {
  return createTrainingProcess({
    ...{ log, niceness: 0, nodeArgs: ['--require', path.join(__dirname, 'swc-register.cjs')] },
    places: { ...trainingPlaces(folder), ...places },
  });
}

/** The folders that `aTrainingProcess` uses. */
export function trainingPlaces(folder: string): TrainingPlaces & { mirror: { file: string } } {
  return {
    objects: { folder: path.join(folder, 'objects') },
    mirror: { file: path.join(folder, 'mirror.db') },
    registry: { mlflow: null, modelRegistryDir: path.join(folder, 'models') },
    options: QUICK_FITS,
  };
}
