import { Router } from 'express';
import type { ApiDeps } from '../deps';
import type { EventHub } from '../events/hub';
import { requireRole } from '../middleware/auth';
import { HttpProblem } from '../problem';

/** Keeps what stands between from cutting a line that is silent. */
const BEAT_MS = 15_000;
/** A reader this far behind is cut; it reads anew when it comes back. Bytes. */
const MOST_WAITING = 1_000_000;
/** Then the reader comes back and proves again who it is. */
const LONGEST_MS = 60 * 60_000;

/** /api/events: what changes, as it changes. */
export function eventRoutes({ config }: Pick<ApiDeps, 'config'>, hub: EventHub): Router {
  const router = Router();
  router.get('/events', requireRole(config.apiKeys, 'read'), (request, response) => {
    const frames: string[] = [];
    let isOpen = false;
    const listener = {
      send(frame: string): boolean {
        if (!isOpen) frames.push(frame);
        else if (!response.writableEnded) response.write(frame);
        return !response.writableEnded && response.writableLength < MOST_WAITING;
      },
      end: () => void response.end(),
    };
    const leave = hub.join(listener, request.get('Last-Event-ID')?.slice(0, 100) ?? null);
    if (!leave) {
      const headers = { 'Retry-After': '30' };
      throw new HttpProblem(503, 'TooManyListeners', 'too many listen already; ask again later', headers);
    }
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // nginx would else collect what is to be told at once.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    isOpen = true;
    for (const frame of ['retry: 3000\n\n', ...frames]) response.write(frame);
    const beat = setInterval(() => void listener.send(': beat\n\n'), BEAT_MS);
    const end = setTimeout(listener.end, LONGEST_MS);
    response.once('close', () => {
      clearInterval(beat);
      clearTimeout(end);
      leave();
    });
  });
  return router;
}
