/**
 * Text for Telegram's HTML and for pages: the five characters that could end a text or an attribute become entities, and
 * the characters that turn the direction of all that follows are left out, or a name could rearrange the words around it.
 * Right-to-left letters and the marks that only concern their neighbours stay.
 */
export function escapeHtml(text: string): string {
  return text.replace(TURNS_DIRECTION, '').replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** Embeddings, overrides and isolates of Unicode's bidirectional algorithm, and what ends them. */
const TURNS_DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Cuts a text at a number of UTF-16 units, Telegram's measure, never inside a surrogate pair.
 * @param max - units kept at most, the ellipsis included; >= 1
 */
export function cutWithEllipsis(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}
