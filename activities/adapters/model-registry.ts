/** Names a registered model: `v1`, `v2`, … for the folder registry, `mlflow-v<N>` for MLflow. */
export type ModelVersionName = string;

/** A registered model, as lists show it. */
export interface ModelVersion {
  version: ModelVersionName;
  /** For people: what it was trained on. */
  description: string;
  /** Figures by name; shares are 0 to 1. */
  figures: Readonly<Record<string, number>>;
  /** ISO instant, UTC. */
  createdAt: string;
  /** Whether the alias `production` names it. */
  isProduction: boolean;
}

/** Where trained models live. Every method may be called by several processes at once. */
export interface ModelRegistry {
  /**
   * Stores a model folder under a new version. The version exists whole or not at all; it does not reach production.
   * @param model.files - file name (no folders) to content
   */
  register(model: {
    files: ReadonlyMap<string, Uint8Array>;
    description: string;
    figures: Readonly<Record<string, number>>;
  }): Promise<ModelVersionName>;
  /** All versions, newest first. */
  list(): Promise<ModelVersion[]>;
  /** The version that serves, or null before the first promotion. */
  production(): Promise<ModelVersionName | null>;
  /**
   * Moves the alias `production`. Promoting the version that serves already changes nothing.
   * @param by - who decided, for the history; an id, no name
   * @returns the version that served until now, or null
   * @throws ModelArtifact when there is no such version
   */
  promote(version: ModelVersionName, by: string): Promise<{ former: ModelVersionName | null }>;
  /** The files of a version. @throws ModelArtifact when there is no such version */
  load(version: ModelVersionName): Promise<Map<string, Uint8Array>>;
}
