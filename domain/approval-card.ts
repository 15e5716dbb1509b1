import type { Language } from './language';

/** What admins are shown of a model that waits for their decision. Shares and figures are 0..1. */
export interface ApprovalCard {
  readonly version: string;
  readonly rows: number;
  readonly labels: number;
  /** Trials of the search; 0: fixed options. */
  readonly trials: number;
  /** Rows held out, on which both were judged. */
  readonly heldOut: number;
  readonly candidate: CardFigures;
  /** The model in service; null: there is none. */
  readonly production: CardFigures | null;
  /** Its version; null: there is none, or it cannot be loaded. */
  readonly productionVersion: string | null;
  /** Candidate less Production in macro F1, with its 95 % interval; null: nothing to compare with. */
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
  /** p of McNemar's test; null: nothing to compare with. */
  readonly mcnemarP: number | null;
  /** Share of answers that would need no person, and how many of them were right. */
  readonly auto: { readonly share: number; readonly precision: number };
  readonly newLabels: readonly string[];
  readonly warnings: readonly CardWarning[];
  /** ISO instant, UTC: undecided by then, it is given up. */
  readonly expiresAt: string;
  readonly state: ApprovalCardState;
  /** What it is written in; absent: the default one. */
  readonly language?: Language;
}

export interface CardFigures {
  readonly accuracy: number;
  readonly macroF1: number;
  readonly weightedF1: number;
}

/** What a person should know before approving. */
export type CardWarning =
  | { readonly kind: 'classesWorse' | 'labelsLost' | 'notEvaluated'; readonly labels: readonly string[] }
  | { readonly kind: 'figuresWorse'; readonly difference: number }
  | { readonly kind: 'notProven' }
  | { readonly kind: 'fewRows' | 'productionSawRows'; readonly rows: number }
  | { readonly kind: 'promiseMissed'; readonly promised: number; readonly measured: number }
  | { readonly kind: 'drift'; readonly psi: number };

export type ApprovalCardState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'promoted'; readonly by: string; readonly reason: string | null; readonly former: string | null }
  | { readonly kind: 'refused'; readonly by: string }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string | null }
  | { readonly kind: 'expired' }
  | { readonly kind: 'superseded'; readonly newer: string };
