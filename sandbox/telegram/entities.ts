import { badRequest } from './errors';
import { parseHtml, sortEntities, type FormattedText } from './html';
import type { WireEntity } from './wire';

/** Telegram's limits after markup is taken out, in UTF-16 code units. */
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

const FOUND: readonly [type: string, pattern: RegExp][] = [
  ['bot_command', /(?<![\p{L}\p{N}_/<])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/])/giu],
  ['email', /[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/gi],
  ['url', /https?:\/\/[^\s<>"]*[^\s<>".,:;!?')\]]/gi],
  ['mention', /(?<![\p{L}\p{N}_.@])@[a-z][a-z0-9_]{3,31}(?![\p{L}\p{N}_])/giu],
  ['hashtag', /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** What Telegram finds in a text by itself: commands, links, mentions, hashtags. Nothing inside given entities. */
export function withFoundEntities({ text, entities }: FormattedText): FormattedText {
  const all: WireEntity[] = [...entities];
  for (const [type, pattern] of FOUND) {
    for (const match of text.matchAll(pattern)) {
      const [offset, length] = [match.index, match[0].length];
      const isFree = all.every(
        (other) => offset + length <= other.offset || other.offset + other.length <= offset || isStyle(other),
      );
      if (isFree) all.push({ type, offset, length });
    }
  }
  return { text, entities: sortEntities(all) };
}

function isStyle({ type }: WireEntity): boolean {
  return ['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'blockquote', 'expandable_blockquote'].includes(
    type,
  );
}

/**
 * A bot's text as Telegram stores it: markup parsed, outer white space gone, entities found.
 * @param options.parseMode - `HTML` or none; others are refused, the product writes HTML only
 * @throws TelegramError when the markup is broken, or the text longer than `limit`
 */
export function formatBotText(
  source: string,
  options: { parseMode: string | undefined; entities?: WireEntity[]; limit: number; tooLong: string },
): FormattedText {
  const parsed = parsedText(source, options.parseMode, options.entities ?? []);
  const { text, entities } = trimmed(parsed);
  if (text.length > options.limit) throw badRequest(options.tooLong);
  return withFoundEntities({ text, entities });
}

function parsedText(source: string, parseMode: string | undefined, entities: WireEntity[]): FormattedText {
  if (!parseMode) return { text: source, entities };
  if (parseMode.toLowerCase() === 'html') return parseHtml(source);
  if (/^markdown(v2)?$/i.test(parseMode)) throw badRequest(`the sandbox parses HTML, not ${parseMode}`);
  throw badRequest('unsupported parse_mode');
}

function trimmed({ text, entities }: FormattedText): FormattedText {
  const lead = text.length - text.trimStart().length;
  const result = text.trim();
  const clipped = entities
    .map((entity) => {
      const start = Math.max(entity.offset - lead, 0);
      const end = Math.min(entity.offset - lead + entity.length, result.length);
      return { ...entity, offset: start, length: end - start };
    })
    .filter(({ length }) => length > 0);
  return { text: result, entities: clipped };
}
