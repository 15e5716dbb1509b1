import type { z } from 'zod';
import { restOf, shareDone } from '../domain/retrain-share';
import type { RetrainDesk } from '../temporal/retrain-desk';
import type { RetrainOutcome, RetrainProgress } from '../workflows/contracts/retrain';
import type { trainingStatus } from './schemas/training';

/** How far the retraining at work is, else how the last one ended, as the API tells it. */
export async function statusOf(
  retrain: Pick<RetrainDesk, 'progress' | 'step'>,
): Promise<z.input<typeof trainingStatus>> {
  const progress = await retrain.progress();
  const isAtWork = progress !== null && progress.outcome === null;
  return renderStatus(progress, isAtWork ? await retrain.step(progress.runId) : null);
}

function renderStatus(progress: RetrainProgress | null, step: number | null): z.input<typeof trainingStatus> {
  if (progress === null) return { status: 'idle', last_trained: null, last_result: null, progress: null };
  const { runId, startedAt, phase, phaseStartedAt, data, features, trials, outcome } = progress;
  const { wanted, finished, pruned, failed, best } = trials;
  const restMs = outcome === null ? restOf(progress, step, Date.now()) : null;
  return {
    status: outcome === null ? 'running' : outcome.kind === 'candidate' ? 'completed' : 'failed',
    last_trained: outcome === null ? null : phaseStartedAt,
    last_result: outcome && resultOf(outcome),
    progress: {
      ...{ run_id: runId, started_at: startedAt, phase, phase_started_at: phaseStartedAt, features },
      ...{ share_done: shareDone(progress, step), eta_seconds: restMs === null ? null : Math.round(restMs / 1_000) },
      ...{ rows: data?.rows ?? null, classes: data?.labels ?? null },
      trials: { wanted, finished, pruned, failed, best_f1_macro: best },
    },
  };
}

function resultOf(outcome: RetrainOutcome): z.input<typeof trainingStatus>['last_result'] {
  const none = { version: null, f1_macro: null, accuracy: null, production_f1_macro: null, reason: null };
  switch (outcome.kind) {
    case 'candidate': {
      const { version, candidate, production } = outcome;
      return {
        ...{ outcome: 'candidate', version, f1_macro: candidate.macroF1, accuracy: candidate.accuracy },
        ...{ production_f1_macro: production?.macroF1 ?? null, reason: null },
      };
    }
    case 'refused': {
      const { reason, have, need } = outcome.refusal;
      return { ...none, outcome: 'refused', reason: `${reason}: ${have} of ${need}` };
    }
    case 'cancelled':
      return { ...none, outcome: 'cancelled' };
    case 'failed':
      // The message may name files or addresses: that stays in the log.
      return { ...none, outcome: 'failed', reason: outcome.type };
  }
}
