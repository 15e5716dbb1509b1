import type { ReviewStatus } from './tracking-row';

/** Where a training row's label came from. */
export type LabelOrigin =
  /** ML_Tracking, and a person decided: APPROVED, CORRECTED or TRAINED. */
  | 'person'
  /** ML_Tracking, auto_approved. */
  | 'auto'
  /** Logs, of a ticket without a row in ML_Tracking. */
  | 'logs'
  /** Gemini's answer to a text that nobody has labelled (knowledge distillation). */
  | 'teacher';

/** Why a row that was read is not in the training set. */
export type RejectionReason =
  /** ML_Tracking: a person has still to decide. */
  | 'pending'
  /** The ticket was cancelled, or its label is `DIBATALKAN`. */
  | 'cancelled'
  /** ML_Tracking: the review_status cell holds no known word. */
  | 'unknownStatus'
  /** The label cell is empty, or holds what can be no label. */
  | 'noLabel'
  /** No word is left of the text once it is cleaned. */
  | 'noText'
  /** Logs: ML_Tracking has a row of the ticket, which alone counts. */
  | 'tracked'
  /** The same text with the same label stands in the set already. */
  | 'duplicate'
  /** The same text has another label in the set: people's before others', then the more frequent, then the newer one. */
  | 'contradicted'
  /** Gemini: a person, or the classifier where it was sure, has labelled this text. */
  | 'labelled'
  /** Gemini: so unsure that the cascade dropped it, or of a teacher that agrees with people too seldom. */
  | 'untrusted'
  /** Gemini: no other row of the set has the label. */
  | 'unknownLabel';

/** A row of a sheet as the snapshot saw it. */
export interface SourceRow {
  readonly spreadsheetId: string;
  readonly worksheet: 'ML_Tracking' | 'Logs';
  readonly key: string;
  /** Of the raw cells, as the mirror keeps it. */
  readonly rowHash: string;
}

/** One part of the text cleaned each (`trainingText`), '' where there is none. */
export interface CleanText {
  readonly problem: string;
  readonly solving: string;
}

/** A labelled row as it was read, its text cleaned. */
export interface LabelledSource extends SourceRow, CleanText {
  /** The cell as it stands, trimmed. */
  readonly labelCell: string;
  /** ISO instant, UTC, or '': when it was classified or answered. */
  readonly at: string;
}

export interface TrackingSource extends LabelledSource {
  /** null: the cell holds no known word. */
  readonly status: ReviewStatus | null;
}

/** One answer of Gemini, its text cleaned. */
export interface TeacherSource extends CleanText {
  readonly teacher: string;
  readonly label: string;
  /** 0..1, as Gemini said it. */
  readonly confidence: number;
  /** ISO instant, UTC. */
  readonly at: string;
}

/** One row of a training set. */
export interface TrainingRow extends CleanText {
  readonly label: string;
  readonly origin: LabelOrigin;
  /** How much it counts in a fit, above 0 to 1: 1 for all but a teacher's. */
  readonly weight: number;
  /** Rows of the sheets it stands for, duplicates included; none for a teacher's. */
  readonly sources: readonly TrainedSource[];
}

/** A row of a sheet that a model is trained on. */
export interface TrainedSource extends SourceRow {
  /** Whether a person decided its label. */
  readonly isReviewed: boolean;
  /** Whether it is to become TRAINED: it is APPROVED or CORRECTED. */
  readonly isToMark: boolean;
}

/** A row that was read and is not in the set. */
export interface RejectedRow {
  readonly source: 'ML_Tracking' | 'Logs' | 'teacher';
  /** Its key; of an answer of Gemini a hash of its text. */
  readonly key: string;
  readonly reason: RejectionReason;
}
