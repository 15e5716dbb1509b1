import { attempt } from '../common/attempt.js';
import { make } from '../common/dom.js';
import { toast } from '../common/toast.js';
import { ask } from '../console/dialog.js';
import { t } from '../console/language.js';
import { card, chip, emptyBlock, facts, labelled, table } from '../console/parts.js';
import { call, can, Refusal } from '../console/session.js';
import { share } from '../model/words.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/approvals').approvalStatus>} Approval */

/**
 * The candidate beside the model in service, and the decision on it.
 * @param {string | null} version - null: none waits
 * @param {{ at: (instant: string) => string, onDone: () => void }} with
 */
export async function candidateCard(version, { at, onDone }) {
  const found = version === null ? null : await approvalOf(version);
  if (found === null) return card(t('candidate'), emptyBlock(t('noCandidate'), t('noCandidateHelp')));
  const { candidate, production, difference, decision, warnings } = found;
  const figures = /** @type {const} */ (['accuracy', 'macroF1', 'weightedF1']);
  const signed = (/** @type {number} */ value) => `${value >= 0 ? '+' : ''}${share(value)}`;
  const rows = figures.map((name) => [
    t(`figure_${name}`),
    share(candidate[name]),
    production ? share(production[name]) : '–',
    production ? signed(candidate[name] - production[name]) : '–',
  ]);
  const serving = found.production_version ?? '–';
  return card(
    t('candidateOf', { version: found.version }),
    table(
      t('comparison'),
      [t('figure'), `${t('candidate')} ${found.version}`, `Production ${serving}`, t('difference')],
      rows,
      [1, 2, 3],
    ),
    facts([
      [t('heldOut'), t('heldOutRows', { rows: found.held_out })],
      difference !== null && [
        t('differenceF1'),
        `${signed(difference.value)} (95 %: ${signed(difference.low)} … ${signed(difference.high)})`,
      ],
      found.mcnemar_p !== null && ['McNemar p', String(Math.round(found.mcnemar_p * 1_000) / 1_000)],
      [t('autoShare'), `${share(found.auto.share)} · ${t('autoRight', { share: share(found.auto.precision) })}`],
      [t('trainedOn'), t('trainedOnRows', { rows: found.rows, labels: found.labels })],
      found.new_labels.length > 0 && [t('newLabels'), found.new_labels.join(', ')],
      [t('waitsUntil'), at(found.expires_at)],
      decision !== null && [
        t('decision'),
        t(`decision_${decision.kind}`),
        ` ${[decision.by, decision.reason].filter(Boolean).join(' · ')}`,
      ],
    ]),
    warnings.length > 0 &&
      make(
        'ul',
        { class: 'warnings', 'aria-label': t('warnings') },
        ...warnings.map((one) => make('li', {}, warningText(one))),
      ),
    decision === null && can('admin')
      ? make(
          'div',
          { class: 'actions' },
          make(
            'button',
            { type: 'button', class: 'primary', onclick: () => decide('approve', found, onDone) },
            t('approve'),
          ),
          make(
            'button',
            { type: 'button', class: 'quiet', onclick: () => decide('reject', found, onDone) },
            t('reject'),
          ),
        )
      : decision === null && make('p', {}, chip(t('adminsDecide'))),
  );
}

/**
 * @param {string} version
 * @returns {Promise<Approval | null>}
 */
async function approvalOf(version) {
  try {
    return await call('GET', `/api/training/approvals/${encodeURIComponent(version)}`);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

/**
 * @param {'approve' | 'reject'} kind
 * @param {Approval} approval
 * @param {() => void} onDone
 */
async function decide(kind, { version }, onDone) {
  const given = await ask({
    title: t(kind === 'approve' ? 'approveTitle' : 'rejectTitle', { version }),
    confirm: t(kind),
    ...(kind === 'reject' && { tone: /** @type {const} */ ('bad') }),
    content: [
      make('p', {}, t(kind === 'approve' ? 'approveLead' : 'rejectLead')),
      labelled(t('whyOptional'), make('textarea', { name: 'reason', rows: 2, maxlength: 500 })),
    ],
  });
  if (!given) return;
  const reason = String(given.get('reason') ?? '').trim();
  await attempt(async () => {
    const answer = /** @type {{ success: boolean, decision: string }} */ (
      await call('POST', `/api/training/${kind}`, { version, reason: reason === '' ? null : reason })
    );
    toast(
      t(answer.success ? (kind === 'approve' ? 'approved' : 'rejected') : 'notDecided'),
      answer.success ? 'note' : 'problem',
    );
  });
  onDone();
}

/** @param {Approval['warnings'][number]} warning */
function warningText({ kind, ...more }) {
  const key = `warning_${kind}`;
  const values = Object.fromEntries(
    Object.entries(more).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? value.join(', ')
        : typeof value === 'number' && value < 1 && value > -1
          ? share(value)
          : String(value),
    ]),
  );
  return t(/** @type {import('../console/language.js').TextKey} */ (key in WARNINGS ? key : 'warning_other'), {
    kind,
    ...values,
  });
}

/** Kinds that the texts know. */
const WARNINGS = {
  warning_classesWorse: 1,
  warning_labelsLost: 1,
  warning_notEvaluated: 1,
  warning_figuresWorse: 1,
  warning_notProven: 1,
  warning_fewRows: 1,
  warning_productionSawRows: 1,
  warning_promiseMissed: 1,
  warning_drift: 1,
};
