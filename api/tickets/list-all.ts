import type { z } from 'zod';
import type { ClosedTicketRow } from '../../activities/mirror/closed-tickets';
import { parseRowKey, ticketIdOf } from '../../domain/ids';
import { CANCELLED_LABEL } from '../../domain/labels';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { ApiDeps } from '../deps';
import type { listedTicket, listQuery, ticketList } from '../schemas/tickets';
import { listCursor, listPositionOf, remember, wasListed, type ListPosition } from './list-cursor';
import { knownWorkflows, listTickets } from './list';

type Query = z.infer<typeof listQuery>;
type Listed = z.infer<typeof listedTicket>;
type Deps = Pick<ApiDeps, 'client' | 'closedTickets'> & {
  readonly config: { readonly temporal: Pick<ApiDeps['config']['temporal'], 'namespace'> };
};

/** Rows looked at in one step, and steps for one answer: Temporal still knows the newest of them, maybe very many. */
const CHUNK = 200;
const MOST_STEPS = 10;

/**
 * Tickets, newest first: as long as Temporal knows them from its list, then from the mirror. None comes twice and none is
 * left out, though Temporal forgets tickets while the pages are asked for; only where it forgets more than 64 of a list
 * between two pages may some come twice. A page may be short, or empty, and still have a cursor.
 */
export async function listAllTickets(deps: Deps, query: Query): Promise<z.infer<typeof ticketList>> {
  const position = listPositionOf(query.cursor);
  if (position?.temporal === null) return gonePage(deps, query, { position, limit: query.limit });
  const cursor = position?.temporal;
  const { items, nextCursor } = await listTickets(deps.client, deps.config.temporal.namespace, { ...query, cursor });
  const ids = items.map(({ id }) => id);
  const next = { temporal: nextCursor, after: null, listed: remember(position?.listed ?? [], ids) };
  if (nextCursor !== null) return { items, nextCursor: listCursor(next) };
  if (!canBeGone(query)) return { items, nextCursor: null };
  const limit = query.limit - items.length;
  if (limit <= 0) return { items, nextCursor: listCursor(next) };
  const rest = await gonePage(deps, query, { position: next, limit });
  return { items: [...items, ...rest.items], nextCursor: rest.nextCursor };
}

/** Temporal forgets only what has ended, and what has ended is closed and its SLA decided. */
function canBeGone({ phase, sla }: Query): boolean {
  return (phase === undefined || phase === 'closed') && sla !== 'running' && sla !== 'warned';
}

async function gonePage(
  { client, closedTickets, config }: Deps,
  { group, app, label, source, sla }: Query,
  { position, limit }: { position: ListPosition; limit: number },
): Promise<z.infer<typeof ticketList>> {
  const items: Listed[] = [];
  let { after } = position;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { rows, plainChatId } = await closedTickets({
      filter: { group, app, label, source, sla },
      after,
      limit: CHUNK,
    });
    const found = rows.map((row) => ({ row, item: listedOf(row, plainChatId) }));
    const ids = found.flatMap(({ item }) => (item ? [item.workflowId] : []));
    const known = await knownWorkflows(client, config.temporal.namespace, ids);
    for (const { row, item } of found) {
      if (items.length === limit) return { items, nextCursor: listCursor({ ...position, after }) };
      after = row.at;
      if (item && !known.has(item.workflowId) && !wasListed(position, item.id)) items.push(item);
    }
    if (rows.length < CHUNK) return { items, nextCursor: null };
  }
  return { items, nextCursor: listCursor({ ...position, after }) };
}

/** null: the row's key names no ticket. */
function listedOf(row: ClosedTicketRow, plainChatId: number | null): Listed | null {
  const ref = refOf(row.key, plainChatId);
  if (ref === null) return null;
  const { group, app, label, confidence, source, review, sla, receivedAt } = row;
  return {
    ...{ id: ticketIdOf(ref), workflowId: ticketWorkflowId(ref), running: false, phase: 'closed' },
    ...{ group: group || null, app: app || null, label: label === CANCELLED_LABEL ? null : label || null },
    ...{ confidence, source: source || null, review, sla, receivedAt, dueAt: null },
  };
}

/** People write into the key's column too. */
function refOf(key: string, plainChatId: number | null): ReturnType<typeof parseRowKey> | null {
  try {
    return parseRowKey(key, plainChatId);
  } catch {
    return null;
  }
}
