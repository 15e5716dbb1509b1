import { DEFAULT_TRIALS, MAX_TRIALS } from '../../workflows/contracts/retrain';

/** What `/retrain` asks for. */
export interface RetrainWish {
  /** Trials of the search; 0: fixed options. */
  readonly trials: number;
  readonly force: boolean;
}

/** A button of retraining. */
export type RetrainPress =
  | ({ readonly kind: 'start' } & RetrainWish)
  | { readonly kind: 'decline' }
  /** `stop` asks whether, `stopNow` does it. */
  | { readonly kind: 'stop' | 'stopNow'; readonly runId: string }
  | { readonly kind: 'goOn' };

const START = /^tr:y:([f-]):(\d{1,3})$/;
const STOP = /^tr:([xc]):([\w-]{1,50})$/;
const TUNE = /^tune(\d{1,4})?$/;

/** Reads `[force] [tune [N] | tuneN]`, in any order and case. null: something else */
export function parseRetrainWish(args: readonly string[]): RetrainWish | null {
  let trials: number | null = null;
  let force = false;
  const words = args.map((word) => word.toLowerCase());
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const tune = TUNE.exec(word);
    if (word === 'force' && !force) force = true;
    else if (tune && trials === null) {
      const next = words[at + 1] ?? '';
      const isApart = tune[1] === undefined && /^\d{1,4}$/.test(next);
      if (isApart) at += 1;
      trials = Number(isApart ? next : (tune[1] ?? DEFAULT_TRIALS));
      if (trials < 1 || trials > MAX_TRIALS) return null;
    } else return null;
  }
  return { trials: trials ?? 0, force };
}

/** @returns at most 56 bytes */
export function retrainData(press: RetrainPress): string {
  switch (press.kind) {
    case 'start':
      return `tr:y:${press.force ? 'f' : '-'}:${press.trials}`;
    case 'decline':
      return 'tr:n';
    case 'goOn':
      return 'tr:k';
    case 'stop':
      return `tr:x:${press.runId}`;
    case 'stopNow':
      return `tr:c:${press.runId}`;
  }
}

/** null: the data is of another button */
export function parseRetrainData(data: string): RetrainPress | null {
  if (data === 'tr:n') return { kind: 'decline' };
  if (data === 'tr:k') return { kind: 'goOn' };
  const [, force, trials] = START.exec(data) ?? [];
  if (trials !== undefined) {
    return Number(trials) > MAX_TRIALS ? null : { kind: 'start', force: force === 'f', trials: Number(trials) };
  }
  const [, letter, runId] = STOP.exec(data) ?? [];
  return runId === undefined ? null : { kind: letter === 'x' ? 'stop' : 'stopNow', runId };
}
