/** @typedef {'id' | 'en'} Language */
/**
 * Texts of both languages under the same keys; `{name}` is filled in.
 * @template {string} K
 * @typedef {Readonly<Record<Language, Readonly<Record<K, string>>>>} Texts
 */

const KEPT_AS = 'oncek-language';

/** @type {Language} */
export const language = chosen();

/** For dates and numbers. */
export const locale = language === 'id' ? 'id-ID' : 'en-GB';

/**
 * How a page reads its texts.
 * @template {string} K
 * @param {Texts<K>} texts
 */
export function speaking(texts) {
  /**
   * The text in the chosen language.
   * @param {K} key
   * @param {Record<string, string | number>} [values] - for the `{name}` places
   * @returns {string}
   */
  function t(key, values = {}) {
    return texts[language][key].replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
  }

  /** Fills in the texts of the page's own markup: `data-t` is content, `data-t-<attribute>` an attribute. */
  function fillTexts() {
    document.documentElement.lang = language;
    for (const place of document.querySelectorAll('[data-t]')) {
      place.textContent = t(/** @type {K} */ (place.getAttribute('data-t')));
    }
    for (const attribute of ['aria-label', 'title', 'placeholder']) {
      for (const place of document.querySelectorAll(`[data-t-${attribute}]`)) {
        place.setAttribute(attribute, t(/** @type {K} */ (place.getAttribute(`data-t-${attribute}`))));
      }
    }
  }
  return { t, fillTexts };
}

/** @param {Language} wanted */
export function speak(wanted) {
  localStorage.setItem(KEPT_AS, wanted);
  location.reload();
}

/**
 * What the reader chose before, else what the page's markup says of the installation, else what the browser prefers.
 * @returns {Language}
 */
function chosen() {
  const kept = localStorage.getItem(KEPT_AS) ?? document.documentElement.dataset.preset;
  if (kept === 'id' || kept === 'en') return kept;
  return navigator.languages.some((one) => /^(id|ms|jv|su)\b/i.test(one)) ? 'id' : 'en';
}
