import type { RequestHandler, Response } from 'express';
import { HttpProblem } from '../problem';
import { sessionCookieOf } from '../session/cookie';
import { isSame, type Session, type Sessions } from '../session/sessions';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/**
 * Whoever logs in has no token yet, or one of a session that is over. Decoding changes nothing, and pages of Temporal UI,
 * which alone may read its answer, cannot send a token of ours.
 */
const FREE_PATHS = new Set(['/console/login', '/codec/encode', '/codec/decode']);

/**
 * Knows who logged in at the console by their cookie. A request with a key goes by its key alone.
 * @returns middleware answering 403 where a call by cookie would change something without the session's `X-CSRF-Token`
 */
export function knowSession(sessions: Sessions): RequestHandler {
  return (request, response, next) => {
    const token = request.get('X-API-Key') === undefined ? sessionCookieOf(request) : null;
    const session = token === null ? null : sessions.read(token);
    const isSafe = SAFE_METHODS.has(request.method) || FREE_PATHS.has(request.path);
    if (session && !isSafe && !isSame(request.get('X-CSRF-Token') ?? '', session.csrfToken)) {
      const detail = 'send the csrfToken of GET /console/session in the header X-CSRF-Token';
      throw new HttpProblem(403, 'Forbidden', detail);
    }
    response.locals.session = session;
    next();
  };
}

/** Who is logged in; null: nobody. */
export function sessionOf(response: Response): Session | null {
  return (response.locals as { session?: Session | null }).session ?? null;
}
