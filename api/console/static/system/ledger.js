import { attempt } from '../common/attempt.js';
import { make } from '../common/dom.js';
import { toast } from '../common/toast.js';
import { t } from '../console/language.js';
import { card, chip, facts, table } from '../console/parts.js';
import { call, can } from '../console/session.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/ledger').ledgerStatus>} LedgerStatus */

/**
 * How far the sheet is behind, and the rows that Google refused.
 * @param {() => void} onDone
 */
export async function ledgerCard(onDone) {
  const status = /** @type {LedgerStatus} */ (await call('GET', '/api/ledger'));
  const { started, pending, spilled, blocked, parked, parkedMore, written, oldestPendingSince } = status;
  if (!started) return card(t('ledger'), make('p', { class: 'faint' }, t('ledgerNotStarted')));
  const retry = () =>
    attempt(async () => {
      const { retried } = /** @type {{ retried: number }} */ (await call('POST', '/api/data/queue/retry'));
      toast(t('retried', { count: retried }));
      onDone();
    });
  return card(
    t('ledger'),
    facts([
      [t('pending'), String(pending), spilled > 0 && ` (${t('spilled', { count: spilled })})`],
      [t('written'), String(written)],
      oldestPendingSince !== null && [t('oldest'), oldestPendingSince],
      blocked !== null && [t('blocked'), chip(t(`blocked_${blocked}`), 'bad')],
      [t('parked'), String(parked.length + parkedMore)],
    ]),
    parked.length > 0 &&
      table(
        t('parked'),
        [t('worksheet'), t('row'), t('why')],
        parked.map(({ worksheet, key, reason }) => [worksheet, key, reason]),
      ),
    can('admin') &&
      (parked.length > 0 || blocked !== null) &&
      make('p', {}, make('button', { type: 'button', class: 'quiet', onclick: retry }, t('retry'))),
  );
}
