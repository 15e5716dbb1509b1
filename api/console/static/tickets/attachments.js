import { make } from '../common/dom.js';
import { t } from '../console/language.js';

/**
 * Links to what was sent along; each opens in a tab of its own.
 * @param {readonly string[]} urls
 */
export function attachments(urls) {
  const links = urls.map((url, at) => {
    const isWeb = /^https?:\/\//.test(url);
    const name = t('attachment', { number: at + 1 });
    return make('li', {}, isWeb ? make('a', { href: url, target: '_blank', rel: 'noreferrer' }, name) : name);
  });
  return make('ul', { class: 'attachments', 'aria-label': t('attachments') }, ...links);
}
