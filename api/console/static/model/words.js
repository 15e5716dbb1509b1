import { locale } from '../console/language.js';

const THREE = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** `0.913`, as the language writes it. @param {number} value */
export function share(value) {
  return THREE.format(value);
}

const PERCENT = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });

/** `42%`, as the language writes it. @param {number} value - 0..1 */
export function percent(value) {
  return PERCENT.format(value);
}
