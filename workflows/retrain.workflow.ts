import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { renderRetrainFailure, renderWeeklyRefusal } from '../domain/retrain-news';
import { approvalCardOf, figuresOf } from './approval-view';
import type { approvalWorkflow } from './approval.workflow';
import { approvalWorkflowId, type ApprovalInput } from './contracts/approval';
import {
  MAX_TRIALS,
  retrainProgressQuery,
  watchProgressSignal,
  type ProgressMessage,
  type RetrainInput,
  type RetrainOutcome,
  type RetrainPhase,
  type RetrainProgress,
} from './contracts/retrain';
import { handOverProfile, progressProfile, registryProfile } from './options';
import { ifPossible } from './persistently';
import type { TelegramActivities } from './ports';
import type { RetrainActivities } from './retrain-ports';
import { createSearch, type Search } from './retrain-search';
import { makeCandidate, type Candidate, type Teller } from './retrain-steps';
import { whenReadable } from './signal-shapes';
import { movesOnWithVersions } from './versioning';

const { discardRun } = proxyActivities<RetrainActivities>(registryProfile);
const { showProgress } = proxyActivities<RetrainActivities>(progressProfile);
const { post } = proxyActivities<TelegramActivities>(handOverProfile);

const MAX_WATCHERS = 20;

/**
 * Trains a candidate on what stands in the sheets and hands it to an approval; nothing reaches Production by itself.
 * Cancelled or failed it leaves nothing behind but the snapshot and the evaluation.
 */
export async function retrainWorkflow(input: RetrainInput): Promise<RetrainOutcome> {
  if (!Number.isInteger(input.trials) || input.trials < 0 || input.trials > MAX_TRIALS) {
    throw ApplicationFailure.nonRetryable(`trials must be 0 to ${MAX_TRIALS}`, 'InvalidInput');
  }
  const { runId } = workflowInfo();
  const search = createSearch(input);
  const progress = keepProgress(input, search);
  let failure: Error | null = null;
  try {
    const made = await makeCandidate({ run: input, runId, search, teller: progress });
    const isRefused = 'kind' in made;
    // From here on there is a candidate, and somebody has to decide on it.
    if (!isRefused) await CancellationScope.nonCancellable(() => startApproval(input, made, search));
    progress.end(isRefused ? made : outcomeOf(made));
  } catch (error) {
    progress.end(failedOutcome(error));
    failure = error as TemporalFailure;
  }
  await CancellationScope.nonCancellable(async () => {
    await ifPossible(
      'discardRun',
      () => discardRun.executeWithOptions({ summary: 'own files' }, [{ runId }]),
      undefined,
    );
    await tellAdmins(input, progress.outcome());
    // A run that ends takes its activities with it.
    await progress.shown();
  });
  if (failure !== null) throw failure;
  return progress.outcome();
}
movesOnWithVersions(retrainWorkflow);

interface Progress extends Teller {
  end(outcome: RetrainOutcome): void;
  /** Once it is over. */
  outcome(): RetrainOutcome;
  /** Resolves when the messages that show the progress show the end. */
  shown(): Promise<void>;
}

