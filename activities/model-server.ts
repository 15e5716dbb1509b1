import { OncekError } from '../domain/errors';
import { loadModel } from '../ml/artifact';
import type { ModelManifest } from '../ml/manifest';
import type { Classifier } from '../ml/predict';
import type { ModelRegistry, ModelVersionName } from './adapters/model-registry';
import { createPoller } from './poller';
import type { ServedCopy } from './served-copy';

/** The model that answers now. Holders of an older one may finish with it: it lives as long as they keep it. */
export interface ServedModel {
  version: ModelVersionName;
  classifier: Classifier;
  manifest: ModelManifest;
  /** The run of the MLflow server that made it; none: a registry without runs, or it is not known. */
  runId?: string | null;
}

/** Keeps the production model of a registry loaded. */
export interface ModelServer {
  /** null until a model was promoted and loaded. */
  current(): ServedModel | null;
  /** Why the last attempt to load failed, or null; the former model serves on meanwhile. */
  lastError(): Error | null;
  /**
   * Loads the production version again, or the given one, which then stays until the alias moves.
   * @returns versions before and after; null for none
   * @throws ModelArtifact when it cannot be loaded; the former model serves on
   */
  reload(version?: ModelVersionName): Promise<{ oldVersion: string | null; newVersion: string | null }>;
  /** Loads the production model, if any, then looks every `pollMs` whether the alias moved. A second call does nothing. */
  start(): Promise<void>;
  /** Stops looking; the model stays usable. */
  stop(): Promise<void>;
}

