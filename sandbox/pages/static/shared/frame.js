import { call } from './api.js';
import { helpButton, languageSwitch, pageLink, wireClosing } from '../common/bar.js';
import { byId, make } from '../common/dom.js';
import { fillTexts, t } from './language.js';

/** @typedef {{ timeZone: string, consoleUrl: string | null, adminIds: number[], opsIds: number[] }} Settings */
/** @typedef {'chat' | 'sheets' | 'faults'} PageName */

/**
 * Draws what all pages share: the bar with the ways to the other pages, the language, the help.
 * @param {PageName} current
 * @returns {Promise<Settings>}
 */
export async function openFrame(current) {
  fillTexts();
  const settings = /** @type {Settings} */ (await call('GET', '/pages/settings'));
  byId('bar').replaceChildren(
    make('h1', { class: 'brand' }, 'Oncek', make('small', {}, t('sandbox'))),
    make(
      'nav',
      { 'aria-label': t('pages') },
      ...[
        linkTo('/chat', 'chat', t('chat'), current),
        linkTo('/sheets', 'sheet', t('sheets'), current),
        linkTo('/faults/page', 'fault', t('faults'), current),
      ],
      settings.consoleUrl !== null && linkTo(settings.consoleUrl, 'console', t('console'), current),
    ),
    make('div', { class: 'bar-end' }, languageSwitch(t('language')), helpButton(t('help'))),
  );
  wireClosing();
  await countFaults();
  return settings;
}

/** Shows beside the link how many faults are live now. */
export async function countFaults() {
  const faults = /** @type {{ left: number | null, expiresAt: string | null }[]} */ (await call('GET', '/faults'));
  const live = faults.filter(isLive).length;
  const link = document.querySelector('.bar a[href="/faults/page"]');
  link?.querySelector('.badge')?.remove();
  if (live > 0) {
    link?.append(
      make('span', { class: 'badge' }, String(live), make('span', { class: 'visually-hidden' }, ` ${t('faultsLive')}`)),
    );
  }
}

/**
 * Whether a fault can still hit.
 * @param {{ left: number | null, expiresAt: string | null }} fault
 */
export function isLive({ left, expiresAt }) {
  return left !== 0 && (expiresAt === null || Date.parse(expiresAt) > Date.now());
}

/**
 * @param {string} href
 * @param {import('../common/icons.js').IconName} name
 * @param {string} text
 * @param {PageName} current
 */
function linkTo(href, name, text, current) {
  const isCurrent = href === `/${current}` || (current === 'faults' && href === '/faults/page');
  return pageLink({ href, icon: name, text, isCurrent });
}