function keepProgress(input: RetrainInput, search: Search): Progress {
  const { runId, runStartTime } = workflowInfo();
  const startedAt = runStartTime.toISOString();
  let [phase, phaseStartedAt]: [RetrainPhase, string] = ['snapshot', startedAt];
  let known: Pick<RetrainProgress, 'data' | 'features'> = { data: null, features: null };
  let outcome: RetrainOutcome | null = null;
  let watchers: readonly ProgressMessage[] = [];
  let showing: Promise<void> | null = null;
  let isShown = true;

  setHandler(retrainProgressQuery, () => ({
    ...{ runId, requestKey: input.requestKey, by: input.by, startedAt, phase, phaseStartedAt, ...known },
    ...{ trials: search.figures(), outcome, watchers },
  }));
  setHandler(
    watchProgressSignal,
    whenReadable('watch', readMessage, (message) => {
      const others = watchers.filter(({ chatId, messageId }) => !isSame({ chatId, messageId }, message));
      watchers = [...others, message].slice(-MAX_WATCHERS);
      if (showing !== null || outcome !== null) return;
      isShown = false;
      showing = CancellationScope.nonCancellable(() =>
        ifPossible(
          'showProgress',
          () => showProgress.executeWithOptions({ summary: 'progress in the chats' }, [{ runId }]),
          undefined,
        ),
      ).finally(() => {
        isShown = true;
      });
    }),
  );

  function enter(next: RetrainPhase): void {
    [phase, phaseStartedAt] = [next, new Date().toISOString()];
    const { wanted, best } = search.figures();
    const figures =
      wanted > 0 ? ` · **trials** ${wanted}${best === null ? '' : ` · **best F1** ${best.toFixed(4)}`}` : '';
    setCurrentDetails(`**phase** ${phase}${figures}`);
  }
  return {
    enter,
    tell(news) {
      known = { ...known, ...news };
    },
    end(found) {
      outcome = found;
      enter('over');
    },
    outcome() {
      if (outcome === null) throw new Error('the run is not over yet');
      return outcome;
    },
    async shown() {
      await condition(() => isShown);
    },
  };
}

function readMessage(argument: unknown): ProgressMessage | null {
  const { chatId, messageId } = (argument ?? {}) as { chatId?: unknown; messageId?: unknown };
  if (!Number.isSafeInteger(chatId) || !Number.isSafeInteger(messageId)) return null;
  return { chatId: chatId as number, messageId: messageId as number };
}

function isSame(a: ProgressMessage, b: ProgressMessage): boolean {
  return a.chatId === b.chatId && a.messageId === b.messageId;
}

function outcomeOf({ version, evaluation }: Candidate): RetrainOutcome {
  const { candidate, production } = evaluation.all;
  return {
    kind: 'candidate',
    version,
    candidate: figuresOf(candidate),
    production: production && figuresOf(production),
  };
}

function failedOutcome(error: unknown): RetrainOutcome {
  if (isCancellation(error)) return { kind: 'cancelled' };
  if (!(error instanceof TemporalFailure)) throw error;
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  const type = cause instanceof ApplicationFailure ? (cause.type ?? 'unknown') : cause.name;
  return { kind: 'failed', type, message: cause.message.slice(0, 500) };
}

/** The approval outlives the run. One of the same version waits already where a run before could not tell of it. */
async function startApproval(run: RetrainInput, candidate: Candidate, search: Search): Promise<void> {
  const { version, snapshot } = candidate;
  const approval: ApprovalInput = {
    spreadsheetId: run.spreadsheetId,
    version,
    runId: workflowInfo().runId,
    card: approvalCardOf(candidate, search.figures().finished),
    fingerprint: snapshot.fingerprint,
    approvalDays: run.approvalDays,
    ...(run.language ? { language: run.language } : {}),
  };
  try {
    await startChild<typeof approvalWorkflow>('approvalWorkflow', {
      workflowId: approvalWorkflowId(version),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `model ${version} waits for a decision`,
      args: [approval],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Who asked by hand sees the end in the message of the run; a failure, and what nobody asked for, all admins are told. */
async function tellAdmins({ by, language }: RetrainInput, outcome: RetrainOutcome): Promise<void> {
  const { runId } = workflowInfo();
  const tell = async (html: string): Promise<void> => {
    const key = `retrain ${runId} ${outcome.kind}`;
    const item = { kind: 'direct', key, html, replyToMessageId: null } as const;
    const summary = outcome.kind === 'failed' ? 'failure' : 'weekly run refused';
    await ifPossible('post', () => post.executeWithOptions({ summary }, [{ to: { role: 'admins' }, item }]), undefined);
  };
  if (outcome.kind === 'failed') await tell(renderRetrainFailure(outcome, language));
  if (outcome.kind === 'refused' && by.kind === 'schedule' && patched('weekly-refusal-told')) {
    await tell(renderWeeklyRefusal(outcome.refusal, language));
  }
}
