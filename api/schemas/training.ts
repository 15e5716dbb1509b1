import { z } from 'zod';
import { MAX_REASON_CHARS } from '../../workflows/contracts/approval';
import { DEFAULT_TRIALS, MAX_TRIALS } from '../../workflows/contracts/retrain';
import type { HoldOutMode } from '../../workflows/contracts/training';
import { readableText, share } from './texts';

export const candidateVersion = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/, 'must be a version such as v3');

const holdOutMode = z.enum(['stratified_holdout', 'random_holdout'] as const satisfies readonly HoldOutMode[]);

/** Fields nobody knows are ignored, as today's clients expect. */
export const trainRequest = z
  .object({
    force: z.boolean().default(false).describe('Train although fewer rows were reviewed than are wanted.'),
    tune: z.boolean().default(false).describe('Search for better options first.'),
    tune_trials: z.int().min(1).max(MAX_TRIALS).default(DEFAULT_TRIALS),
    mode: holdOutMode
      .default('stratified_holdout')
      .describe('How the rows for the figures are held out: a like share of every label, or anyhow.'),
  })
  .meta({ id: 'TrainRequest' });

export const trainAnswer = z
  .object({
    success: z.boolean().describe('false: another retraining runs, and nothing was started.'),
    message: z.string(),
    status: z.literal('running'),
    run_id: z.string(),
    params: z.object({ force: z.boolean(), tune: z.boolean(), tune_trials: z.int().min(0), mode: holdOutMode }),
  })
  .meta({ id: 'TrainAnswer' });

export const trainingStatus = z
  .object({
    status: z.enum(['idle', 'running', 'completed', 'failed']),
    last_trained: z.string().nullable().describe('When the last run ended, if it is over.'),
    last_result: z
      .object({
        outcome: z.enum(['candidate', 'refused', 'cancelled', 'failed']),
        version: z.string().nullable().describe('The candidate, which waits for a decision unless it is decided.'),
        f1_macro: share.nullable(),
        accuracy: share.nullable(),
        production_f1_macro: share.nullable().describe('Of the model in service, on the same rows.'),
        reason: z.string().nullable().describe('Why there is no candidate.'),
      })
      .nullable(),
    progress: z
      .object({
        run_id: z.string(),
        started_at: z.string(),
        phase: z.enum(['snapshot', 'trials', 'holdOut', 'evaluate', 'final', 'register', 'over']),
        phase_started_at: z.string(),
        rows: z.int().nullable(),
        classes: z.int().nullable(),
        features: z.int().nullable(),
        share_done: share.describe('Of the whole run, as the step at work tells how far it is.'),
        eta_seconds: z.int().min(0).nullable().describe('Until its end, if it goes on as it went; null: unknown.'),
        trials: z.object({
          ...{ wanted: z.int().min(0), finished: z.int().min(0), pruned: z.int().min(0), failed: z.int().min(0) },
          best_f1_macro: share.nullable(),
        }),
      })
      .nullable(),
  })
  .meta({ id: 'TrainingStatus' });

const reason = readableText(MAX_REASON_CHARS).nullable().default(null);

/** In a path. */
export const runId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/, 'must be the id of a run, or a version such as v3');

export const reasonRequest = z.strictObject({ reason }).meta({ id: 'ReasonRequest' });

export const decisionRequest = z.strictObject({ version: candidateVersion, reason }).meta({ id: 'DecisionRequest' });

export const decisionAnswer = z
  .object({
    success: z
      .boolean()
      .describe('Whether the version is now decided as was asked for, and serves where it was approved.'),
    version: z.string(),
    decided: z.enum(['now', 'before']).describe('before: this request changed nothing.'),
    decision: z.enum(['approved', 'rejected', 'expired', 'superseded']),
    by: z.string().nullable(),
    promoted: z.boolean(),
    former_version: z.string().nullable(),
  })
  .meta({ id: 'DecisionAnswer' });

export const cancelRequest = z
  .strictObject({ run_id: z.string().min(1).max(100).nullable().default(null).describe('null: whichever runs.') })
  .meta({ id: 'CancelTrainingRequest' });

export const cancelAnswer = z
  .object({ success: z.boolean().describe('false: it does not run.') })
  .meta({ id: 'CancelTrainingAnswer' });

export const trainingRuns = z
  .object({
    items: z.array(
      z.object({
        run_id: z.string(),
        dataset_fingerprint: z.string(),
        taken_at: z.string(),
        rows: z.int().min(0).describe('Without answers of Gemini.'),
        classes: z.int().min(0),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'TrainingRuns' });
