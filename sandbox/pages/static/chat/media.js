import { make } from '../common/dom.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';

/** @typedef {import('./state.js').Message} Message */
/** @typedef {{ file_id?: string, file_name?: string, file_size?: number }} WireFile */

/** The first of these that a message has is what it shows: an animation carries a document too. */
const KINDS = /** @type {const} */ ([
  'photo',
  'animation',
  'video',
  'audio',
  'voice',
  'video_note',
  'sticker',
  'document',
  'location',
  'contact',
  'poll',
  'dice',
]);

/**
 * @param {Message} message
 * @returns {(typeof KINDS)[number] | undefined}
 */
export function mediaKind(message) {
  return KINDS.find((kind) => kind in message);
}

/**
 * A message in a few words.
 * @param {Message} message
 * @returns {string}
 */
export function preview(message) {
  const text = message.text ?? message.caption;
  const kind = mediaKind(message);
  if (kind === undefined) return (text ?? t('message')).slice(0, 160);
  return `${t(kind)}${text === undefined ? '' : `: ${text}`}`.slice(0, 160);
}

/**
 * The file of a message: a picture where it is one, else its name to save it by.
 * @param {Message} message
 * @returns {HTMLElement | null}
 */
export function drawMedia(message) {
  const kind = mediaKind(message);
  if (kind === undefined) return null;
  const file = fileOf(message, kind);
  if (kind !== 'photo') return drawFile(kind, file);
  const alt = message.caption ? t('pictureOf', { text: message.caption.slice(0, 80) }) : t('photo');
  const shown = make('img', { src: addressOf(file), alt, loading: 'lazy' });
  const link = make('a', { href: addressOf(file), target: '_blank', rel: 'noopener', class: 'picture' }, shown);
  // Pictures that a test or a demo made up are figures, no picture.
  shown.addEventListener('error', () => link.replaceWith(drawFile(kind, file)));
  return link;
}

/**
 * @param {Message} message
 * @param {(typeof KINDS)[number]} kind
 * @returns {WireFile}
 */
function fileOf(message, kind) {
  const held = message[kind];
  return /** @type {WireFile} */ (Array.isArray(held) ? held.at(-1) : held) ?? {};
}

/** @param {WireFile} file */
const addressOf = ({ file_id: id }) => id && `/telegram/people/files/${encodeURIComponent(id)}`;

/**
 * @param {(typeof KINDS)[number]} kind
 * @param {WireFile} file
 */
function drawFile(kind, file) {
  const size =
    file.file_size === undefined ? '' : t('kilobytes', { count: Math.max(1, Math.round(file.file_size / 1024)) });
  const inside = [
    icon(kind === 'photo' ? 'picture' : 'file'),
    make('span', {}, make('b', {}, file.file_name ?? t(kind)), make('small', {}, size)),
  ];
  const href = addressOf(file);
  return href
    ? make('a', { class: 'file', href, download: file.file_name ?? '' }, ...inside)
    : make('span', { class: 'file' }, ...inside);
}
