import { attempt } from '../common/attempt.js';
import { make } from '../common/dom.js';
import { clockOf } from '../common/time.js';
import { toast } from '../common/toast.js';
import { ask } from '../console/dialog.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { card, chip, emptyBlock, facts, fill, table } from '../console/parts.js';
import { call, can, page } from '../console/session.js';
import { evaluationCard } from './evaluation.js';
import { explainCard } from './explain.js';
import { share } from './words.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/model').modelInfo>} ModelInfo */
/** @typedef {import('zod').z.infer<typeof import('../../../schemas/evaluation').modelFigures>} Figures */
/** @typedef {import('zod').z.infer<typeof import('../../../schemas/model').registryStatus>} RegistryStatus */

/** The model in service, why it answers as it does, and the versions beside it. @param {HTMLElement} main */
export function show(main) {
  helpOf('helpModel');
  const clock = clockOf(page().timeZone);
  const at = (/** @type {string} */ instant) =>
    `${clock.dayKey(Date.parse(instant))} ${clock.time(Date.parse(instant))}`;
  const figures = make('div', {});
  const evaluation = make('div', {});
  const versions = make('div', {});

  const readModel = () =>
    fill(figures, async () => {
      const info = /** @type {ModelInfo} */ (await call('GET', '/api/model/info'));
      if (!info.is_loaded || info.version === null)
        return card(t('inService'), emptyBlock(t('noModel'), t('noModelHelp')));
      void fill(evaluation, () => evaluationCard(info.version ?? ''));
      return figuresCard(/** @type {Figures} */ (await call('GET', '/api/model/figures')), info, at);
    });
  const readVersions = () =>
    fill(versions, async () => {
      const status = /** @type {RegistryStatus} */ (await call('GET', '/api/mlflow/status'));
      return versionsCard(status, at, promote);
    });

  /**
   * @param {string} version
   * @param {string | null} serving
   */
  async function promote(version, serving) {
    const content = [make('p', {}, t('promoteSure', { version, serving: serving ?? '–' }))];
    if (!(await ask({ title: t('promoteTitle', { version }), confirm: t('promote'), content }))) return;
    await attempt(async () => {
      await call('POST', `/api/mlflow/promote?version=${encodeURIComponent(version)}`);
      await call('POST', '/api/model/reload', {});
      toast(t('promoted', { version }));
    });
    await Promise.all([readModel(), readVersions()]);
  }

  main.replaceChildren(heading(t('model')), figures, explainCard(), evaluation, versions);
  return Promise.all([readModel(), readVersions()]);
}

/**
 * @param {Figures} figures
 * @param {ModelInfo} info
 * @param {(instant: string) => string} at
 */
function figuresCard(figures, info, at) {
  const rows = figures.labels.map(({ label, rows: count, precision, recall, f1 }) => [
    label,
    String(count),
    share(precision),
    share(recall),
    share(f1),
  ]);
  return card(
    t('inService'),
    figures.origin === 'generated' && make('p', { class: 'note-warning' }, t('demoModel')),
    facts([
      [t('version'), make('b', {}, figures.version)],
      figures.trained_at !== null && [t('trainedAt'), at(figures.trained_at)],
      [t('trainedOn'), t('trainedOnRows', { rows: figures.rows.used, labels: figures.labels.length })],
      [t('figure_accuracy'), share(figures.accuracy)],
      [t('figure_macroF1'), share(figures.f1_macro)],
      [t('figure_weightedF1'), share(figures.f1_weighted)],
      [t('ece'), share(figures.ece)],
      [t('coverage95'), share(figures.coverage_at_95)],
      [t('threshold'), `${share(info.thresholds.AUTO)} (${t('modelsOwn', { share: share(figures.auto_threshold) })})`],
      [t('autoShare'), `${share(figures.auto_share)} · ${t('autoRight', { share: share(figures.auto_precision) })}`],
      ['Gemini', info.gemini_enabled ? t('on') : t('off')],
    ]),
    make(
      'details',
      {},
      make('summary', {}, t('perLabel', { count: rows.length })),
      table(
        t('perLabel', { count: rows.length }),
        [t('label'), t('rows'), 'Precision', 'Recall', 'F1'],
        rows,
        [1, 2, 3, 4],
      ),
    ),
  );
}

/**
 * @param {RegistryStatus} status
 * @param {(instant: string) => string} at
 * @param {(version: string, serving: string | null) => unknown} promote
 */
function versionsCard({ versions, production, shadow, registry, url }, at, promote) {
  if (versions.length === 0) return card(t('versions'), emptyBlock(t('noVersions')));
  const stages = /** @type {const} */ ({ Production: 'good', Candidate: 'warn', None: 'plain' });
  const rows = versions.map((one) => [
    make('b', {}, one.version),
    one.stage === 'None' ? '' : chip(one.stage, stages[one.stage]),
    at(one.created_at),
    one.figures.f1_macro !== undefined
      ? share(one.figures.f1_macro)
      : one.figures.macroF1 !== undefined
        ? share(one.figures.macroF1)
        : '–',
    one.refusal ?? one.description,
    can('admin') && one.stage !== 'Production' && one.refusal === null
      ? make(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-label': t('promoteTitle', { version: one.version }),
            onclick: () => promote(one.version, production),
          },
          t('promote'),
        )
      : '',
  ]);
  return card(
    t('versions'),
    make(
      'p',
      { class: 'faint' },
      t(registry === 'mlflow' ? 'inMlflow' : 'inFolder'),
      url !== null && /^https?:/.test(url) && make('a', { href: url }, ` ${url}`),
    ),
    shadow !== null &&
      make(
        'p',
        {},
        t('shadow', {
          version: shadow.candidate,
          compared: shadow.compared,
          share: shadow.agreement_share === null ? '–' : share(shadow.agreement_share),
        }),
      ),
    table(
      t('versions'),
      [t('version'), t('stage'), t('when'), t('figure_macroF1'), t('about'), t('action')],
      rows,
      [3],
    ),
  );
}
