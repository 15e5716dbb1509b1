import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { TrainingActivities } from '../workflows/training-ports';
import { evaluateCandidate, type EvaluationDeps } from './training/evaluation';
import { markTrained, type MarkingDeps } from './training/marking';
import { takeSnapshot, type SnapshotDeps } from './training/snapshot';
import { whileBeating } from './while-beating';

export type TrainingDeps = Omit<SnapshotDeps & EvaluationDeps & MarkingDeps, 'onProgress' | 'signal'>;

/** The steps of a training run that read the sheets, judge models and mark rows. */
export function createTrainingActivities(deps: TrainingDeps): TrainingActivities {
  const onProgress = (): void => {
    heartbeat();
    cancellationSignal().throwIfAborted();
  };
  return {
    takeSnapshot: (input) => takeSnapshot({ ...deps, onProgress }, input),
    evaluate: (input) => whileBeating(() => evaluateCandidate({ ...deps, signal: cancellationSignal() }, input)),
    markTrained: (input) => markTrained({ ...deps, onProgress }, input),
  };
}
