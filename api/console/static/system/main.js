import { make } from '../common/dom.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { card, fill, table } from '../console/parts.js';
import { call, can, page } from '../console/session.js';
import { labelsCard } from './labels.js';
import { ledgerCard } from './ledger.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/settings').settingList>} SettingList */

/** The sheet's ledger, the labels, the settings, and the ways to other tools. @param {HTMLElement} main */
export function show(main) {
  helpOf('helpSystem');
  const [ledger, labels, settings] = [make('div', {}), make('div', {}), make('div', {})];
  const readLedger = () => fill(ledger, () => ledgerCard(() => void readLedger()));
  const readLabels = () => fill(labels, () => labelsCard(() => void readLabels()));
  const readSettings = () => fill(settings, settingsCard);
  main.replaceChildren(heading(t('system')), links(), ledger, labels, ...(can('admin') ? [settings] : []));
  return Promise.all([readLedger(), readLabels(), ...(can('admin') ? [readSettings()] : [])]);
}

function links() {
  const { sandbox, temporalUrl } = page();
  const link = (/** @type {string} */ href, /** @type {string} */ text) => make('li', {}, make('a', { href }, text));
  return card(
    t('elsewhere'),
    make(
      'ul',
      { class: 'attachments' },
      link(temporalUrl, 'Temporal UI'),
      link('/api/docs', t('apiDocs')),
      ...(sandbox
        ? [link(sandbox.chat, t('chat')), link(sandbox.sheets, t('sheets')), link(sandbox.faults, t('faults'))]
        : []),
    ),
  );
}

async function settingsCard() {
  const { items } = /** @type {SettingList} */ (await call('GET', '/api/settings'));
  const rows = items.map(({ name, value, is_set: isSet, is_secret: isSecret, default: preset }) => [
    make('code', {}, name),
    isSecret ? t(isSet ? 'isSet' : 'isNotSet') : (value ?? '–'),
    isSet ? t('fromSettings') : t('fromDefault'),
    preset ?? '–',
  ]);
  return card(
    t('settings'),
    make('p', { class: 'faint' }, t('settingsLead')),
    table(t('settings'), [t('name'), t('value'), t('origin'), t('preset')], rows),
  );
}
