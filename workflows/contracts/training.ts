import type { LabelShift } from '../../domain/label-drift';
import type { TrainingRefusal } from '../../domain/training-gate';
import type { RejectedRow, RejectionReason } from '../../domain/training-rows';
import type { TeacherTrust } from '../../domain/training-teacher';

export type { TrainingRefusal } from '../../domain/training-gate';

/**
 * What the steps of a training run tell each other and people. Rows never travel: a snapshot is named by its
 * fingerprint, models and pictures by their keys in the object store.
 */

/** Rejected rows of one reason; all of them stand in the snapshot's lineage. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly rows: number;
  /** Row keys of the first few; of Gemini's answers hashes of their texts. */
  readonly examples: readonly string[];
}

/** Rows of one source. */
export interface SourceCount {
  readonly source: RejectedRow['source'];
  readonly read: number;
  readonly used: number;
}

/** Rows of one label in the training set. */
export interface ClassCount {
  readonly label: string;
  readonly rows: number;
  /** How many of them a person decided. */
  readonly byPeople: number;
  /** Whether the last run had no row of it. */
  readonly isNew: boolean;
}

/** How far the shares of the labels have moved since the last run. */
export interface LabelDrift extends LabelShift {
  /** Fingerprint of the last run's snapshot. */
  readonly against: string;
}

/** A frozen training set, as far as people and the workflow need to know it. */
export interface SnapshotSummary {
  /** SHA-256 in hex over the rows, whatever their order: names the snapshot. */
  readonly fingerprint: string;
  /** ISO instant, UTC. */
  readonly takenAt: string;
  /** ISO instant, UTC: when the sheets were read, of several readings the oldest. */
  readonly sheetsReadAt: string;
  /** Rows in the training set. */
  readonly rows: number;
  /** How many of them a person decided: what the wanted minimum counts. */
  readonly reviewed: number;
  readonly sources: readonly SourceCount[];
  readonly rejected: readonly Rejection[];
  /** Most frequent first. */
  readonly classes: readonly ClassCount[];
  /** Labels with a single row: a model learns them, but no figure can speak of them. */
  readonly singleRowLabels: readonly string[];
  /** null: there is no earlier run to compare with. */
  readonly drift: LabelDrift | null;
  readonly teachers: readonly TeacherTrust[];
  /** Rows that are to become TRAINED, and the SHA-256 over them. */
  readonly mark: { readonly rows: number; readonly token: string };
}

export interface SnapshotInput {
  /** That of the settings; the later ones of the ledger are read along with it. */
  readonly spreadsheetId: string;
  /** Names the run, so that its own snapshot is never taken for the last run's: letters, digits, `-`. */
  readonly runId: string;
  /** Train on fewer reviewed rows than wanted. */
  readonly force: boolean;
}

export type SnapshotResult =
  | { readonly kind: 'taken'; readonly snapshot: SnapshotSummary }
  /** Nothing was stored. */
  | { readonly kind: 'refused'; readonly refusal: TrainingRefusal; readonly snapshot: SnapshotSummary };

/** How the rows for the figures are chosen: a like share of every label, or anyhow. */
export type HoldOutMode = 'stratified_holdout' | 'random_holdout';

/** Names a hold-out: the same one gives the same rows in every step of a run. */
export interface HoldOutName {
  readonly fingerprint: string;
  readonly seed: number;
  readonly mode: HoldOutMode;
}

export interface EvaluationInput extends HoldOutName {
  /** Object-store folder of the model that was fitted on the training part alone: its files by their names. */
  readonly candidateKey: string;
  /** Object-store folder for the report, its tables and pictures; a second call overwrites them. */
  readonly reportKey: string;
}

