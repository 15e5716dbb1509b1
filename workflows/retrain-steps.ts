import { proxyActivities } from '@temporalio/workflow';
import type { RetrainInput, RetrainOutcome, RetrainPhase, RetrainProgress } from './contracts/retrain';
import type { EvaluationSummary, HoldOutName, SnapshotSummary } from './contracts/training';
import { fitProfile, registryProfile, snapshotProfile } from './options';
import { modelKeys, reportKey, type FitActivities, type RetrainActivities } from './retrain-ports';
import type { Search } from './retrain-search';
import type { TrainingActivities } from './training-ports';

const { registerCandidate } = proxyActivities<RetrainActivities>(registryProfile);

/** A model in the registry, and what it was made of. */
export interface Candidate {
  readonly version: string;
  readonly snapshot: SnapshotSummary;
  readonly evaluation: EvaluationSummary;
}

/** What the steps tell as they go on. */
export interface Teller {
  enter(phase: RetrainPhase): void;
  tell(known: Partial<Pick<RetrainProgress, 'data' | 'features'>>): void;
}

/**
 * From the sheets to a registered candidate.
 * @returns the candidate, or why nothing can be trained
 */
export async function makeCandidate(input: {
  readonly run: RetrainInput;
  readonly runId: string;
  readonly search: Search;
  readonly teller: Teller;
}): Promise<Candidate | Extract<RetrainOutcome, { kind: 'refused' }>> {
  const { run, runId, search, teller } = input;
  const { spreadsheetId, force, seed, mode, trainingQueue: taskQueue } = run;
  const { takeSnapshot } = proxyActivities<TrainingActivities>({ ...snapshotProfile, taskQueue });
  const { evaluate } = proxyActivities<TrainingActivities>({ ...fitProfile, taskQueue });
  const { fitHoldOut, fitFinal } = proxyActivities<FitActivities>({ ...fitProfile, taskQueue });
  const keys = modelKeys(runId);

  teller.enter('snapshot');
  const taken = await takeSnapshot.executeWithOptions({ summary: 'training set' }, [{ spreadsheetId, runId, force }]);
  if (taken.kind === 'refused') return { kind: 'refused', refusal: taken.refusal };
  const { snapshot } = taken;
  const { fingerprint } = snapshot;
  teller.tell({ data: { rows: snapshot.rows, labels: snapshot.classes.length } });
  if (run.trials > 0) teller.enter('trials');
  const settings = run.trials > 0 ? await search.run(fingerprint) : null;

  teller.enter('holdOut');
  const heldOut: HoldOutName = { fingerprint, seed, mode };
  const fitted = await fitHoldOut.executeWithOptions({ summary: 'fit without the rows held out' }, [
    { ...heldOut, settings, modelKey: keys.holdOut },
  ]);
  teller.tell({ features: fitted.features });
  teller.enter('evaluate');
  const evaluation = await evaluate.executeWithOptions({ summary: 'figures beside Production' }, [
    { ...heldOut, candidateKey: keys.holdOut, reportKey: reportKey(runId) },
  ]);

  teller.enter('final');
  const final = await fitFinal.executeWithOptions({ summary: 'fit on all rows' }, [
    { fingerprint, seed, settings, modelKey: keys.final },
  ]);
  teller.tell({ features: final.features });
  teller.enter('register');
  const trials = search.figures().finished;
  const { version } = await registerCandidate.executeWithOptions({ summary: 'candidate into the registry' }, [
    { runId, modelKey: keys.final, settings, trials, mode, snapshot, evaluation },
  ]);
  return { version, snapshot, evaluation };
}
