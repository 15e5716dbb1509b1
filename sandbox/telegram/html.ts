import { badRequest, type TelegramError } from './errors';
import type { WireEntity } from './wire';

/** Text without markup, and what the markup said. */
export interface FormattedText {
  text: string;
  entities: WireEntity[];
}

interface OpenTag {
  name: string;
  attributes: Record<string, string>;
  start: number;
}

const ENTITY_OF_TAG: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const CHARACTER = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot));?/iy;
const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>/iy;
const ATTRIBUTE = /([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

/**
 * Parses the HTML subset of the Bot API (`parse_mode: 'HTML'`).
 * @throws TelegramError `can't parse entities: …` with Telegram's words and UTF-8 byte offsets
 */
export function parseHtml(source: string): FormattedText {
  const entities: WireEntity[] = [];
  const open: OpenTag[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    const character = source[at];
    if (character === '&') {
      const decoded = characterAt(source, at);
      text += decoded?.value ?? '&';
      at += decoded?.length ?? 1;
    } else if (character !== '<') {
      text += character;
      at += 1;
    } else {
      const tag = tagAt(source, at);
      if (tag.isEnd) closeTag(open, entities, text.length, tag, byteOffset(source, at));
      else open.push({ name: tag.name, attributes: tag.attributes, start: text.length });
      at += tag.length;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: sortEntities(entities) };
}

/** Order in which Telegram lists entities: by place, the outer one first. */
export function sortEntities(entities: WireEntity[]): WireEntity[] {
  return entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function tagAt(
  source: string,
  at: number,
): { isEnd: boolean; name: string; attributes: Record<string, string>; length: number } {
  TAG.lastIndex = at;
  const match = TAG.exec(source);
  const offset = byteOffset(source, at);
  if (!match) {
    if (!source.includes('>', at)) throw cannotParse(`Unclosed start tag at byte offset ${offset}`);
    throw cannotParse(`Unsupported start tag "${source.slice(at + 1).split(/[\s>]/, 1)[0]}" at byte offset ${offset}`);
  }
  const name = match[2]!.toLowerCase();
  const isEnd = match[1] === '/';
  const attributes = attributesOf(match[3]!);
  const isSpoilerSpan = name !== 'span' || isEnd || attributes['class'] === 'tg-spoiler';
  if (!isEnd && (!(name in ENTITY_OF_TAG) || !isSpoilerSpan)) {
    throw cannotParse(
      isSpoilerSpan
        ? `Unsupported start tag "${name}" at byte offset ${offset}`
        : `Tag "span" must have class "tg-spoiler" at byte offset ${offset}`,
    );
  }
  return { isEnd, name, attributes, length: match[0].length };
}

function closeTag(
  open: OpenTag[],
  entities: WireEntity[],
  end: number,
  { name }: { name: string },
  offset: number,
): void {
  const tag = open.pop();
  if (!tag) throw cannotParse(`Unexpected end tag at byte offset ${offset}`);
  if (tag.name !== name) {
    throw cannotParse(`Unmatched end tag at byte offset ${offset}, expected "</${tag.name}>", found "</${name}>"`);
  }
  if (end === tag.start) return;
  const place = { offset: tag.start, length: end - tag.start };
  if (name === 'a') {
    const url = tag.attributes['href'];
    if (url) entities.push({ type: 'text_link', ...place, url });
    return;
  }
  const language = /^language-(.+)$/.exec(tag.attributes['class'] ?? '')?.[1];
  const outer = open.at(-1);
  if (name === 'code' && outer?.name === 'pre' && outer.start === tag.start && language) {
    outer.attributes['language'] = language;
    return;
  }
  if (name === 'pre')
    entities.push({
      type: 'pre',
      ...place,
      ...(tag.attributes['language'] && { language: tag.attributes['language'] }),
    });
  else if (name === 'blockquote' && 'expandable' in tag.attributes)
    entities.push({ type: 'expandable_blockquote', ...place });
  else entities.push({ type: ENTITY_OF_TAG[name]!, ...place });
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, double, single, bare] of text.matchAll(ATTRIBUTE)) {
    found[name!.toLowerCase()] = decode(double ?? single ?? bare ?? '');
  }
  return found;
}

function decode(text: string): string {
  return text.replace(/&[^;\s]{1,8};?/g, (reference) => {
    const decoded = characterAt(reference, 0);
    return decoded ? decoded.value + reference.slice(decoded.length) : reference;
  });
}

/** Unknown references stay as they stand, as in Telegram. */
function characterAt(source: string, at: number): { value: string; length: number } | undefined {
  CHARACTER.lastIndex = at;
  const match = CHARACTER.exec(source);
  if (!match) return undefined;
  const [whole, decimal, hex, name] = match;
  if (name) return { value: NAMED[name.toLowerCase()]!, length: whole.length };
  const code = decimal ? Number(decimal) : parseInt(hex!, 16);
  if (code === 0 || code > 0x10ffff) return undefined;
  return { value: String.fromCodePoint(code), length: whole.length };
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}

function cannotParse(detail: string): TelegramError {
  return badRequest(`can't parse entities: ${detail}`);
}
