import { ApplicationFailure, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { TrialSettings, TrialState } from '../domain/trials';
import type { RetrainInput, RetrainProgress } from './contracts/retrain';
import { fitProfile, handOverProfile } from './options';
import type { FitActivities, RetrainActivities, TrialResult } from './retrain-ports';

const { proposeTrial } = proxyActivities<RetrainActivities>(handOverProfile);

/** However many workers there are: with each trial beside it a proposal knows less. */
const MOST_AT_ONCE = 8;

/** A search for better options: as many trials at once as there are training workers, each an activity of its own. */
export interface Search {
  /** @returns the best options; null: no trial came to a figure */
  run(fingerprint: string): Promise<TrialSettings | null>;
  figures(): RetrainProgress['trials'];
}

export function createSearch({ trials: wanted, seed, mode, trainingQueue }: RetrainInput): Search {
  const { runTrial } = proxyActivities<FitActivities>({ ...fitProfile, taskQueue: trainingQueue });
  const trials: TrialState[] = [];
  const results: TrialResult[] = [];
  let failed = 0;

  const complete = (): TrialResult[] => results.filter(({ isPruned }) => !isPruned);
  const best = (): TrialState | null =>
    trials.reduce<TrialState | null>((found, trial) => {
      if (trial.value === null || trial.isPruned) return found;
      return found === null || trial.value > (found.value ?? 0) ? trial : found;
    }, null);

  async function runOne(place: number, settings: TrialSettings, fingerprint: string): Promise<void> {
    const number = place + 1;
    const finished = complete().map(({ means }) => means);
    try {
      const result = await runTrial.executeWithOptions({ summary: `trial ${number} of ${wanted}` }, [
        { fingerprint, seed, mode, number, settings, finished },
      ]);
      results.push(result);
      trials[place] = { settings, value: result.means.at(-1) ?? null, isPruned: result.isPruned };
    } catch (error) {
      if (isCancellation(error)) throw error;
      failed += 1;
      log.warn('a trial failed for good, the search goes on', { number, type: typeOf(error) });
    }
  }

  return {
    async run(fingerprint) {
      const running = new Set<Promise<void>>();
      let atOnce = 1;
      try {
        while (trials.length < wanted || running.size > 0) {
          while (running.size < atOnce && trials.length < wanted) {
            const number = trials.length + 1;
            const proposal = await proposeTrial.executeWithOptions({ summary: `options of trial ${number}` }, [
              { trials, seed },
            ]);
            atOnce = Math.min(MOST_AT_ONCE, Math.max(1, proposal.trainers));
            trials.push({ settings: proposal.settings, value: null, isPruned: false });
            const trial = runOne(number - 1, proposal.settings, fingerprint).finally(() => running.delete(trial));
            // Whoever races it later hears of its failure; meanwhile it must not count as unheard.
            trial.catch(() => undefined);
            running.add(trial);
          }
          await Promise.race(running);
        }
      } finally {
        await Promise.allSettled(running);
      }
      return best()?.settings ?? null;
    },
    figures: () => ({
      wanted,
      finished: results.length + failed,
      pruned: results.length - complete().length,
      failed,
      best: best()?.value ?? null,
    }),
  };
}

function typeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof ApplicationFailure ? (cause.type ?? 'unknown') : 'unknown';
}
