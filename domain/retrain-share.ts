/** About how long each phase takes beside the others; each trial of a search comes on top. */
const WEIGHTS = { snapshot: 2, trials: 0, holdOut: 45, evaluate: 3, final: 48, register: 2 } as const;

/** What the share of a run that is done follows from. */
export interface RunPlace {
  readonly phase: keyof typeof WEIGHTS | 'over';
  readonly trials: { readonly wanted: number; readonly finished: number };
}

/** Below this share what has passed says too little of what is to come. */
const LEAST_SHARE = 0.03;
/** One network and at most five folds of it, beside the fits' six. */
const WEIGHT_OF_TRIAL = 12;

/**
 * Share of a whole run that is done, 0..1.
 * @param step - share of the phase's own work that is done, 0..1; of the search: of the trials now at work; null: unknown
 */
export function shareDone({ phase, trials }: RunPlace, step: number | null): number {
  const weightOf = (name: string, weight: number): number =>
    name === 'trials' ? trials.wanted * WEIGHT_OF_TRIAL : weight;
  const phases = Object.entries(WEIGHTS).map(([name, weight]) => ({ name, weight: weightOf(name, weight) }));
  const at = phases.findIndex(({ name }) => name === phase);
  if (at < 0) return 1;
  const total = phases.reduce((sum, { weight }) => sum + weight, 0);
  const before = phases.slice(0, at).reduce((sum, { weight }) => sum + weight, 0);
  const within = phase === 'trials' ? Math.min(1, (trials.finished + (step ?? 0)) / trials.wanted) : (step ?? 0);
  return (before + within * (phases[at]?.weight ?? 0)) / total;
}

/**
 * Milliseconds that a run is likely to take still, if it goes on as it went. While nobody knows how far the step at work
 * is, what is known is where its phase began: from then on the time is counted down, not up.
 * @param step - as for `shareDone`
 * @returns null as long as that says too little, and once it is over
 */
export function restOf(
  run: RunPlace & { readonly startedAt: string; readonly phaseStartedAt: string },
  step: number | null,
  nowMs: number,
): number | null {
  const share = shareDone(run, step);
  const isPhaseAlone = step === null && run.phase !== 'trials';
  const knownMs = isPhaseAlone ? Math.min(nowMs, Date.parse(run.phaseStartedAt)) : nowMs;
  const elapsedMs = knownMs - Date.parse(run.startedAt);
  if (share < LEAST_SHARE || share >= 1 || !(elapsedMs > 0)) return null;
  const restMs = (elapsedMs * (1 - share)) / share - (nowMs - knownMs);
  return restMs > 0 ? restMs : null;
}
