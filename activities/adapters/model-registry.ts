/** Names a registered model: `v1`, `v2`, … for the folder registry, `mlflow-v<N>` for MLflow. */
export type ModelVersionName = string;

/** What a training run hands over. */
export interface NewModel {
  /**
   * Chosen by the caller, stays the same over its retries: a second registration under it stores nothing and answers the
   * first one's version. Left out: each call makes a version. 1 to 200 characters of `A-Za-z0-9._:/-`.
   */
  readonly key?: string;
  /** The model folder: file name (no folders) to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** For people: what it was trained on. */
  readonly description: string;
  /** Figures by name; shares are 0 to 1. What is no finite number is left out. */
  readonly figures: Readonly<Record<string, number>>;
  /** Options it was trained with, by name. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** Where it comes from: fingerprints, ids of runs, counts. No personal data. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Pictures and tables of its evaluation, for people: a path such as `analysis/confusion_matrix.png` to content. */
  readonly artifacts?: ReadonlyMap<string, Uint8Array>;
}

/** A registered model, as lists show it. */
export interface ModelVersion {
  readonly version: ModelVersionName;
  readonly description: string;
  readonly figures: Readonly<Record<string, number>>;
  /** Empty where the registry does not give them with a list. */
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** ISO instant, UTC. */
  readonly createdAt: string;
  /** Whether the alias `production` names it. */
  readonly isProduction: boolean;
  /** Whether it is the candidate that predicts beside the one in production. */
  readonly isCandidate: boolean;
  /** The run of the MLflow server that holds its figures; null for a registry without runs. */
  readonly runId: string | null;
  /** Why it can neither be loaded nor promoted, such as a model of the former Python system; null: it can. */
  readonly refusal: string | null;
}

/** One move of the alias `production`. */
export interface Promotion {
  readonly version: ModelVersionName;
  /** Who decided; an id, no name. */
  readonly by: string;
  /** ISO instant, UTC. */
  readonly at: string;
}

/** Where a registry is, for people. */
export interface RegistryPlace {
  readonly kind: 'folder' | 'mlflow';
  /** Address of its pages; null: it has none. */
  readonly url: string | null;
  /** Name of the registered model. */
  readonly modelName: string;
}

/** Where trained models live. Every method may be called by several processes at once; no version is ever removed. */
export interface ModelRegistry {
  readonly place: RegistryPlace;
  /**
   * Stores a model folder under a new version. The version exists whole or not at all; it does not reach production.
   * @throws ModelArtifact when a file, an artifact or the key has a name that the registry cannot hold
   */
  register(model: NewModel): Promise<ModelVersionName>;
  /** All versions, newest first. */
  list(): Promise<ModelVersion[]>;
  /** The version that serves, or null before the first promotion. */
  production(): Promise<ModelVersionName | null>;
  /**
   * Moves the alias `production`. Promoting the version that serves already changes nothing. A version that was the
   * candidate is none any more.
   * @param by - who decided, for the history; an id, no name
   * @returns the version that served until now, or null
   * @throws ModelArtifact when there is no such version, or it can never serve
   */
  promote(version: ModelVersionName, by: string): Promise<{ former: ModelVersionName | null }>;
  /** All promotions, oldest first; the last one's version serves, the one before it is the way back. */
  history(): Promise<Promotion[]>;
  /** The version that predicts beside the one in production until people have decided, or null. */
  candidate(): Promise<ModelVersionName | null>;
  /** Makes a version the candidate in the place of any other. @throws ModelArtifact when there is no such version */
  setCandidate(version: ModelVersionName): Promise<void>;
  /** Ends a candidacy; where another version is the candidate by now, nothing changes. */
  dropCandidate(version: ModelVersionName): Promise<void>;
  /** The files of a version. @throws ModelArtifact when there is no such version */
  load(version: ModelVersionName): Promise<Map<string, Uint8Array>>;
  /** Paths of a version's artifacts, sorted. @throws ModelArtifact when there is no such version */
  artifactNames(version: ModelVersionName): Promise<string[]>;
  /** One artifact; null: the version has none of that path. @throws ModelArtifact when there is no such version */
  artifact(version: ModelVersionName, path: string): Promise<Uint8Array | null>;
}
