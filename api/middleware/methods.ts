import type { RequestHandler } from 'express';
import { callsAt } from '../openapi/calls-at';
import { HttpProblem } from '../problem';

/**
 * Answers 405 where a path is known and the method is not, and OPTIONS, both with the methods that the path has. Express
 * would answer 404, and name the methods of other paths that look alike.
 */
export const knownMethods: RequestHandler = (request, response, next) => {
  const methods = callsAt(request.path).map(({ method }) => method.toUpperCase());
  const known = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  if (known.length === 0 || known.includes(request.method)) {
    next();
    return;
  }
  const headers = { Allow: [...known, 'OPTIONS'].sort().join(', ') };
  if (request.method === 'OPTIONS') {
    response.status(204).set(headers).end();
    return;
  }
  const detail = `this path knows no ${request.method.slice(0, 20)}; it takes ${known.join(', ')}`;
  throw new HttpProblem(405, 'UnknownMethod', detail, headers);
};
