import { randomUUID } from 'node:crypto';
import { OncekError } from '../domain/errors';
import { countComparison, NOTHING_COMPARED, type ShadowComparison, type ShadowCounts } from '../domain/shadow';
import { loadModel } from '../ml/artifact';
import type { TicketText } from '../ml/predict';
import type { ModelRegistry, ModelVersionName } from './adapters/model-registry';
import type { ObjectStore } from './adapters/object-store';
import type { ModelServerLog, ServedModel } from './model-server';
import { createPoller } from './poller';
import { writeShadowCounts } from './shadow-counts';

const POLL_MS = 2_000;
/** Texts that wait for the candidate; more are left out of the comparison. */
const MAX_WAITING = 64;
/** Rest between two predictions of the candidate: it takes a small share of the process, however busy that is. */
const REST_MS = 20;

/** A text that the model in service has just answered. */
export interface ShadowedAnswer {
  readonly text: TicketText;
  readonly version: ModelVersionName;
  /** What the model itself said, before any cascade. */
  readonly answer: ShadowComparison['production'];
}

/** The candidate, predicting beside the model in service. Nothing it does or fails at reaches an answer. */
export interface Shadow {
  /** Takes note and returns at once; the comparison comes later, or not at all where too many wait. Never throws. */
  observe(answered: ShadowedAnswer): void;
  /** The candidate that is loaded; null: none. */
  candidate(): ModelVersionName | null;
  /** Follows the candidate of the registry from now on. */
  start(): Promise<void>;
  /** Stops, and keeps what was counted. */
  stop(): Promise<void>;
}

/**
 * Texts are in memory only until they are compared; counts are kept in the object store, an object for each process.
 * @param deps.pollMs - milliseconds between two looks at the registry, after which counts are kept; default 2000
 * @param deps.restMs - milliseconds between two predictions of the candidate; default 20
 */
export function createShadow(deps: {
  registry: Pick<ModelRegistry, 'candidate' | 'load'>;
  store: Pick<ObjectStore, 'put'>;
  log: ModelServerLog;
  pollMs?: number;
  restMs?: number;
}): Shadow {
  const { registry, store, log, pollMs = POLL_MS, restMs = REST_MS } = deps;
  const processId = randomUUID();
  let candidate: ServedModel | null = null;
  /** A version that cannot be loaded is tried once. */
  let refused: ModelVersionName | null = null;
  let failure: string | null = null;
  let waiting: ShadowedAnswer[] = [];
  let timer: NodeJS.Timeout | null = null;
  /** By the version in service that the candidate was compared with. */
  let counted = new Map<ModelVersionName, { counts: ShadowCounts; isKept: boolean }>();

  function schedule(): void {
    if (timer || waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = null;
      const next = waiting.shift();
      if (next && candidate) compare(next, candidate);
      schedule();
    }, restMs);
    timer.unref();
  }

  function compare({ text, version, answer }: ShadowedAnswer, { classifier, manifest }: ServedModel): void {
    try {
      const { label, confidence } = classifier.predict(text);
      const isAuto = label !== null && confidence >= manifest.calibration.autoThreshold;
      const before = counted.get(version)?.counts ?? NOTHING_COMPARED;
      const counts = countComparison(before, { production: answer, candidate: { label, isAuto } });
      counted.set(version, { counts, isKept: false });
    } catch (error) {
      log.error({ version, reason: String(error) }, 'the candidate failed at a text');
    }
  }

  async function keep(): Promise<void> {
    if (!candidate) return;
    for (const [production, entry] of counted) {
      if (entry.isKept) continue;
      const { counts } = entry;
      await writeShadowCounts(store, { candidate: candidate.version, production }, processId, counts);
      // Meanwhile more may have been counted: then the entry is another one, and is not kept yet.
      if (counted.get(production) === entry) counted.set(production, { counts, isKept: true });
    }
  }

  function leave(): void {
    candidate = null;
    waiting = [];
    counted = new Map();
  }

  async function follow(): Promise<void> {
    const wanted = await registry.candidate();
    if (wanted === (candidate?.version ?? null)) return;
    leave();
    if (wanted === null || wanted === refused) return;
    try {
      candidate = { version: wanted, ...(await loadModel(await registry.load(wanted))) };
      log.info({ version: wanted }, 'candidate predicts beside the model in service');
    } catch (error) {
      if (!(error instanceof OncekError) || error.type !== 'ModelArtifact') throw error;
      refused = wanted;
      log.error({ version: wanted, reason: error.message }, 'candidate could not be loaded');
    }
  }

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (reason !== failure) log.error({ reason }, 'shadow of the candidate failed; it goes on at the next look');
      failure = reason;
      return false;
    }
  }

  async function look(): Promise<void> {
    const isKept = await attempt(keep);
    const isFollowed = await attempt(follow);
    if (isKept && isFollowed) failure = null;
  }

  const poller = createPoller(look, pollMs);
  return {
    observe(answered) {
      if (!candidate || candidate.version === answered.version || waiting.length >= MAX_WAITING) return;
      waiting.push(answered);
      schedule();
    },
    candidate: () => candidate?.version ?? null,
    start: () => poller.start(),
    async stop() {
      await poller.stop();
      if (timer) clearTimeout(timer);
      timer = null;
      await attempt(keep);
      leave();
    },
  };
}
