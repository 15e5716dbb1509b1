import type { Request, RequestHandler, Response } from 'express';
import type { ApiRole, Config } from '../../config/types';
import { holderOf, isAtLeast, type Caller } from '../key-holders';
import { HttpProblem } from '../problem';
import { sessionOf } from './session';

export type { Caller } from '../key-holders';

/**
 * Lets a request pass whose `X-API-Key`, or whose log-in at the console, has the role or a higher one.
 * @returns middleware answering 401 without a known key and 403 with too low a role: NotAnAdmin, else Forbidden
 */
export function requireRole(keys: Config['apiKeys'], role: ApiRole): RequestHandler {
  return (request, response, next) => {
    const caller = knownCaller(keys, request, response) ?? openCallerOf(response);
    if (!caller) throw unauthorized();
    if (!isAtLeast(caller.role, role)) {
      const type = role === 'admin' ? 'NotAnAdmin' : 'Forbidden';
      throw new HttpProblem(403, type, `this needs a key of role ${role}; yours has ${caller.role}`);
    }
    response.locals.caller = caller;
    next();
  };
}

/** Who is logged in at the console, else whose key came with the request; null: neither. */
export function knownCaller(keys: Config['apiKeys'], request: Request, response: Response): Caller | null {
  return sessionOf(response)?.caller ?? keyHolderOf(keys, request, response);
}

/** Whose key came with the request, found once; null: none of the settings, so far. A later handler may put one in. */
export function keyHolderOf(keys: Config['apiKeys'], request: Request, response: Response): Caller | null {
  const locals = response.locals as { keyHolder?: Caller | null };
  locals.keyHolder ??= holderOf(keys, request.get('X-API-Key'));
  return locals.keyHolder;
}

/** Who needs no key for this very call; set before the routes. */
function openCallerOf(response: Response): Caller | null {
  return (response.locals as { openCaller?: Caller }).openCaller ?? null;
}

/** Who sent a request that `requireRole` let pass. */
export function callerOf(response: Response): Caller {
  return (response.locals as { caller: Caller }).caller;
}

function unauthorized(): HttpProblem {
  const headers = { 'WWW-Authenticate': 'ApiKey realm="oncek"' };
  return new HttpProblem(401, 'Unauthorized', 'send a valid key in the header X-API-Key', headers);
}
