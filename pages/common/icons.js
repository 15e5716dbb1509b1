/** Outlines on a grid of 24, drawn with the colour of the text around. */
const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z',
  sheet: 'M4 4h16v16H4zM4 10h16M4 15h16M10 4v16',
  fault: 'M13 2 5 14h6l-1 8 9-13h-6z',
  console: 'M4 5h16v14H4zM7 10l3 2.5L7 15M12 15h5',
  reply: 'M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  forward: 'M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 7',
  react: 'M12 20s-8-4.8-8-10.2A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.8C20 15.2 12 20 12 20z',
  attach:
    'M20 11.5 12 19.4a5 5 0 0 1-7-7l8.4-8.3a3.3 3.3 0 0 1 4.700 4.700L9.900 17a1.700 1.700 0 0 1-2.400-2.400l7.400-7.300',
  send: 'M4 4.500 21 12 4 19.500 6.500 12zM6.500 12H21',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M6 9l6 6 6-6',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  add: 'M12 5v14M5 12h14',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  filter: 'M4 5h16l-6 7.500V19l-4-2v-4.500z',
  group:
    'M9 11a3.300 3.300 0 1 0 0-6.600A3.300 3.300 0 0 0 9 11zM3 20c0-3.600 2.600-6 6-6s6 2.400 6 6M16 11a2.800 2.800 0 1 0-1-5.400M17 14.300c2.400.5 4 2.600 4 5.700',
  bot: 'M5 8h14v11H5zM12 8V4M9 12.500v1.500M15 12.500v1.500M9.500 16.500h5',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15 9.500v.01',
  ticket: 'M4 7h16v3.500a1.700 1.700 0 0 0 0 3.200V17H4v-3.300a1.700 1.700 0 0 0 0-3.200zM14 7v2M14 11v2M14 15v2',
  check: 'M4 5h16v14H4zM8 12l3 3 5.500-6',
  chart: 'M4 20V4M4 20h16M8 17v-5M12.500 17V8M17 17v-7',
  model: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9',
  training: 'M20 12a8 8 0 1 1-2.500-5.800M20 3v4h-4',
  gear: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5',
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * A picture beside or instead of a text; what it means is said by the text or label of what holds it.
 * @param {IconName} name
 */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(namespace, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('class', `icon icon-${name}`);
  drawing.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', PATHS[name]);
  drawing.append(path);
  return drawing;
}
