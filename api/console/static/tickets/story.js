import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { TEXTS } from '../console/texts.js';
import { emptyBlock } from '../console/parts.js';

/** @typedef {import('./words.js').TicketEvents} TicketEvents */

/**
 * What happened to a ticket, the oldest first.
 * @param {TicketEvents['items']} items
 * @param {ReturnType<typeof import('../common/time.js').clockOf>} clock
 */
export function storyList(items, clock) {
  if (items.length === 0) return emptyBlock(t('noStory'));
  return make(
    'ol',
    { class: 'story' },
    ...items.map(({ at, kind, who, detail }) => {
      const ms = Date.parse(at);
      return make(
        'li',
        {},
        make('time', { datetime: at, title: clock.whole(ms) }, `${clock.dayKey(ms)} ${clock.seconds(ms)}`),
        make(
          'span',
          {},
          make('b', {}, nameOf(kind)),
          who !== null && ` · ${who}`,
          detail !== '' && make('p', {}, detail),
        ),
      );
    }),
  );
}

/** A kind that the texts do not know is shown by its name. @param {string} kind */
function nameOf(kind) {
  const key = `story_${kind}`;
  return key in TEXTS.en ? t(/** @type {import('../console/language.js').TextKey} */ (key)) : kind;
}
