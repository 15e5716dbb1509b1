import type { RequestHandler } from 'express';

/** Told of each answered request. */
export type OnAnswered = (
  request: { readonly method: string; readonly route: string; readonly status: number },
  seconds: number,
) => void;

/**
 * Tells of each answer by its route's pattern: what stands in a pattern's place is the caller's and would make a metric
 * of every ticket. Whatever no route answered is `other`.
 */
export function requestMetrics(onAnswered: OnAnswered): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    response.once('close', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? `${request.baseUrl}${path}` : 'other';
      const { method } = request;
      onAnswered({ method, route, status: response.statusCode }, (performance.now() - startedMs) / 1_000);
    });
    next();
  };
}
