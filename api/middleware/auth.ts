import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { ApiRole, Config } from '../../config/types';
import { HttpProblem } from '../problem';

const RANK: Readonly<Record<ApiRole, number>> = { read: 1, write: 2, admin: 3 };

/** The caller of a request, as its key says. `keyId` is the first 8 hex digits of the key's hash: safe to log. */
export interface Caller {
  readonly role: ApiRole;
  readonly keyId: string;
}

/**
 * Lets a request pass whose `X-API-Key` has the role or a higher one.
 * @returns middleware answering 401 without a known key and 403 with too low a role
 */
export function requireRole(keys: Config['apiKeys'], role: ApiRole): RequestHandler {
  return (request, response, next) => {
    const caller = holderOf(keys, request.get('X-API-Key'));
    if (!caller) throw unauthorized();
    if (RANK[caller.role] < RANK[role]) {
      throw new HttpProblem(403, 'Forbidden', `this needs a key of role ${role}; yours has ${caller.role}`);
    }
    response.locals.caller = caller;
    next();
  };
}

/** Who sent a request that `requireRole` let pass. */
export function callerOf(response: Response): Caller {
  return (response.locals as { caller: Caller }).caller;
}

function unauthorized(): HttpProblem {
  const headers = { 'WWW-Authenticate': 'ApiKey realm="oncek"' };
  return new HttpProblem(401, 'Unauthorized', 'send a valid key in the header X-API-Key', headers);
}

/** Every known hash is compared, in constant time, so that timing tells nothing about which one nearly fits. A key listed twice has the higher role. */
function holderOf(keys: Config['apiKeys'], given: string | undefined): Caller | null {
  if (!given) return null;
  const digest = createHash('sha256').update(given, 'utf8').digest();
  let found: Caller | null = null;
  for (const { role, sha256 } of keys) {
    const isIt = timingSafeEqual(digest, Buffer.from(sha256, 'hex'));
    if (isIt && (found === null || RANK[role] > RANK[found.role])) found = { role, keyId: sha256.slice(0, 8) };
  }
  return found;
}
