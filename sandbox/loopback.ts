import type { RequestHandler } from 'express';

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Whether a `Host` header or the host part of an origin names this machine itself. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}

/**
 * Lets in only requests meant for this machine: the sandbox has no login, and a name that resolves to 127.0.0.1 or a
 * foreign page in the same browser must not reach it. Pages of other loopback ports may read the answers.
 */
export const loopbackOnly: RequestHandler = (req, res, next) => {
  if (!isLoopbackHost(req.headers.host ?? '')) {
    return void res.status(403).json({ error: 'the sandbox answers only to 127.0.0.1 and localhost' });
  }
  const origin = req.headers.origin;
  if (origin === undefined) return next();
  if (!isLoopbackHost(origin.replace(/^https?:\/\//i, ''))) {
    return void res.status(403).json({ error: 'the sandbox answers only to pages of this machine' });
  }
  res.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
  if (req.method !== 'OPTIONS') return next();
  res.set({
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
    'Access-Control-Allow-Headers': 'Content-Type',
  });
  res.status(204).end();
};
