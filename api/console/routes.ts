import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Response } from 'express';
import express, { Router } from 'express';
import type { ApiDeps } from '../deps';
import { sessionOf } from '../middleware/session';

const OWN = path.join(__dirname, 'static');
/** What the pages of the sandbox are made of as well. */
const COMMON = path.join(__dirname, '../../pages/common');
const HOME = '/console/tickets';
const LOGIN = '/console/login';
/** One frame for all: its script draws the page that the address names. */
const PAGES = ['tickets', 'tickets/:id', 'review', 'training', 'model', 'reports', 'system'];

/** The console: its pages, for whoever is logged in, and what they are made of. */
export function consoleRoutes({ config }: Pick<ApiDeps, 'config'>): Router {
  const shell = readFileSync(path.join(__dirname, 'shell.html'), 'utf8').replaceAll(
    'LANGUAGE',
    config.console.language,
  );
  const send = (response: Response): void => void response.set('Cache-Control', 'no-store').type('html').send(shell);
  const router = Router();
  router.get(['/', '/console'], (_request, response) => response.redirect(HOME));
  router.get(LOGIN, (_request, response) => send(response));
  router.get(
    PAGES.map((page) => `/console/${page}`),
    (request, response) => {
      if (sessionOf(response)) return send(response);
      response.redirect(`${LOGIN}?next=${encodeURIComponent(request.originalUrl)}`);
    },
  );
  for (const [at, folder] of [
    ['/static/common', COMMON],
    ['/static', OWN],
  ] as const) {
    // Names stay the same over releases, so the browser asks each time whether a file is still the same.
    router.use(at, express.static(folder, { index: false, redirect: false, cacheControl: false, setHeaders: askAnew }));
  }
  return router;
}

function askAnew(response: Response): void {
  response.set('Cache-Control', 'no-cache');
}
