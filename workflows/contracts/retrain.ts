import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/language';
import type { Reviewer } from '../../domain/ticket';
import type { HoldOutMode, TrainingRefusal } from './training';

/** Workflow id of the only retraining that runs at a time. */
export const RETRAIN_WORKFLOW_ID = 'retrain';
/** Id of the weekly schedule, and the first part of the ids of the small runs that it starts. */
export const RETRAIN_SCHEDULE_ID = 'retrain-weekly';

/** Trials of a search that asks for no number. */
export const DEFAULT_TRIALS = 20;
/** The most that may be asked for. */
export const MAX_TRIALS = 200;

/** Who wanted the retraining. */
export type RetrainRequester = Reviewer | { readonly kind: 'schedule'; readonly id: string; readonly name: string };

export interface RetrainInput {
  readonly spreadsheetId: string;
  /** Trials of the search for better options; 0: the fixed ones. At most `MAX_TRIALS`. */
  readonly trials: number;
  /** Train although fewer rows were reviewed than are wanted; 50 rows are needed all the same. */
  readonly force: boolean;
  /** How the rows for the figures are held out. */
  readonly mode: HoldOutMode;
  /** Of split, search and fits. */
  readonly seed: number;
  readonly by: RetrainRequester;
  /** Names the request: one that comes again, with the run still going, is told that it runs and not that it is another's. */
  readonly requestKey: string;
  /** Days that the candidate waits for a decision. */
  readonly approvalDays: number;
  /** Task queue of the steps that compute. */
  readonly trainingQueue: string;
  /** What admins are told in, by its approval, too; absent: the default one. */
  readonly language?: Language;
}

/** What a run is at, in the order of its way. `over`: see the outcome. */
export const RETRAIN_PHASES = ['snapshot', 'trials', 'holdOut', 'evaluate', 'final', 'register', 'over'] as const;
export type RetrainPhase = (typeof RETRAIN_PHASES)[number];

/** How far a run is. Instants are ISO, UTC. */
export interface RetrainProgress {
  readonly runId: string;
  readonly requestKey: string;
  readonly by: RetrainRequester;
  readonly startedAt: string;
  readonly phase: RetrainPhase;
  readonly phaseStartedAt: string;
  /** Rows and labels trained on; null: not known yet. */
  readonly data: { readonly rows: number; readonly labels: number } | null;
  /** Columns of the text features; null: not known yet. */
  readonly features: number | null;
  readonly trials: {
    readonly wanted: number;
    readonly finished: number;
    /** Of the finished ones: stopped early because they were hopeless. */
    readonly pruned: number;
    /** Of the finished ones: could not be trained with those options. */
    readonly failed: number;
    /** Macro F1 of the best one, 0..1; null: none yet. */
    readonly best: number | null;
  };
  /** Set once the run is over. */
  readonly outcome: RetrainOutcome | null;
  /** Messages that show the progress. */
  readonly watchers: readonly ProgressMessage[];
}

/** What became of a run. */
export type RetrainOutcome =
  | {
      readonly kind: 'candidate';
      readonly version: string;
      /** On the rows held out. */
      readonly candidate: RunFigures;
      /** The model in service on the same rows; null: there is none. */
      readonly production: RunFigures | null;
    }
  /** Too little to train on: nothing was changed. */
  | { readonly kind: 'refused'; readonly refusal: TrainingRefusal }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly type: string; readonly message: string };

/** 0..1 each. */
export interface RunFigures {
  readonly accuracy: number;
  readonly macroF1: number;
  readonly weightedF1: number;
}

/** A message of the admin bot that is edited as the run goes on. */
export interface ProgressMessage {
  readonly chatId: number;
  readonly messageId: number;
}

/** How far the run is; answers after it, too, as long as the server keeps it. */
export const retrainProgressQuery = defineQuery<RetrainProgress>('progress');
/** From now on this message shows the progress. At most 20 do; a further one takes the place of the oldest. */
export const watchProgressSignal = defineSignal<[ProgressMessage]>('watch');

/** What a weekly run came to. */
export interface WeeklyRetrainResult {
  /** `skipped`: one was running already. */
  readonly outcome: 'started' | 'skipped';
}

/** Of the small workflow that the schedule starts. */
export type WeeklyRetrainInput = Omit<RetrainInput, 'by' | 'requestKey'>;
