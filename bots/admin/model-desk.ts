import type { ModelVersion } from '../../activities/adapters/model-registry';
import type { ShadowAgreement } from '../../domain/shadow';
import type { Reviewer } from '../../domain/ticket';
import type { ModelStatus } from '../render/model-status';

/** What the model commands need. */
export interface ModelDesk {
  /** The model in service; null: none. */
  status(): ModelStatus | null;
  /** All registered versions, newest first. */
  versions(): Promise<readonly ModelVersion[]>;
  /**
   * Puts a version into service; every process follows within seconds.
   * Where a decision on it is waited for, this is that decision.
   * @throws ModelArtifact when there is no such version, or it cannot be loaded
   */
  promote(version: string, by: Reviewer): Promise<{ readonly former: string | null }>;
  /** The candidate beside the model in service, on the same texts; null: there are not both. */
  shadow(): Promise<ShadowAgreement | null>;
  /** Loads the promoted version again in this process. @throws ModelArtifact when it cannot be loaded */
  reload(): Promise<{ readonly oldVersion: string | null; readonly newVersion: string | null }>;
}
