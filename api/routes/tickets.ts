import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { Router } from 'express';
import { escapeHtml } from '../../domain/html';
import { parseTicketId } from '../../domain/ids';
import { parseOpsReply } from '../../domain/messages';
import type { ApiDeps } from '../deps';
import type { Caller } from '../middleware/auth';
import { requireRole } from '../middleware/auth';
import { HttpProblem } from '../problem';
import { listQuery, newTicketRequest, responseRequest, reviewRequest } from '../schemas';
import { listTickets } from '../ticket-list';

/** /api/tickets: start, search, look at, answer, review, cancel. */
export function ticketRoutes(deps: ApiDeps): Router {
  const { config, desk } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');
  const canWrite = requireRole(config.apiKeys, 'write');
  const isAdmin = requireRole(config.apiKeys, 'admin');

  router.get('/', canRead, async (request, response) => {
    response.json(await listTickets(deps.client, config.temporal.namespace, listQuery.parse(request.query)));
  });

  router.post('/', canWrite, async (request, response) => {
    const started = await startTicket(deps, newTicketRequest.parse(request.body));
    response.status(201).location(`/api/tickets/${started.id}`).json(started);
  });

  router.get('/:id', canRead, async (request, response) => {
    const status = await desk.status(parseTicketId(String(request.params.id)));
    if (!status) throw unknownTicket();
    response.json(status);
  });

  router.get('/:id/events', canRead, async (request, response) => {
    const events = await desk.events(parseTicketId(String(request.params.id)));
    if (!events) throw unknownTicket();
    response.json({ items: events, nextCursor: null });
  });

  router.post('/:id/responses', canWrite, async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const { kind, text, solver } = responseRequest.parse(request.body);
    const parsed = parseOpsReply(text, config.ticket.grammar);
    if (parsed.kind !== kind) throw new HttpProblem(400, 'InvalidInput', formOf(kind));
    const id = `api:${randomUUID()}`;
    const sentAt = deps.now().toISOString();
    const from = { id: 0, name: solver };
    const message = { id, messageId: null, text, sentAt, editedAt: null, from };
    if (!(await desk.edit(ref, { updateId: id, message }))) throw unknownTicket();
    response.status(202).json({ accepted: true, id });
  });

  router.post('/:id/review', isAdmin, async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const { label, reviewer } = reviewRequest.parse(request.body);
    const { keyId } = callerOf(response);
    response.json(
      await desk.review(ref, { label, reviewer: { kind: 'api', id: keyId, name: reviewer ?? `API ${keyId}` } }),
    );
  });

  router.post('/:id/cancel', canWrite, async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const by = { id: 0, name: `API ${callerOf(response).keyId}` };
    if (!(await desk.cancel(ref, { updateId: `api:${randomUUID()}`, by }))) throw unknownTicket();
    response.status(202).json({ accepted: true });
  });
  return router;
}

async function startTicket(
  { config, desk, postProblem }: ApiDeps,
  { text, groupLabel, reporter }: ReturnType<typeof newTicketRequest.parse>,
): Promise<{ id: string; workflowId: string; runId: string | null }> {
  const groups = config.telegram.collecting;
  const group = groupLabel === undefined ? groups[0] : groups.find(({ label }) => label === groupLabel);
  if (!group) throw new HttpProblem(400, 'InvalidInput', 'groupLabel: no collecting group has this label');
  const name = reporter ?? 'API';
  const { messageId, sentAt } = await postProblem(group.chatId, `📨 <b>${escapeHtml(name)}</b>\n${escapeHtml(text)}`);
  const { workflowId, runId } = await desk.open({
    chatId: group.chatId,
    messageId,
    groupLabel: group.label ?? String(group.chatId),
    problem: { text, sentAt, editedAt: null, from: { id: 0, name }, media: null, forwarded: false },
  });
  return { id: `${group.chatId}-${messageId}`, workflowId, runId };
}

function unknownTicket(): HttpProblem {
  return new HttpProblem(404, 'UnknownTicket', 'there is no open ticket of this id');
}

function callerOf(response: Response): Caller {
  return (response.locals as { caller: Caller }).caller;
}

function formOf(kind: 'oncek' | 'solution'): string {
  return kind === 'oncek'
    ? 'text: an oncek must contain the word "oncek"'
    : 'text: a solution has the form "<solving>, <APP> -<initials>" with a known app code and known initials';
}
