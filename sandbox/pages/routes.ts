import { readFileSync } from 'node:fs';
import path from 'node:path';
import express, { Router, type Response } from 'express';

/** What the pages know beside the state of the services. */
export interface PageSettings {
  /** Times are shown in this zone. @default Asia/Jakarta */
  readonly timeZone: string;
  /** Of the pages, until somebody chooses another there. @default id */
  readonly language: 'id' | 'en';
  /** Where the console is; null: no link. @default null */
  readonly consoleUrl: string | null;
  /** Who is an admin to the product, for the list of people. @default 9001 */
  readonly adminIds: readonly number[];
  /** Who is ops to the product. @default 9001, 9002 */
  readonly opsIds: readonly number[];
}

const DEFAULTS: PageSettings = {
  timeZone: 'Asia/Jakarta',
  language: 'id',
  consoleUrl: null,
  adminIds: [9001],
  opsIds: [9001, 9002],
};

const STATIC = path.join(__dirname, 'static');
/** What the pages of the console are made of as well. */
const COMMON = path.join(__dirname, '../../pages/common');

/** Nothing from elsewhere, no inline code; pages of this machine (the console) may show them in a frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*",
].join('; ');

/** The pages for people: `/chat`, `/sheets` and `/faults/page`, with their scripts and styles under `/pages/`. */
export function pageRoutes(given: Partial<PageSettings>): Router {
  const settings: PageSettings = { ...DEFAULTS, ...given };
  const router = Router();
  router.get('/', (_req, res) => res.redirect('/chat'));
  for (const [route, name] of [
    ['/chat', 'chat'],
    ['/sheets', 'sheets'],
    ['/faults/page', 'faults'],
  ] as const) {
    const page = pageOf(name, settings.language);
    router.get(route, (_req, res) => {
      protect(res);
      res.type('html').send(page);
    });
  }
  router.get('/pages/settings', (_req, res) => void res.set('Cache-Control', 'no-store').json(settings));
  for (const [at, folder] of [
    ['/pages/common', COMMON],
    ['/pages', STATIC],
  ] as const) {
    router.use(at, express.static(folder, { index: false, redirect: false, setHeaders: protect }));
  }
  return router;
}

function pageOf(name: 'chat' | 'sheets' | 'faults', language: PageSettings['language']): string {
  const page = readFileSync(path.join(STATIC, name, `${name}.html`), 'utf8');
  return page.replace('<html lang="id">', `<html lang="${language}" data-preset="${language}">`);
}

function protect(res: Response): void {
  res.set({
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
}
