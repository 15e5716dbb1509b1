import { byId } from './common/dom.js';
import { openFrame } from './console/frame.js';
import { fillTexts, t } from './console/language.js';
import { loadSession, session } from './console/session.js';
import { problemBlock } from './console/parts.js';

/**
 * A page: draws itself into `main`. @typedef {{ show(main: HTMLElement): unknown }} Page
 * @type {Record<string, () => Promise<Page>>}
 */
const PAGES = {
  login: () => import('./login/main.js'),
  tickets: () => import('./tickets/main.js'),
  review: () => import('./review/main.js'),
  training: () => import('./training/main.js'),
  model: () => import('./model/main.js'),
  reports: () => import('./reports/main.js'),
  system: () => import('./system/main.js'),
};

const [, name = 'tickets'] = /^\/console\/(\w+)/.exec(location.pathname) ?? [];
const main = byId('main');
fillTexts();
try {
  if (name !== 'login') await loadSession();
  openFrame(name, session());
  const page = await PAGES[name]?.();
  await page?.show(main);
} catch (error) {
  main.replaceChildren(problemBlock(error, () => location.reload()));
}
if (!document.title.includes('·')) document.title = t('title');
