import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { TrainingActivities } from '../workflows/training-ports';
import { evaluateCandidate, type EvaluationDeps } from './training/evaluation';
import { markTrained, type MarkingDeps } from './training/marking';
import { takeSnapshot, type SnapshotDeps } from './training/snapshot';
import { whileBeating } from './while-beating';

export type TrainingDeps = Omit<SnapshotDeps & EvaluationDeps, 'onProgress' | 'signal'>;

/** The steps of a training run that read the sheets and judge models: they take the processor for a while. */
export function createTrainingActivities(deps: TrainingDeps): Pick<TrainingActivities, 'takeSnapshot' | 'evaluate'> {
  return {
    takeSnapshot: (input) => takeSnapshot({ ...deps, onProgress }, input),
    evaluate: (input) => whileBeating(() => evaluateCandidate({ ...deps, signal: cancellationSignal() }, input)),
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
