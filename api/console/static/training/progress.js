import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { card, chip, facts } from '../console/parts.js';
import { can } from '../console/session.js';
import { percent, share } from '../model/words.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/training').trainingStatus>} TrainingStatus */

/** The steps in their order, as the progress tells them. */
const PHASES = /** @type {const} */ (['snapshot', 'trials', 'holdOut', 'evaluate', 'final', 'register']);
const TONES = /** @type {const} */ ({ idle: 'plain', running: 'warn', completed: 'good', failed: 'bad' });

/**
 * How far the retraining is, or how the last one ended.
 * @param {TrainingStatus} status
 * @param {{ at: (instant: string) => string, cancel: (runId: string) => unknown }} with
 */
export function progressCard({ status, progress, last_result: result, last_trained: over }, { at, cancel }) {
  const isRunning = status === 'running';
  return card(
    t('progress'),
    make('p', {}, chip(t(`training_${status}`), TONES[status])),
    isRunning && progress && phases(progress.phase),
    progress &&
      facts([
        [t('run'), progress.run_id],
        [t('started'), at(progress.started_at)],
        isRunning && [
          t('shareDone'),
          percent(progress.share_done),
          ' ',
          make('progress', { max: 1, value: progress.share_done, 'aria-label': t('shareDone') }),
        ],
        isRunning && [t('timeLeft'), leftOf(progress.eta_seconds)],
        progress.rows !== null && [t('rows'), String(progress.rows)],
        progress.classes !== null && [t('labels'), String(progress.classes)],
        progress.trials.wanted > 0 && [
          t('trials'),
          t('trialsDone', { done: progress.trials.finished, wanted: progress.trials.wanted }),
          ' ',
          make('progress', {
            max: progress.trials.wanted,
            value: progress.trials.finished,
            'aria-label': t('trials'),
          }),
        ],
        progress.trials.best_f1_macro !== null && [t('bestF1'), share(progress.trials.best_f1_macro)],
        over !== null && [t('ended'), at(over)],
        result !== null && [
          t('outcome'),
          t(`result_${result.outcome}`),
          result.reason !== null && ` · ${result.reason}`,
        ],
      ]),
    isRunning &&
      progress &&
      can('admin') &&
      make(
        'p',
        {},
        make('button', { type: 'button', class: 'quiet', onclick: () => cancel(progress.run_id) }, t('cancelTraining')),
      ),
  );
}

/** @param {number | null} seconds */
function leftOf(seconds) {
  if (seconds === null) return t('timeLeftUnknown');
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 120
    ? t('aboutMinutes', { minutes })
    : t('aboutHours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** @param {NonNullable<TrainingStatus['progress']>['phase']} current */
function phases(current) {
  const now = PHASES.findIndex((phase) => phase === current);
  return make(
    'ol',
    { class: 'steps', 'aria-label': t('phases') },
    ...PHASES.map((phase, at) =>
      make('li', { 'aria-current': at === now && 'step', class: at < now ? 'done' : '' }, t(`trainingPhase_${phase}`)),
    ),
  );
}
