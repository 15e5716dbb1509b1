/** Options of a trial by name: plain JSON, numbers with few digits. */
export type TrialSettings = Readonly<Record<string, number | string>>;

/** A trial of a search that was begun. */
export interface TrialState {
  readonly settings: TrialSettings;
  /** Mean macro F1, 0..1; null: still running, or it could not be trained. */
  readonly value: number | null;
  /** Stopped early, because it was hopeless. */
  readonly isPruned: boolean;
}