/** A figure with its 95 % bootstrap interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const COMPARED_FIGURES = ['accuracy', 'macroF1', 'weightedF1'] as const;
export type ComparedFigure = (typeof COMPARED_FIGURES)[number];

/** Candidate and Production on the same rows. */
export interface Comparison {
  readonly rows: number;
  readonly candidate: Readonly<Record<ComparedFigure, Interval>>;
  /** null: nothing is in production. */
  readonly production: Readonly<Record<ComparedFigure, Interval>> | null;
  /** Candidate less Production, resampled in pairs. */
  readonly difference: Readonly<Record<ComparedFigure, Interval>> | null;
  /** McNemar's test on who was right. */
  readonly mcnemar: {
    readonly onlyCandidate: number;
    readonly onlyProduction: number;
    readonly exactP: number;
    /** Less careful than the exact one, and closer to the truth with few rows. */
    readonly midP: number;
  } | null;
}

/** Figures of one model that need no interval; shares 0..1. */
export interface ModelFigures {
  readonly version: string | null;
  readonly autoThreshold: number;
  readonly autoShare: number;
  readonly autoPrecision: number;
  readonly ece: number;
  readonly coverageAt95: number;
}

/** One label of the hold-out. */
export interface ClassComparison {
  readonly label: string;
  readonly rows: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** null: nothing is in production. */
  readonly productionF1: number | null;
}

/** What a person should know before approving. */
export type EvaluationWarning =
  /** F1 fell by 0.05 or more with 5 rows or more. */
  | { readonly kind: 'classesWorse'; readonly labels: readonly string[] }
  /** Labels of Production that the candidate does not know. */
  | { readonly kind: 'labelsLost'; readonly labels: readonly string[] }
  /** Macro F1 on all rows is lower, whatever the interval says. */
  | { readonly kind: 'figuresWorse'; readonly difference: number }
  /** The interval of the difference in macro F1 holds 0: no proof of a difference. */
  | { readonly kind: 'notProven' }
  | { readonly kind: 'fewRows'; readonly rows: number }
  | { readonly kind: 'notEvaluated'; readonly labels: readonly string[] }
  /** Answers at or above the threshold are right less often than promised. */
  | { readonly kind: 'promiseMissed'; readonly promised: number; readonly measured: number }
  | { readonly kind: 'drift'; readonly psi: number }
  /** Production was trained on so many of these rows: on them it answers from memory. */
  | { readonly kind: 'productionSawRows'; readonly rows: number };

/** A file of an evaluation. */
export interface EvaluationFile {
  /** As it is to stand under `analysis/`. */
  readonly name: string;
  readonly key: string;
}

export interface EvaluationSummary {
  readonly fingerprint: string;
  /** Version that the candidate was compared with; null: none is in production, or it cannot be loaded. */
  readonly productionVersion: string | null;
  /** On all hold-out rows. */
  readonly all: Comparison;
  /** On those that Production was not trained on, as far as its snapshot is known; null where that is all or none. */
  readonly unseen: Comparison | null;
  readonly candidate: ModelFigures;
  readonly production: ModelFigures | null;
  /** Of the candidate on the rows it was fitted on, 0..1; absent: of an evaluation by an earlier release. */
  readonly train?: { readonly accuracy: number; readonly macroF1: number };
  /** Most rows first. */
  readonly classes: readonly ClassComparison[];
  /** The candidate's most frequent mistakes, at most 20. */
  readonly confusions: readonly { readonly expected: string; readonly predicted: string; readonly rows: number }[];
  readonly drift: LabelDrift | null;
  readonly warnings: readonly EvaluationWarning[];
  readonly pictures: readonly EvaluationFile[];
  /** Tables and texts, `report.json` with all of this among them. */
  readonly files: readonly EvaluationFile[];
}

export interface MarkInput {
  /** That of the settings, which names the ledger. */
  readonly spreadsheetId: string;
  readonly fingerprint: string;
  /** Names this marking, e.g. the model version; a second call with the same one marks nothing twice. */
  readonly markId: string;
}

/** What became of the rows that were to be marked. */
export interface MarkResult {
  readonly wanted: number;
  readonly marked: number;
  /** Changed since the snapshot, or gone: they keep what they say. */
  readonly skipped: number;
  /** Still waiting for Google in the ledger; they are marked as soon as it is back, if still unchanged then. */
  readonly waiting: number;
}
