import { byIdAs, isTyping, make } from './dom.js';
import { icon } from './icons.js';
import { language, speak } from './language.js';

/**
 * A way to another page. @param {{ href: string, icon: import('./icons.js').IconName, text: string, isCurrent: boolean }} page
 */
export function pageLink({ href, icon: name, text, isCurrent }) {
  return make('a', { href, 'aria-current': isCurrent && 'page' }, icon(name), make('span', {}, text));
}

/**
 * The switch between the languages. @param {string} label
 */
export function languageSwitch(label) {
  return make(
    'div',
    { class: 'languages', role: 'group', 'aria-label': label },
    languageButton('id'),
    languageButton('en'),
  );
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

/**
 * The button of the help, which `?` opens as well. The page has a dialog `#help`. @param {string} label
 */
export function helpButton(label) {
  document.addEventListener('keydown', (event) => {
    if (event.key === '?' && !isTyping(event) && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      showHelp();
    }
  });
  return make(
    'button',
    { type: 'button', class: 'round', 'aria-label': label, title: `${label} (?)`, onclick: showHelp },
    '?',
  );
}

/** Buttons with `data-close` close the dialog they stand in. */
export function wireClosing() {
  for (const closing of document.querySelectorAll('dialog [data-close]')) {
    closing.addEventListener('click', () => closing.closest('dialog')?.close());
  }
}

function showHelp() {
  byIdAs('help', HTMLDialogElement).showModal();
}
