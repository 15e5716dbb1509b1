import { setTimeout as delay } from 'node:timers/promises';
import { loadModel } from '../ml/artifact';
import type { ModelManifest } from '../ml/manifest';
import type { Classifier } from '../ml/predict';
import type { ModelRegistry, ModelVersionName } from './adapters/model-registry';

/** The model that answers now. Holders of an older one may finish with it: it lives as long as they keep it. */
export interface ServedModel {
  version: ModelVersionName;
  classifier: Classifier;
  manifest: ModelManifest;
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

/** @param deps.pollMs - milliseconds between two looks at the alias; default 2000 */
export function createModelServer(deps: {
  registry: ModelRegistry;
  pollMs?: number;
  log: ModelServerLog;
}): ModelServer {
  const { registry, pollMs = 2_000, log } = deps;
  let served: ServedModel | null = null;
  let loadError: Error | null = null;
  let registryError: Error | null = null;
  /** The alias as last seen, so that a damaged version is tried once and not at every look. */
  let seen: ModelVersionName | null = null;
  let loop: { stop: AbortController; done: Promise<void> } | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Loads happen one after the other: two at once could end with the older model. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }

  async function swap(version: ModelVersionName): Promise<void> {
    try {
      const { classifier, manifest } = await loadModel(await registry.load(version));
      served = { version, classifier, manifest };
      loadError = null;
      log.info({ version, origin: manifest.origin, labels: manifest.labels.length }, 'model loaded');
    } catch (cause) {
      loadError = toError(cause);
      log.error({ version, serving: served?.version ?? null, reason: loadError.message }, 'model could not be loaded');
      throw loadError;
    }
  }

  /** Follows the alias. Never throws: a failing registry is tried again at the next look. */
  async function look(): Promise<void> {
    let wanted: ModelVersionName | null;
    try {
      wanted = await registry.production();
      registryError = null;
    } catch (cause) {
      const failure = toError(cause);
      if (failure.message !== registryError?.message) log.error({ reason: failure.message }, 'model registry failed');
      registryError = failure;
      return;
    }
    if (wanted === null || wanted === seen) return;
    seen = wanted;
    // What went wrong is kept and logged by the swap itself.
    if (wanted !== served?.version) await swap(wanted).catch(() => undefined);
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await inTurn(look);
    }
  }

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
    async start() {
      if (loop) return;
      const stop = new AbortController();
      // Set before the first await: a second start in the meantime must not begin a second loop.
      const first = inTurn(look);
      loop = { stop, done: first.then(() => watch(stop.signal)) };
      await first;
    },
    async stop() {
      const running = loop;
      loop = null;
      running?.stop.abort();
      await running?.done;
    },
  };
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
