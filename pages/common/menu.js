import { make } from './dom.js';

/** @typedef {{ text: string, run: () => unknown, isOff?: boolean }} MenuItem */

/** @type {(() => void) | null} */
let closeOpen = null;

/**
 * Opens a menu under a button: arrows, Home, End and first letters move, Enter chooses, Escape and Tab leave.
 * @param {HTMLElement} button - gets the focus back
 * @param {string} label
 * @param {readonly MenuItem[]} items
 */
export function openMenu(button, label, items) {
  closeOpen?.();
  const entries = items.map((item) =>
    make(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        tabindex: -1,
        'aria-disabled': item.isOff && 'true',
        onclick: () => {
          if (item.isOff) return;
          close(true);
          item.run();
        },
      },
      item.text,
    ),
  );
  const menu = make('div', { class: 'menu', role: 'menu', 'aria-label': label }, ...entries);
  const close = (/** @type {boolean} */ isFocusBack) => {
    closeOpen = null;
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    if (isFocusBack) button.focus();
  };
  const outside = (/** @type {Event} */ event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) close(false);
  };
  const move = (/** @type {number} */ to) => entries[(to + entries.length) % entries.length]?.focus();
  menu.addEventListener('keydown', (event) => {
    const at = entries.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    event.stopPropagation();
    if (event.key === 'ArrowDown') move(at + 1);
    else if (event.key === 'ArrowUp') move(at - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') close(true);
    else if (event.key.length === 1 && event.key !== ' ') {
      const isNext = (/** @type {HTMLElement} */ entry) =>
        entry.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase());
      [...entries.slice(at + 1), ...entries].find(isNext)?.focus();
    } else return;
    event.preventDefault();
  });
  document.addEventListener('pointerdown', outside, true);
  closeOpen = () => close(false);
  button.setAttribute('aria-expanded', 'true');
  (document.querySelector('main') ?? document.body).append(menu);
  place(menu, button);
  entries[0]?.focus();
}

/**
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function place(menu, button) {
  const gap = 4;
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isAbove = at.bottom + gap + height > innerHeight && at.top - gap - height > 0;
  menu.style.top = `${isAbove ? at.top - gap - height : Math.min(at.bottom + gap, innerHeight - height - gap)}px`;
  menu.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`;
}
