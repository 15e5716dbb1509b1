import { icon } from '../common/icons.js';

/**
 * Fills a round face: the first letters of a name, or a drawing, in a colour that stays with the id.
 * @param {HTMLElement} place
 * @param {{ id: number, name: string, kind: 'person' | 'group' | 'bot' }} whose
 */
export function fillFace(place, { id, name, kind }) {
  place.className = `face hue${Math.abs(id) % 7}`;
  const letters = [...name.trim()].slice(0, 1).join('').toUpperCase();
  place.replaceChildren(kind === 'person' ? letters : icon(kind));
  return place;
}
