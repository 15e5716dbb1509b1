import { TEXTS } from './texts.js';

/** @typedef {keyof typeof TEXTS.en} TextKey */
/** @typedef {keyof typeof TEXTS} Language */

const KEPT_AS = 'oncek-language';

/** @type {Language} */
export const language = chosen();

/** For dates and numbers. */
export const locale = language === 'id' ? 'id-ID' : 'en-GB';

/**
 * The text in the chosen language.
 * @param {TextKey} key
 * @param {Record<string, string | number>} [values] - for the `{name}` places
 * @returns {string}
 */
export function t(key, values = {}) {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** @param {Language} wanted */
export function speak(wanted) {
  localStorage.setItem(KEPT_AS, wanted);
  location.reload();
}

/** Fills in the texts of the page's own markup: `data-t` is content, `data-t-<attribute>` an attribute. */
export function fillTexts() {
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll('[data-t]')) {
    place.textContent = t(/** @type {TextKey} */ (place.getAttribute('data-t')));
  }
  for (const attribute of ['aria-label', 'title', 'placeholder']) {
    for (const place of document.querySelectorAll(`[data-t-${attribute}]`)) {
      place.setAttribute(attribute, t(/** @type {TextKey} */ (place.getAttribute(`data-t-${attribute}`))));
    }
  }
}

/** @returns {Language} */
function chosen() {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === 'id' || kept === 'en') return kept;
  return navigator.languages.some((one) => /^(id|ms|jv|su)\b/i.test(one)) ? 'id' : 'en';
}
