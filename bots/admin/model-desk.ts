import type { ModelVersion } from '../../activities/adapters/model-registry';
import type { ModelStatus } from '../render/model-status';

/** What the model commands need. */
export interface ModelDesk {
  /** The model in service; null: none. */
  status(): ModelStatus | null;
  /** All registered versions, newest first. */
  versions(): Promise<readonly ModelVersion[]>;
  /**
   * Puts a version into service; every process follows within seconds.
   * @param by - who decided, an id without a name
   * @throws ModelArtifact when there is no such version
   */
  promote(version: string, by: string): Promise<{ readonly former: string | null }>;
  /** Loads the promoted version again in this process. @throws ModelArtifact when it cannot be loaded */
  reload(): Promise<{ readonly oldVersion: string | null; readonly newVersion: string | null }>;
}
