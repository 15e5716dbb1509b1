import type { RequestHandler, Response } from 'express';
import express, { Router } from 'express';
import { z } from 'zod';
import type { ApiDeps } from '../deps';
import { holderOf } from '../key-holders';
import { knowSession, sessionOf } from '../middleware/session';
import { HttpProblem } from '../problem';
import { createLoginAttempts } from '../session/attempts';
import { sessionCookie } from '../session/cookie';
import { createSessions, SESSION_MS, type Session } from '../session/sessions';
import { pageSettingsOf } from './page-settings';

/** Strangers may send it, so it is short. */
const loginBody = express.json({ limit: '4kb' });
const loginRequest = z.strictObject({ key: z.string().min(1).max(500) });

/** Other paths are none of these routes': their patterns need not be tried. */
const CONSOLE_PATH = /^\/console\//i;

/** Knows who is logged in, for everything that comes after it. */
export function consoleSession({ config, sessionSecret, now }: ApiDeps): RequestHandler {
  const sessions = createSessions({ secret: sessionSecret, keys: config.apiKeys, now });
  const attempts = createLoginAttempts({ now });
  const cookie = sessionCookie(config.media.publicBaseUrl);
  const router = Router();

  router.post('/console/login', loginBody, (request, response) => {
    const address = request.ip ?? '';
    const waitMs = attempts.waitMs(address);
    if (waitMs > 0) throw tooMany(waitMs);
    const { key } = loginRequest.parse(request.body);
    const caller = holderOf(config.apiKeys, key.trim());
    if (!caller) {
      attempts.failed(address);
      throw new HttpProblem(401, 'Unauthorized', 'this key is not known');
    }
    attempts.succeeded(address);
    const { token, session } = sessions.open(caller);
    response.cookie(cookie.name, token, { ...cookie.options, maxAge: SESSION_MS });
    answer(response, session);
  });

  router.post('/console/logout', (_request, response) => {
    response.clearCookie(cookie.name, cookie.options).status(204).end();
  });

  router.get('/console/session', (_request, response) => {
    const session = sessionOf(response);
    if (!session) throw new HttpProblem(401, 'Unauthorized', 'nobody is logged in');
    answer(response, session);
  });

  router.get('/console/auth', (_request, response) => {
    const isAdmin = sessionOf(response)?.caller.role === 'admin';
    response
      .set('Cache-Control', 'no-store')
      .status(isAdmin ? 204 : 401)
      .end();
  });

  const page = pageSettingsOf(config);
  function answer(response: Response, { caller, csrfToken, expiresAtMs }: Session): void {
    const { role, keyId } = caller;
    response.set('Cache-Control', 'no-store');
    response.json({ role, csrfToken, keyId, expiresAt: new Date(expiresAtMs).toISOString(), page });
  }
  const know = knowSession(sessions);
  return (request, response, next) =>
    know(request, response, () => (CONSOLE_PATH.test(request.path) ? router(request, response, next) : next()));
}

function tooMany(waitMs: number): HttpProblem {
  const seconds = String(Math.ceil(waitMs / 1_000));
  const detail = `too many wrong keys; try again in ${seconds} s`;
  return new HttpProblem(429, 'TooManyAttempts', detail, { 'Retry-After': seconds });
}
