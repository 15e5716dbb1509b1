import { make } from '../common/dom.js';
import { t } from '../console/language.js';

/**
 * Time left until an answer is due, second by second; the clock of the SLA stands in breaks, and the instant knows them.
 * @param {string} dueAt - ISO instant
 * @param {ReturnType<typeof import('../common/time.js').clockOf>} clock
 */
export function countdown(dueAt, clock) {
  const due = Date.parse(dueAt);
  const shown = make('time', { class: 'countdown', datetime: dueAt, title: t('dueAt', { time: clock.whole(due) }) });
  tell(shown, due);
  return shown;
}

/** Keeps all countdowns of the page going. */
export function runCountdowns() {
  setInterval(() => {
    for (const shown of document.querySelectorAll('time.countdown')) {
      tell(/** @type {HTMLTimeElement} */ (shown), Date.parse(shown.getAttribute('datetime') ?? ''));
    }
  }, 1_000);
}

/**
 * @param {HTMLTimeElement} shown
 * @param {number} due
 */
function tell(shown, due) {
  const left = due - Date.now();
  shown.classList.toggle('late', left < 0);
  shown.classList.toggle('soon', left >= 0 && left < 5 * 60_000);
  const text = t(left < 0 ? 'overdueBy' : 'dueIn', { time: minutesOf(Math.abs(left)) });
  if (shown.textContent !== text) shown.textContent = text;
}

/**
 * `4:05`, or `1:04:05` from an hour on.
 * @param {number} ms
 */
export function minutesOf(ms) {
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
