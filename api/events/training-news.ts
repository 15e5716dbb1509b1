import type { RetrainDesk } from '../../temporal/retrain-desk';
import { statusOf } from '../training-status';
import type { LiveEvent } from './hub';

/**
 * Tells how far a retraining is, and that one began or ended. Whether one runs is cheap to ask; how far it is takes a
 * question to a worker, so that is asked only while one runs, and once after its end.
 */
export function trainingNews(
  retrain: Pick<RetrainDesk, 'run' | 'progress' | 'step'>,
  publish: (event: LiveEvent) => void,
): { look(): Promise<void> } {
  let before: { readonly runId: string; readonly isRunning: boolean } | null | undefined;
  let told: string | null = null;
  return {
    async look() {
      const run = await retrain.run();
      const isSame = run?.runId === before?.runId && run?.isRunning === before?.isRunning;
      if (before !== undefined && isSame && !run?.isRunning) return;
      const isFirst = before === undefined;
      const news = JSON.stringify(await statusOf(retrain));
      before = run;
      if (!isFirst && news !== told) publish({ name: 'training', data: JSON.parse(news) as unknown });
      told = news;
    },
  };
}
