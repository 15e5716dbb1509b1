/** Telegram counts at most so many characters in one message; counting the markup too errs on the safe side. */
export const MAX_MESSAGE_CHARS = 4_096;

const TAG = /<(\/?)([a-z]+)((?:\s[^<>]*)?)>/g;
/** Room kept for closing the tags that are open at a cut; nesting here never goes deeper than some four tags. */
const CLOSING_ROOM = 96;

/**
 * Cuts Telegram HTML into messages, at line ends where it can, with the tags that are open at a cut closed there and
 * opened again in the next message. No message is cut inside a tag or an entity.
 * @param html - well-formed Telegram HTML
 * @param maxChars - longest message, >= 256; default 4,096
 * @returns at least one message, none empty unless `html` is
 */
export function splitHtml(html: string, maxChars = MAX_MESSAGE_CHARS): string[] {
  const messages: string[] = [];
  let rest = html;
  let open: string[] = [];
  while (open.join('').length + rest.length > maxChars) {
    const prefix = open.join('');
    const piece = takePiece(rest, maxChars - prefix.length - CLOSING_ROOM);
    const stillOpen = openTags(prefix + piece);
    const closing = [...stillOpen].reverse().map((tag) => `</${nameOf(tag)}>`);
    messages.push(`${prefix}${piece.trimEnd()}${closing.join('')}`);
    rest = rest.slice(piece.length).replace(/^\n+/, '');
    open = stillOpen;
  }
  if (rest !== '' || messages.length === 0) messages.push(open.join('') + rest);
  return messages;
}

/** The longest start of at most `room` characters that ends at a line end, else at a space, else between characters. */
function takePiece(html: string, room: number): string {
  const window = html.slice(0, room);
  const line = window.lastIndexOf('\n');
  if (line > 0) return window.slice(0, line + 1);
  const space = lastSpaceOutsideTags(window);
  return space > 0 ? window.slice(0, space + 1) : window.slice(0, safeEnd(window));
}

function lastSpaceOutsideTags(text: string): number {
  for (let at = text.length - 1; at > 0; at -= 1) {
    if (text[at] === ' ' && text.lastIndexOf('<', at) <= text.lastIndexOf('>', at)) return at;
  }
  return -1;
}

/** An end that cuts no tag, no entity and no surrogate pair. */
function safeEnd(text: string): number {
  let end = text.length;
  const tag = text.lastIndexOf('<');
  if (tag > text.lastIndexOf('>')) end = tag;
  const entity = /&[a-z0-9#]{0,8}$/i.exec(text.slice(0, end));
  if (entity) end = entity.index;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return Math.max(1, end);
}

function openTags(html: string): string[] {
  const open: string[] = [];
  for (const [tag, slash, name] of html.matchAll(TAG)) {
    if (!slash) open.push(tag);
    else if (open.length > 0 && nameOf(open.at(-1)!) === name) open.pop();
  }
  return open;
}

function nameOf(tag: string): string {
  return /^<([a-z]+)/.exec(tag)?.[1] ?? '';
}
