import { attempt } from '../common/attempt.js';
import { helpButton, languageSwitch, pageLink, wireClosing } from '../common/bar.js';
import { byId, byIdAs, make } from '../common/dom.js';
import { icon } from '../common/icons.js';
import { openMenu } from '../common/menu.js';
import { t } from './language.js';
import { logOut } from './session.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./language.js').TextKey} TextKey */

/** @type {readonly { name: string, icon: import('../common/icons.js').IconName, text: TextKey }[]} */
const PAGES = [
  { name: 'tickets', icon: 'ticket', text: 'tickets' },
  { name: 'review', icon: 'check', text: 'review' },
  { name: 'reports', icon: 'chart', text: 'reports' },
  { name: 'model', icon: 'model', text: 'model' },
  { name: 'training', icon: 'training', text: 'training' },
  { name: 'system', icon: 'gear', text: 'system' },
];

/**
 * Draws what all pages share: the bar with the ways to the other pages, the language, help and log-out.
 * @param {string} current
 * @param {Session | null} session - null: only what needs nobody logged in
 */
export function openFrame(current, session) {
  byId('bar').replaceChildren(
    make('h1', { class: 'brand' }, 'Oncek', make('small', {}, t('console'))),
    ...(session ? [ways(current)] : []),
    make('div', { class: 'bar-end' }, languageSwitch(t('language')), helpButton(t('help')), session && more(session)),
  );
  wireClosing();
}

/** @param {string} current */
function ways(current) {
  return make(
    'nav',
    { 'aria-label': t('pages') },
    ...PAGES.map(({ name, icon: picture, text }) =>
      pageLink({ href: `/console/${name}`, icon: picture, text: t(text), isCurrent: name === current }),
    ),
  );
}

/**
 * Ways out of the console, and the log-out.
 * @param {Session} session
 */
function more({ role, page }) {
  const go = (/** @type {string} */ url) => () => location.assign(url);
  const sandbox = page.sandbox
    ? [
        { text: t('chat'), run: go(page.sandbox.chat) },
        { text: t('sheets'), run: go(page.sandbox.sheets) },
        { text: t('faults'), run: go(page.sandbox.faults) },
      ]
    : [];
  const button = make(
    'button',
    {
      type: 'button',
      class: 'round',
      'aria-label': t('more'),
      title: t('more'),
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: () =>
        openMenu(button, t('more'), [
          ...sandbox,
          { text: 'Temporal UI', run: go(page.temporalUrl) },
          { text: t('apiDocs'), run: go('/api/docs') },
          { text: t('logOutAs', { role: t(`role_${role}`) }), run: () => void attempt(logOut) },
        ]),
    },
    icon('more'),
  );
  return button;
}

/**
 * What the help of this page says.
 * @param {TextKey} text
 * @param {readonly (readonly [keys: string, does: TextKey])[]} keys
 */
export function helpOf(text, keys = []) {
  byId('help-text').textContent = t(text);
  const rows = [...keys, /** @type {const} */ (['?', 'keyHelp'])].map(([pressed, does]) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, ...pressed.split(' ').flatMap((key) => [make('kbd', {}, key), ' '])),
      make('td', {}, t(does)),
    ),
  );
  byIdAs('help-keys', HTMLTableElement).tBodies[0]?.replaceChildren(...rows);
}

/**
 * The page's name, in the browser's tab and above the content.
 * @param {string} title
 * @param {...import('../common/dom.js').Child} beside
 */
export function heading(title, ...beside) {
  document.title = `${title} · ${t('title')}`;
  return make('div', { class: 'page-head' }, make('h2', {}, title), ...beside);
}
