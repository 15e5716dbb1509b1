import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { card, emptyBlock, table } from '../console/parts.js';
import { call } from '../console/session.js';
import { share } from './words.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/evaluation').modelEvaluation>} Evaluation */

/**
 * The pictures a version was registered with, and the same as tables.
 * @param {string} version
 */
export async function evaluationCard(version) {
  const path = `/api/model/evaluations/${encodeURIComponent(version)}`;
  const { pictures, reliability, confusions } = /** @type {Evaluation} */ (await call('GET', path));
  if (pictures.length === 0 && reliability.length === 0) {
    return card(t('evaluation'), emptyBlock(t('noEvaluation'), t('noEvaluationHelp')));
  }
  const bins = reliability.flatMap(({ name, bins: all }) =>
    all
      .filter(({ rows }) => rows > 0)
      .map((bin) => [
        name,
        `${share(bin.from)} – ${share(bin.to)}`,
        share(bin.confidence),
        share(bin.accuracy),
        String(bin.rows),
      ]),
  );
  return card(
    t('evaluation'),
    make(
      'div',
      { class: 'pictures' },
      ...pictures.map((name) =>
        make(
          'figure',
          {},
          make('img', { src: `${path}/${name}.png`, alt: t(`picture_${name}`), loading: 'lazy' }),
          make('figcaption', {}, t(`picture_${name}`)),
        ),
      ),
    ),
    bins.length > 0 &&
      make(
        'details',
        {},
        make('summary', {}, t('reliabilityTable')),
        table(
          t('reliabilityTable'),
          [t('model'), t('claimed'), t('meanClaimed'), t('right'), t('rows')],
          bins,
          [2, 3, 4],
        ),
      ),
    confusions.length > 0 &&
      make(
        'details',
        {},
        make('summary', {}, t('confusions')),
        table(
          t('confusions'),
          [t('expected'), t('predicted'), t('rows')],
          confusions.map(({ expected, predicted, rows }) => [expected, predicted, String(rows)]),
          [2],
        ),
      ),
  );
}
