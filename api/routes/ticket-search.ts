import { Router } from 'express';
import type { z } from 'zod';
import { parseRowKey, ticketIdOf } from '../../domain/ids';
import { maskPersonalData } from '../../domain/pii';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import type { foundTickets } from '../schemas/ticket-search';
import { searchQuery } from '../schemas/ticket-search';

const SHOWN_CHARS = 300;

/** /api/tickets/search: tickets by what was written, from the mirror. It stands before /api/tickets/{id}. */
export function ticketSearchRoutes({ config, findTickets }: Pick<ApiDeps, 'config' | 'findTickets'>): Router {
  const router = Router();
  router.get('/search', requireRole(config.apiKeys, 'read'), async (request, response) => {
    const { q = '', limit } = searchQuery.parse(request.query);
    const words = q.split(/\s+/).filter((word) => word !== '');
    const { rows, plainChatId } = await findTickets(words, limit);
    const items = rows.map(({ key, day, group, text, label, app, sla }) => ({
      ...{ id: idOf(key, plainChatId), day, group, label, app, sla },
      text: maskPersonalData(text.slice(0, SHOWN_CHARS)),
    }));
    response.json({ items, nextCursor: null } satisfies z.infer<typeof foundTickets>);
  });
  return router;
}

/** People write into the key's column too. */
function idOf(key: string, plainChatId: number | null): string | null {
  try {
    return ticketIdOf(parseRowKey(key, plainChatId));
  } catch {
    return null;
  }
}