/** What a model server tells its log. Fields hold no personal data. */
export interface ModelServerLog {
  info(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** A promoted version that does not serve. */
export interface RefusedModel {
  readonly version: ModelVersionName;
  /** What serves instead; null: nothing does. */
  readonly serving: ModelVersionName | null;
  /** ISO instant of the promotion, UTC; null: unknown. Tells a second promotion of the same version from the first. */
  readonly promotedAt: string | null;
}

/**
 * A damaged or too new version is tried once; a registry that does not answer is asked again at each look. Where nothing
 * serves yet, as after a restart, this machine's copy of the damaged version takes its place, else the last version promoted
 * before that can be loaded.
 * @param deps.copy - of the model that served last, on this machine: it serves after a restart until the registry answers
 * @param deps.pollMs - milliseconds between two looks at the alias; default 2000
 * @param deps.onRefused - told of each promoted version that cannot be loaded; where it fails, again at the next look
 */
export function createModelServer(deps: {
  registry: ModelRegistry;
  copy?: ServedCopy | null;
  pollMs?: number;
  log: ModelServerLog;
  onRefused?: (refused: RefusedModel) => Promise<void>;
}): ModelServer {
  const { registry, copy = null, pollMs = 2_000, log, onRefused } = deps;
  let served: ServedModel | null = null;
  let loadError: Error | null = null;
  let registryError: Error | null = null;
  /** The alias as last seen, so that a damaged version is tried once and not at every look. */
  let seen: ModelVersionName | null = null;
  /** A refused version that is still to be told of. */
  let untold: RefusedModel | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Loads happen one after the other: two at once could end with the older model. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }

  async function swap(version: ModelVersionName): Promise<void> {
    try {
      const files = await registry.load(version);
      const { classifier, manifest } = await loadModel(files);
      served = { version, classifier, manifest, runId: await runIdOf(version) };
      loadError = null;
      untold = null;
      log.info({ version, origin: manifest.origin, labels: manifest.labels.length }, 'model loaded');
      await keepCopy(version, files);
    } catch (cause) {
      const failure = toError(cause);
      if (!isRefusal(failure)) throw failure;
      loadError = failure;
      log.error({ version, serving: served?.version ?? null, reason: failure.message }, 'model could not be loaded');
      throw failure;
    }
  }

  async function keepCopy(version: ModelVersionName, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    try {
      await copy?.keep({ version, files });
    } catch (cause) {
      log.error(
        { version, reason: toError(cause).message },
        'no copy of the model was kept: a restart needs the registry',
      );
    }
  }

  /**
   * What served before the restart, while the registry cannot be asked; it says what serves once it is back.
   * @param only - the version that is wanted, where the registry's own files of it are damaged
   */
  async function serveCopy(only?: ModelVersionName): Promise<void> {
    if (served) return;
    try {
      const kept = (await copy?.find()) ?? null;
      if (!kept || (only !== undefined && kept.version !== only)) return;
      served = { version: kept.version, ...(await loadModel(kept.files)) };
      log.info(
        { version: kept.version },
        'the copy of the model that served last serves until the registry has a sound one',
      );
    } catch (cause) {
      log.error({ reason: toError(cause).message }, 'the copy of the model that served last cannot be loaded');
    }
  }

  /** For people: that it cannot be had keeps no model from serving. */
  async function runIdOf(version: ModelVersionName): Promise<string | null> {
    const versions = await registry.list().catch(() => []);
    return versions.find((one) => one.version === version)?.runId ?? null;
  }

  /** What served before the damaged version did; only where nothing serves. */
  async function fallBack(damaged: ModelVersionName): Promise<void> {
    if (served) return;
    const failure = loadError;
    const tried = new Set([damaged]);
    for (const { version } of (await registry.history()).reverse()) {
      if (tried.has(version)) continue;
      tried.add(version);
      const isLoaded = await swap(version).then(
        () => true,
        (error: unknown) => {
          if (!isRefusal(error)) throw error;
          return false;
        },
      );
      if (isLoaded) break;
    }
    loadError = failure;
  }

  async function takeUp(wanted: ModelVersionName): Promise<void> {
    if (wanted === served?.version) {
      // Back to what serves already: the version that was refused is nobody's concern any more.
      loadError = null;
      untold = null;
      return;
    }
    try {
      await swap(wanted);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await serveCopy(wanted);
      await fallBack(wanted);
      const last = (await registry.history()).at(-1);
      const promotedAt = last?.version === wanted ? last.at : null;
      untold = { version: wanted, serving: served?.version ?? null, promotedAt };
    }
  }

  /** Follows the alias. Never throws: a failing registry is tried again at the next look. */
  async function look(): Promise<void> {
    try {
      const wanted = await registry.production();
      if (wanted !== null && wanted !== seen) {
        await takeUp(wanted);
        seen = wanted;
      }
      registryError = null;
    } catch (cause) {
      const failure = toError(cause);
      if (failure.message !== registryError?.message) log.error({ reason: failure.message }, 'model registry failed');
      registryError = failure;
      await serveCopy();
    }
    await tell();
  }

  async function tell(): Promise<void> {
    const refused = untold;
    if (!refused || !onRefused) return;
    try {
      await onRefused(refused);
      untold = null;
    } catch (cause) {
      log.error({ version: refused.version, reason: toError(cause).message }, 'admins were not told of the model');
    }
  }

  const poller = createPoller(() => inTurn(look), pollMs);
  return {
    current: () => served,
    lastError: () => loadError ?? registryError,
    reload: (version) =>
      inTurn(async () => {
        const oldVersion = served?.version ?? null;
        const alias = await registry.production();
        const wanted = version ?? alias;
        if (wanted === null) return { oldVersion, newVersion: oldVersion };
        await swap(wanted);
        seen = alias;
        return { oldVersion, newVersion: wanted };
      }),
    start: () => poller.start(),
    stop: () => poller.stop(),
  };
}

/**
 * Loads a version as a server would, and forgets it: what cannot serve is to be refused before the alias moves.
 * @throws ModelArtifact saying what is wrong with it
 */
export async function assertServable(registry: Pick<ModelRegistry, 'load'>, version: ModelVersionName): Promise<void> {
  await loadModel(await registry.load(version));
}

/**
 * Moves the alias to a version that can be loaded: what cannot be read must not become what everybody reads.
 * @param by - who decided, for the history
 * @throws ModelArtifact saying what is wrong with it; the alias stays
 */
export async function promoteServable(
  registry: Pick<ModelRegistry, 'load' | 'promote'>,
  version: ModelVersionName,
  by: string,
): ReturnType<ModelRegistry['promote']> {
  await assertServable(registry, version);
  return registry.promote(version, by);
}

/** Whether the version itself is to blame, and not who was asked for it. */
function isRefusal(error: unknown): boolean {
  return error instanceof OncekError && error.type === 'ModelArtifact';
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
