import { call } from './api.js';
import { byId, byIdAs, isTyping, make } from './dom.js';
import { icon } from './icons.js';
import { fillTexts, language, speak, t } from './language.js';

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
        pageLink('/chat', 'chat', t('chat'), current),
        pageLink('/sheets', 'sheet', t('sheets'), current),
        pageLink('/faults/page', 'fault', t('faults'), current),
      ],
      settings.consoleUrl !== null && pageLink(settings.consoleUrl, 'console', t('console'), current),
    ),
    make(
      'div',
      { class: 'bar-end' },
      make(
        'div',
        { class: 'languages', role: 'group', 'aria-label': t('language') },
        languageButton('id'),
        languageButton('en'),
      ),
      make(
        'button',
        { type: 'button', class: 'round', 'aria-label': t('help'), title: `${t('help')} (?)`, onclick: showHelp },
        '?',
      ),
    ),
  );
  document.addEventListener('keydown', (event) => {
    if (event.key === '?' && !isTyping(event) && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      showHelp();
    }
  });
  for (const closing of document.querySelectorAll('dialog [data-close]')) {
    closing.addEventListener('click', () => closing.closest('dialog')?.close());
  }
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

function showHelp() {
  byIdAs('help', HTMLDialogElement).showModal();
}

/**
 * @param {string} href
 * @param {import('./icons.js').IconName} name
 * @param {string} text
 * @param {PageName} current
 */
function pageLink(href, name, text, current) {
  const isCurrent = href === `/${current}` || (current === 'faults' && href === '/faults/page');
  return make('a', { href, 'aria-current': isCurrent && 'page' }, icon(name), make('span', {}, text));
}

/** @param {import('./language.js').Language} code */
function languageButton(code) {
  const name = code === 'id' ? 'Bahasa Indonesia' : 'English';
  return make(
    'button',
    {
      type: 'button',
      lang: code,
      title: name,
      'aria-label': `${code.toUpperCase()}: ${name}`,
      'aria-pressed': String(code === language),
      onclick: () => speak(code),
    },
    code.toUpperCase(),
  );
}
