import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { FitActivities } from '../workflows/retrain-ports';
import type { TrainingActivities } from '../workflows/training-ports';
import { markTrained, type MarkingDeps } from './training/marking';
import type { TrainingJobs } from './training/process/jobs';
import type { TrainingProcess } from './training/process/training-process';
import { whileTelling } from './training/while-telling';

/** The steps of a training run that take the processor: each in a process of its own, told of and cancelled from here. */
export function createTrainingActivities(
  apart: TrainingProcess,
): FitActivities & Pick<TrainingActivities, 'takeSnapshot' | 'evaluate'> {
  const step =
    <K extends keyof TrainingJobs>(name: K) =>
    (input: Parameters<TrainingJobs[K]>[0]) =>
      whileTelling((signal, onProgress) => apart.run(name, input, { signal, onProgress }));
  return {
    takeSnapshot: step('takeSnapshot'),
    runTrial: step('runTrial'),
    fitHoldOut: step('fitHoldOut'),
    evaluate: step('evaluate'),
    fitFinal: step('fitFinal'),
  };
}

/** The step after a promotion, which only waits for the ledger. */
export function createMarkingActivities(
  deps: Omit<MarkingDeps, 'onProgress'>,
): Pick<TrainingActivities, 'markTrained'> {
  return { markTrained: (input) => markTrained({ ...deps, onProgress }, input) };
}

function onProgress(): void {
  heartbeat();
  cancellationSignal().throwIfAborted();
}
