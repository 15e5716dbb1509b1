import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { OncekError } from '../../domain/errors';
import { figuresOfLabels } from '../../domain/model-figures';
import { suggest } from '../../ml/tuner/tpe';
import { FIXED_SETTINGS, shortSettings, STUDENT_SPACE } from '../../ml/tuner/student-space';
import { approvalWorkflowId, supersededSignal } from '../../workflows/contracts/approval';
import type { EvaluationSummary } from '../../workflows/contracts/training';
import {
  runFolder,
  type ApprovalActivities,
  type CandidateInput,
  type RetrainActivities,
} from '../../workflows/retrain-ports';
import type { ModelRegistry } from '../adapters/model-registry';
import type { ObjectStore } from '../adapters/object-store';
import { promoteServable } from '../model-server';
import { whileBeating } from '../while-beating';
import { deleteFolder, readModel } from './model-folder';
import { SNAPSHOT_TAG } from './snapshot-store';

export interface CandidateDeps {
  readonly store: Pick<ObjectStore, 'get' | 'list' | 'delete'>;
  readonly registry: Pick<
    ModelRegistry,
    'register' | 'promote' | 'history' | 'load' | 'candidate' | 'setCandidate' | 'dropCandidate'
  >;
  readonly client: Pick<Client, 'workflow'>;
  /** Training workers that poll now. */
  readonly trainers: () => Promise<number>;
}

type CandidateActivities = Pick<RetrainActivities, 'proposeTrial' | 'registerCandidate' | 'discardRun'> &
  Pick<ApprovalActivities, 'announceCandidate' | 'dropCandidate' | 'promote'>;

/** What a retraining and its approval do with tuner and registry. */
export function createCandidateActivities({ store, registry, client, trainers }: CandidateDeps): CandidateActivities {
  return {
    async proposeTrial({ trials, seed }) {
      const isFirst = trials.length === 0;
      // A search begun by an earlier release varied fewer options: the others were the fixed ones.
      const whole = trials.map((trial) => ({ ...trial, settings: { ...FIXED_SETTINGS, ...trial.settings } }));
      const settings = isFirst ? FIXED_SETTINGS : suggest({ space: STUDENT_SPACE, trials: whole, seed });
      return { settings: shortSettings(settings), trainers: Math.max(1, await trainers()) };
    },
    registerCandidate: (input) => whileBeating(() => register(input)),
    discardRun: ({ runId }) => deleteFolder(store, runFolder(runId)),
    async announceCandidate({ version }) {
      const former = await registry.candidate();
      // Told first: once this version is the candidate, nobody knows of the one before.
      if (former !== null && former !== version) await tellSuperseded(former, version);
      await registry.setCandidate(version);
    },
    dropCandidate: ({ version }) => registry.dropCandidate(version),
    promote: (decided) => whileBeating(() => promote(decided)),
  };

  async function register(input: CandidateInput): Promise<{ version: string }> {
    const { runId, modelKey, settings, trials, mode, snapshot, evaluation } = input;
    const files = await readModel(store, modelKey);
    if (files.size === 0) throw new OncekError('ModelArtifact', `the model of run ${runId} is gone: train again`);
    const artifacts = new Map<string, Uint8Array>();
    for (const { name, key } of [...evaluation.pictures, ...evaluation.files]) {
      const content = await store.get(key);
      if (content !== null) artifacts.set(`analysis/${name}`, content);
    }
    const version = await registry.register({
      key: runId,
      files,
      artifacts,
      description: `${snapshot.rows} rows, ${snapshot.classes.length} labels${trials > 0 ? `, ${trials} trials` : ''}`,
      figures: { ...figuresOf(evaluation), n_samples: snapshot.rows, n_classes: snapshot.classes.length },
      // What was not searched for was trained with the fixed ones.
      params: { ...shortSettings(FIXED_SETTINGS), ...settings, trials, ...(mode === undefined ? {} : { mode }) },
      tags: { run_id: runId, [SNAPSHOT_TAG]: snapshot.fingerprint, mark_token: snapshot.mark.token },
    });
    return { version };
  }

  /** After a lost answer the version serves already: what served before it, the way back, stands in the history. */
  async function promote({ version, by }: { version: string; by: string }): Promise<{ former: string | null }> {
    const { former } = await promoteServable(registry, version, by);
    if (former !== version) return { former };
    const history = (await registry.history()).map((one) => one.version);
    return { former: history.slice(0, history.lastIndexOf(version)).at(-1) ?? null };
  }

  /** One that is decided, or that no approval ever waited for, is told nothing. */
  async function tellSuperseded(former: string, newer: string): Promise<void> {
    try {
      await client.workflow.getHandle(approvalWorkflowId(former)).signal(supersededSignal, { newer });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

/** By the names that operators know. Those without a suffix are of the rows held out, as `_validation` says it. */
function figuresOf({ all, candidate, classes, train }: EvaluationSummary): Record<string, number> {
  const [accuracy, macroF1] = [all.candidate.accuracy.value, all.candidate.macroF1.value];
  return {
    ...{ f1_macro: macroF1, accuracy, f1_weighted: all.candidate.weightedF1.value },
    ...{ auto_share: candidate.autoShare, auto_precision: candidate.autoPrecision },
    ...{ f1_macro_validation: macroF1, accuracy_validation: accuracy },
    ...(train && { f1_macro_train: train.macroF1, accuracy_train: train.accuracy }),
    ...figuresOfLabels(classes),
  };
}
