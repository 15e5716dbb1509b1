import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { Router } from 'express';
import type { StoredObject } from '../../activities/adapters/object-store';
import { shownType } from '../../domain/media';
import type { ApiDeps } from '../deps';
import { HttpProblem } from '../problem';

/**
 * What comes from a technician must never run as a page of ours: nothing is loaded, no script runs, and the origin is
 * none.
 */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** /media: files of tickets, for whoever holds a link. */
export function mediaRoutes({ media, log }: Pick<ApiDeps, 'media' | 'log'>): Router {
  const router = Router();
  router.get('/:token', async (request, response) => {
    const key = media.links.keyOf(request.params.token);
    if (key === null) throw noSuchFile();
    if (await media.revocations.isRevoked(key)) {
      throw new HttpProblem(410, 'LinkRevoked', 'an admin revoked this link');
    }
    const found = await media.store.open(key);
    if (!found) throw noSuchFile();
    await send({ request, response, key, found }).catch((error: unknown) => {
      if (!response.headersSent) throw error;
      // The answer is under way, so all that can be told is that it broke off; mostly the caller went away.
      log.info({ err: error, traceId: response.locals.traceId as unknown }, 'a file was not sent whole');
      response.destroy();
    });
  });
  return router;
}

/** Pictures, films and sounds may be shown; everything else is saved, and as nothing that a browser knows. */
function headersOf(key: string): Record<string, string> {
  const type = shownType(key);
  const name = key.slice(key.lastIndexOf('/') + 1);
  return {
    'Content-Type': type ?? 'application/octet-stream',
    // Keys are made of letters, digits, hyphens, underscores and dots: nothing in them needs quoting.
    'Content-Disposition': `${type === null ? 'attachment' : 'inline'}; filename="${name}"`,
    'Cache-Control': 'private, no-store',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Accept-Ranges': 'bytes',
  };
}

async function send(input: { request: Request; response: Response; key: string; found: StoredObject }): Promise<void> {
  const { request, response, key, found } = input;
  const { sizeBytes } = found;
  const range = rangeOf(request, sizeBytes);
  if (range === 'unsatisfiable') {
    const headers = { 'Content-Range': `bytes */${sizeBytes}` };
    throw new HttpProblem(416, 'InvalidRange', `the file has ${sizeBytes} bytes`, headers);
  }
  const hasBody = request.method !== 'HEAD' && sizeBytes > 0;
  // Before any header: a store that does not answer now is told as a problem.
  const body = hasBody ? await found.read(range ?? undefined) : null;
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  response.status(range ? 206 : 200).set({ ...headersOf(key), 'Content-Length': String(last - first + 1) });
  if (range) response.set('Content-Range', `bytes ${first}-${last}/${sizeBytes}`);
  if (body) await pipeline(body, response);
  else response.end();
}

/** The one range asked for; null for none, for several, and for what is no range: the whole file then answers. */
function rangeOf(request: Request, sizeBytes: number): { first: number; last: number } | 'unsatisfiable' | null {
  const ranges = request.range(sizeBytes);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes') return null;
  const [only, ...others] = ranges;
  return only && others.length === 0 ? { first: only.start, last: only.end } : null;
}

function noSuchFile(): HttpProblem {
  return new HttpProblem(404, 'NotFound', 'there is no file under this link');
}
