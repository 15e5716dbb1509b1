import type { ApprovalCard, CardFigures } from '../domain/approval-card';
import type { CardCopy } from '../domain/ticket';
import type { TrialSettings, TrialState } from '../domain/trials';
import type { EvaluationSummary, HoldOutMode, HoldOutName, SnapshotSummary } from './contracts/training';

/*
 * What retraining and approval need of the world beside `training-ports.ts`. Data pass by reference: a snapshot by its
 * fingerprint, a model by its folder in the object store. Each may be repeated, and then does the same again.
 */

/** Steps that compute; they run on the training queue, one at a time in each of its processes. */
export interface FitActivities {
  /**
   * Trains with the options on the rows that are not held out and judges them by folds of those; stops after a fold that shows them hopeless beside `finished`.
   * @throws NoTrainingData, UnknownSnapshot: not retryable
   */
  runTrial(input: TrialInput): Promise<TrialResult>;
  /** Trains on the rows that are not held out and stores the model under `modelKey`. @throws as `runTrial` */
  fitHoldOut(input: HoldOutName & FitInput): Promise<FittedModel>;
  /** Trains on all rows, calibrates, chooses the threshold and stores the model under `modelKey`. @throws as `runTrial` */
  fitFinal(input: { readonly fingerprint: string; readonly seed: number } & FitInput): Promise<FittedModel>;
}

export interface TrialInput {
  readonly fingerprint: string;
  readonly seed: number;
  /** How the rows are held out that no trial may see: the figures of the model rest on them. */
  readonly mode: HoldOutMode;
  /** Counted from 1, in the order in which trials were begun. */
  readonly number: number;
  readonly settings: TrialSettings;
  /** Mean figure after each fold, of each trial that ran to its end. */
  readonly finished: readonly (readonly number[])[];
}

export interface TrialResult {
  /** Mean macro F1 after each fold, 0..1; the last one is the trial's figure. */
  readonly means: readonly number[];
  readonly isPruned: boolean;
}

export interface FitInput {
  /** null: the fixed options. */
  readonly settings: TrialSettings | null;
  /** Folder of the object store for the model's files; a second call overwrites them. */
  readonly modelKey: string;
}

export interface FittedModel {
  /** Rows with text, and labels, that it was fitted on. */
  readonly rows: number;
  readonly labels: number;
  readonly features: number;
  /** Confidence from which its answers need no person, 0..1. */
  readonly autoThreshold: number;
}

/** Light steps of a retraining, beside the tickets' activities. */
export interface RetrainActivities {
  /** Options to be tried next, and how many training workers take trials now (>= 1). */
  proposeTrial(input: {
    readonly trials: readonly TrialState[];
    readonly seed: number;
  }): Promise<{ readonly settings: TrialSettings; readonly trainers: number }>;
  /** Registers the final model with its evaluation. A second call for the run finds the version of the first. */
  registerCandidate(input: CandidateInput): Promise<{ readonly version: string }>;
  /** Deletes what a run has stored for its own use: its two models, not what was registered, snapshot and evaluation. */
  discardRun(input: { readonly runId: string }): Promise<void>;
  /** Edits the messages that show the progress of the run until it is over. */
  showProgress(input: { readonly runId: string }): Promise<void>;
}

export interface CandidateInput {
  readonly runId: string;
  readonly modelKey: string;
  readonly settings: TrialSettings | null;
  /** How the rows for the figures were held out; absent: of a run begun by an earlier release. */
  readonly mode?: HoldOutMode;
  /** Trials of the search, those stopped early included. */
  readonly trials: number;
  readonly snapshot: SnapshotSummary;
  readonly evaluation: EvaluationSummary;
}

/** What an approval does in the registry and says to admins. */
export interface ApprovalActivities {
  /** Tells the approval of the candidate before that a newer one waits, and makes this version the candidate. */
  announceCandidate(input: { readonly version: string; readonly candidate?: CandidateNews }): Promise<void>;
  /** Ends the candidacy of a version that will not be promoted. @param because - `refused`: it could not be loaded */
  dropCandidate(input: {
    readonly version: string;
    readonly because?: 'rejected' | 'expired' | 'superseded' | 'refused';
    readonly reason?: string | null;
  }): Promise<void>;
  /**
   * Moves the alias `production`.
   * @throws ModelArtifact where the version cannot be loaded or is not there: what served serves on
   */
  promote(input: {
    readonly version: string;
    readonly by: string;
    /** The retraining that made it; absent: of an approval begun by an earlier release. */
    readonly runId?: string;
  }): Promise<{ readonly former: string | null }>;
  /** Sends the card to each admin's private chat, or once to the reporting group, as with review cards; pictures go before it. */
  sendApprovalCards(input: {
    readonly card: ApprovalCard;
    /** In the object store; one that is gone is left out. */
    readonly pictureKeys?: readonly string[];
  }): Promise<readonly CardCopy[]>;
  /** Brings all copies to the card's new state; copies that are gone are passed over. */
  editApprovalCards(input: { readonly card: ApprovalCard; readonly copies: readonly CardCopy[] }): Promise<void>;
}

/** What receivers of webhooks are told of a candidate. */
export interface CandidateNews {
  readonly runId: string;
  /** ISO instant, UTC: undecided by then, it is given up. */
  readonly expiresAt: string;
  /** 0..1, as judged on the rows that were held out. */
  readonly figures: CardFigures;
  /** Of the model in service; null: there is none. */
  readonly production: CardFigures | null;
}

/** The model of a run as it was fitted for the figures, and as it is to serve. */
export function modelKeys(runId: string): { readonly holdOut: string; readonly final: string } {
  return { holdOut: `${runFolder(runId)}/hold-out`, final: `${runFolder(runId)}/final` };
}

/** What an evaluation stores. It stays. */
export function reportKey(runId: string): string {
  return `training/reports/${runId}`;
}

/** Pictures that go with the card: F1 of each label beside Production's, and what is taken for what. */
export function cardPictureKeys(runId: string): readonly string[] {
  return ['per_class_metrics.png', 'confusion_matrix.png'].map((name) => `${reportKey(runId)}/${name}`);
}

/** What is deleted once the run is over. */
export function runFolder(runId: string): string {
  return `training/runs/${runId}`;
}
