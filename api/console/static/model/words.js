import { locale } from '../console/language.js';

const THREE = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** `0.913`, as the language writes it. @param {number} value */
export function share(value) {
  return THREE.format(value);
}
