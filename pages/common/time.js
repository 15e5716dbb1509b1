import { locale } from './language.js';

/**
 * How instants are written, all in one zone.
 * @param {string} timeZone
 */
export function clockOf(timeZone) {
  const format = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const seconds = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const whole = format({ dateStyle: 'full', timeStyle: 'long' });
  const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone });
  return {
    /** `14:05` @param {number} ms */
    time: (ms) => time.format(ms),
    /** `14:05:09` @param {number} ms */
    seconds: (ms) => seconds.format(ms),
    /** The day in words, and its name for comparing. @param {number} ms */
    day: (ms) => day.format(ms),
    /** `2026-03-02` @param {number} ms */
    dayKey: (ms) => isoDay.format(ms),
    /** Everything, with the zone. @param {number} ms */
    whole: (ms) => whole.format(ms),
  };
}
