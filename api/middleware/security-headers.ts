import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Pages have scripts and styles of ours in files of their own: nothing that stands in a page's text ever runs. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'connect-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

/** helmet's headers. None depends on the request, so they are made once: its fourteen steps cost more than the headers. */
export function securityHeaders(): RequestHandler {
  const headers = headersOf(helmet({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, hsts: false }));
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** What a middleware sets, seen on a response that nobody gets. @throws what the middleware fails with */
function headersOf(middleware: ReturnType<typeof helmet>): readonly (readonly [string, string])[] {
  const set = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => set.set(name, value),
    removeHeader: (name: string) => set.delete(name),
  };
  const request = {} as Parameters<typeof middleware>[0];
  middleware(request, response as unknown as Response, (error) => {
    if (error instanceof Error) throw error;
  });
  return [...set];
}
