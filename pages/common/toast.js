import { byId, make } from './dom.js';

const SHOWN_MS = 6_000;

/**
 * Shows a line for some seconds, and has it read out. Focus stays where it is.
 * @param {string} text
 * @param {'note' | 'problem'} [kind]
 */
export function toast(text, kind = 'note') {
  const box = byId('toasts');
  const line = make('p', { class: `toast ${kind}` }, text);
  box.append(line);
  while (box.children.length > 3) box.firstElementChild?.remove();
  setTimeout(() => line.remove(), SHOWN_MS);
}
