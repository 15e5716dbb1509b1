import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit, type Options } from 'express-rate-limit';
import type { Config } from '../../config/types';
import { keyHolderOf, knownCaller } from '../middleware/auth';
import { HttpProblem } from '../problem';

const WINDOW_MS = 60_000;

/** The counts of this process alone, in memory; a window's counts are dropped after it. */
const COMMON: Partial<Options> = {
  windowMs: WINDOW_MS,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  // Which addresses stand before us is our own setting, and its faults are told at the start.
  validate: false,
};

/**
 * Attempts without a valid key, by address: any answer 401 counts, whatever was asked for. Beyond the limit nothing is
 * looked at any more, so that keys cannot be tried out at the speed of the machine.
 */
export function limitFailures({ rates, apiKeys }: Pick<Config, 'rates' | 'apiKeys'>): RequestHandler {
  if (rates.failedPerMinute === 0) return pass;
  const store = new MemoryStore();
  const counted = rateLimit({
    ...COMMON,
    store,
    standardHeaders: false,
    limit: rates.failedPerMinute,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
    handler: refuse(`this address sent ${rates.failedPerMinute} requests within a minute that had no valid key`),
  });
  /** Whoever has a key is no failure, which need not be counted first and uncounted at the end; only the log-in is one. */
  const isNone = (request: Request, response: Response): boolean =>
    keyHolderOf(apiKeys, request, response) !== null && !/^\/console\//i.test(request.path);
  return async (request, response, next) => {
    const isOver = ((await store.get(addressOf(request)))?.totalHits ?? 0) >= rates.failedPerMinute;
    if (!isOver && isNone(request, response)) next();
    else await counted(request, response, next);
  };
}

/** Calls by key; who has none is counted by address. */
export function limitCalls({ rates, apiKeys }: Pick<Config, 'rates' | 'apiKeys'>): RequestHandler {
  if (rates.perMinute === 0) return pass;
  return rateLimit({
    ...COMMON,
    identifier: 'calls',
    limit: rates.perMinute,
    keyGenerator: (request, response) => knownCaller(apiKeys, request, response)?.keyId ?? addressOf(request),
    handler: refuse(`more than ${rates.perMinute} calls a minute`),
  });
}

const pass: RequestHandler = (_request, _response, next) => next();

/** Whole networks of IPv6 are one address: they are given out so. */
function addressOf({ ip }: Request): string {
  return ip === undefined ? 'unknown' : ipKeyGenerator(ip);
}

function refuse(reason: string) {
  return (request: Request, _response: Response): never => {
    const { rateLimit: state } = request as Request & { rateLimit?: { resetTime?: Date } };
    const waitMs = (state?.resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    throw new HttpProblem(429, 'TooManyRequests', `${reason}; try again in ${seconds} s`, {
      'Retry-After': String(seconds),
    });
  };
}
