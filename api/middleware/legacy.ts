import type { Request, RequestHandler } from 'express';
import { compile } from 'proxy-addr';
import type { Config } from '../../config/types';
import { callsAt } from '../openapi/calls-at';
import type { Caller } from './auth';

/** Who calls without a key where today's calls are open. It has every role, and the routes of today's calls only. */
const TODAYS_CLIENT: Caller = { role: 'admin', keyId: 'today' };

/**
 * Lets today's clients make today's calls without a key, where the settings name their addresses (`LEGACY_OPEN_FROM`).
 * A request that a browser sends for some page is never taken for one of theirs.
 */
export function legacyCallers({ legacyOpenFrom }: Pick<Config['http'], 'legacyOpenFrom'>): RequestHandler {
  if (legacyOpenFrom.length === 0) return (_request, _response, next) => next();
  const isListed = compile([...legacyOpenFrom]);
  return (request, response, next) => {
    const isOpen =
      request.get('X-API-Key') === undefined &&
      !isFromPage(request) &&
      isTodays(request) &&
      request.ip !== undefined &&
      isListed(request.ip, 0);
    if (isOpen) response.locals.openCaller = TODAYS_CLIENT;
    next();
  };
}

/** Whether a request makes one of today's calls, by its method and its path in the API document. */
function isTodays({ method, path }: Request): boolean {
  return callsAt(path).some((call) => call.isTodays && call.method.toUpperCase() === method);
}

function isFromPage(request: Request): boolean {
  return request.get('Origin') !== undefined || request.get('Sec-Fetch-Site') !== undefined;
}
