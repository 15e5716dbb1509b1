import type {
  EvaluationInput,
  EvaluationSummary,
  MarkInput,
  MarkResult,
  SnapshotInput,
  SnapshotResult,
} from './contracts/training';

/** Steps of a training run that read the sheets and judge models; they run on the training queue. */
export interface TrainingActivities {
  /**
   * Freezes the training set and stores it by its fingerprint. The same rows have the same fingerprint in any order, so
   * a second call stores the same again.
   * @throws SheetUnavailable, retryable, while the last reading of the sheets is too old: the sync is waited for
   */
  takeSnapshot(input: SnapshotInput): Promise<SnapshotResult>;
  /**
   * Judges a candidate and the Production model on the rows held out, and stores tables and pictures. Deterministic: a
   * second call overwrites them with the same.
   * @throws UnknownSnapshot, ModelArtifact (of the candidate): not retryable
   */
  evaluate(input: EvaluationInput): Promise<EvaluationSummary>;
  /**
   * Has the ledger set APPROVED and CORRECTED rows of a snapshot to TRAINED where they are unchanged since. Waits for
   * the ledger some minutes, with heartbeats. A second call of the same `markId` asks again only for what is not done.
   * @throws UnknownSnapshot, not retryable
   */
  markTrained(input: MarkInput): Promise<MarkResult>;
}
