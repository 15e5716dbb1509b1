import { make } from '../common/dom.js';

/** @typedef {import('../../../telegram/wire').WireEntity} Entity */
/** @typedef {{ open: (address: string) => boolean, take: (command: string) => void }} Reactions */

/** @type {Record<string, 'b' | 'i' | 'u' | 's' | 'code' | 'pre' | 'blockquote'>} */
const TAGS = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

/**
 * A text with its entities as nodes. Entities come sorted, the outer one first; the inner ones are drawn within it.
 * @param {string} text
 * @param {readonly Entity[]} entities - offsets in UTF-16 units, as strings here are counted
 * @param {Reactions} reactions
 * @returns {(Node | string)[]}
 */
export function withEntities(text, entities, reactions, from = 0, to = text.length) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let at = from;
  entities.forEach((entity, index) => {
    if (entity.offset < at || entity.offset >= to) return;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = withEntities(text, entities.slice(index + 1), reactions, entity.offset, end);
    nodes.push(drawEntity(entity, text.slice(entity.offset, end), inner, reactions));
    at = end;
  });
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

/**
 * @param {Entity} entity
 * @param {string} text
 * @param {(Node | string)[]} inner
 * @param {Reactions} reactions
 */
function drawEntity(entity, text, inner, { open, take }) {
  const tag = TAGS[entity.type];
  if (tag) return make(tag, tag === 'pre' ? { tabindex: 0 } : {}, ...inner);
  if (entity.type === 'spoiler') return make('span', { class: 'spoiler', tabindex: 0 }, ...inner);
  if (entity.type === 'bot_command')
    return make('button', { type: 'button', class: 'command', onclick: () => take(text) }, text);
  const href = entity.type === 'text_link' ? entity.url : entity.type === 'url' ? text : undefined;
  // Only addresses of the web: a bot's link may hold anything.
  if (href !== undefined && /^https?:\/\//i.test(href)) {
    const follow = (/** @type {Event} */ event) => {
      if (open(href)) event.preventDefault();
    };
    return make('a', { href, target: '_blank', rel: 'noopener noreferrer', onclick: follow }, ...inner);
  }
  return make('span', { class: /^(mention|text_mention|hashtag)$/.test(entity.type) && 'mention' }, ...inner);
}
