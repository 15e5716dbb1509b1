import { attempt } from '../common/attempt.js';
import { make } from '../common/dom.js';
import { clockOf } from '../common/time.js';
import { toast } from '../common/toast.js';
import { ask } from '../console/dialog.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { listen } from '../console/live.js';
import { card, emptyBlock, fill, labelled, table } from '../console/parts.js';
import { call, can, page } from '../console/session.js';
import { candidateCard } from './candidate.js';
import { progressCard } from './progress.js';

/** @typedef {import('./progress.js').TrainingStatus} TrainingStatus */
/** @typedef {import('zod').z.infer<typeof import('../../../schemas/training').trainingRuns>} TrainingRuns */
/** @typedef {import('zod').z.infer<typeof import('../../../schemas/model').registryStatus>} RegistryStatus */

/** Starting, watching and deciding retrainings. @param {HTMLElement} main */
export function show(main) {
  helpOf('helpTraining');
  const clock = clockOf(page().timeZone);
  const at = (/** @type {string} */ instant) =>
    `${clock.dayKey(Date.parse(instant))} ${clock.time(Date.parse(instant))}`;
  const progress = make('div', {});
  const candidate = make('div', {});
  const runs = make('div', {});
  const start = make(
    'button',
    { type: 'button', class: 'primary', hidden: !can('admin'), onclick: askStart },
    t('startTraining'),
  );

  async function askStart() {
    const given = await ask({
      title: t('startTraining'),
      confirm: t('start'),
      content: [
        make('p', { class: 'faint' }, t('startTrainingLead')),
        make(
          'label',
          { class: 'tick' },
          make('input', { type: 'checkbox', name: 'tune' }),
          make('span', {}, t('tune')),
        ),
        labelled(t('trials'), make('input', { type: 'number', name: 'trials', min: 1, max: 200, value: 20 })),
        make(
          'label',
          { class: 'tick' },
          make('input', { type: 'checkbox', name: 'force' }),
          make('span', {}, t('force')),
        ),
      ],
    });
    if (!given) return;
    const body = { tune: given.has('tune'), tune_trials: Number(given.get('trials') ?? 20), force: given.has('force') };
    await attempt(async () => {
      const answer = /** @type {{ success: boolean }} */ (await call('POST', '/api/training/train', body));
      toast(t(answer.success ? 'trainingStarted' : 'trainingRuns'));
    });
    await readProgress();
  }

  /** @param {string} runId */
  async function cancel(runId) {
    const content = [make('p', {}, t('cancelTrainingSure'))];
    if (!(await ask({ title: t('cancelTraining'), confirm: t('cancelTraining'), tone: 'bad', content }))) return;
    await attempt(() => call('POST', '/api/training/cancel', { run_id: runId }));
    await readProgress();
  }

  /** @param {TrainingStatus} status */
  function drawProgress(status) {
    start.disabled = status.status === 'running';
    progress.replaceChildren(progressCard(status, { at, cancel }));
  }

  const readProgress = () =>
    fill(progress, async () => {
      const status = /** @type {TrainingStatus} */ (await call('GET', '/api/training/status'));
      start.disabled = status.status === 'running';
      return progressCard(status, { at, cancel });
    });
  const readCandidate = () =>
    fill(candidate, async () => {
      const { versions } = /** @type {RegistryStatus} */ (await call('GET', '/api/mlflow/status'));
      const waiting = versions.find(({ stage }) => stage === 'Candidate');
      return candidateCard(waiting?.version ?? null, { at, onDone: () => void readCandidate() });
    });
  const readRuns = () =>
    fill(runs, async () => {
      const { items } = /** @type {TrainingRuns} */ (await call('GET', '/api/training/runs'));
      if (items.length === 0) return card(t('runs'), emptyBlock(t('noRuns')));
      const rows = items.map((run) => [
        at(run.taken_at),
        run.run_id,
        String(run.rows),
        String(run.classes),
        make('code', {}, run.dataset_fingerprint.slice(0, 12)),
      ]);
      return card(
        t('runs'),
        table(t('runs'), [t('when'), t('run'), t('rows'), t('labels'), t('dataset')], rows, [2, 3]),
      );
    });

  main.replaceChildren(heading(t('training'), start), progress, candidate, runs);
  const readAll = () => Promise.all([readProgress(), readCandidate(), readRuns()]);
  listen({
    onAnew: () => void readAll(),
    on: {
      training: (/** @type {TrainingStatus} */ status) => {
        drawProgress(status);
        if (status.status === 'running') return;
        void readCandidate();
        void readRuns();
      },
    },
  });
  return readAll();
}
