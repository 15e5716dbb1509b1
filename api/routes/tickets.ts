import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { Router } from 'express';
import type { z } from 'zod';
import { parseTicketId } from '../../domain/ids';
import { parseOpsReply } from '../../domain/messages';
import type { Reviewer } from '../../domain/ticket';
import type { ApiDeps } from '../deps';
import { callerOf, requireRole } from '../middleware/auth';
import { jsonBody } from '../middleware/body';
import { changing, idempotencyKeyOf } from '../middleware/idempotency';
import { HttpProblem, unknownTicket } from '../problem';
import type { accepted, lockAnswer, reviewAnswer, ticketEvents, ticketStatus, undoAnswer } from '../schemas/tickets';
import { listQuery, newTicketRequest, responseRequest, reviewerRequest, reviewRequest } from '../schemas/tickets';
import { listAllTickets } from '../tickets/list-all';
import { ticketOfRow } from '../tickets/row-ticket';
import { startTicket } from '../tickets/start';

/** /api/tickets: start, search, look at, answer, review, lock, undo, cancel. */
export function ticketRoutes(deps: ApiDeps): Router {
  const { config, desk } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');
  const canWrite = requireRole(config.apiKeys, 'write');

  router.get('/', canRead, async (request, response) => {
    response.json(await listAllTickets(deps, listQuery.parse(request.query)));
  });

  // The key names the ticket's opening itself: nothing opens twice even if this process ends meanwhile.
  router.post('/', canWrite, jsonBody, async (request, response) => {
    const idempotencyKey = idempotencyKeyOf(request);
    const { keyId } = callerOf(response);
    const started = await startTicket(deps, { keyId, idempotencyKey }, newTicketRequest.parse(request.body));
    response.status(201).location(`/api/tickets/${started.id}`).json(started);
  });

  router.get('/:id', canRead, async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const status = (await desk.status(ref)) ?? (await ticketOfRow(deps, ref))?.status;
    if (!status) throw unknownTicket();
    response.json(status satisfies z.input<typeof ticketStatus>);
  });

  router.get('/:id/events', canRead, async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const told = await desk.events(ref);
    const found = told
      ? { items: told.events, sla: told.sla, nextCursor: null }
      : (await ticketOfRow(deps, ref))?.events;
    if (!found) throw unknownTicket();
    response.json(found satisfies z.input<typeof ticketEvents>);
  });

  router.post('/:id/responses', changing(deps, 'write'), async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const { kind, text, solver } = responseRequest.parse(request.body);
    const parsed = parseOpsReply(text, config.ticket.grammar);
    if (parsed.kind !== kind) throw new HttpProblem(400, 'InvalidInput', formOf(kind));
    const id = newRequestId();
    const from = { id: 0, name: solver };
    const message = { id, messageId: null, text, sentAt: deps.now().toISOString(), editedAt: null, from };
    if (!(await desk.edit(ref, { updateId: id, message }))) throw unknownTicket();
    accept(response, id);
  });

  router.post('/:id/review', changing(deps, 'admin'), async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const { label, reviewer } = reviewRequest.parse(request.body);
    const by = reviewerOf(response, reviewer);
    response.json((await desk.review(ref, { label, reviewer: by })) satisfies z.input<typeof reviewAnswer>);
  });

  router.post('/:id/review/lock', changing(deps, 'admin'), async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const by = reviewerOf(response, reviewerRequest.parse(request.body ?? {}).reviewer);
    response.json((await desk.lockReview(ref, { reviewer: by })) satisfies z.input<typeof lockAnswer>);
  });

  router.post('/:id/review/undo', changing(deps, 'admin'), async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const by = reviewerOf(response, reviewerRequest.parse(request.body ?? {}).reviewer);
    response.json((await desk.undoReview(ref, { reviewer: by })) satisfies z.input<typeof undoAnswer>);
  });

  router.post('/:id/cancel', changing(deps, 'write'), async (request, response) => {
    const ref = parseTicketId(String(request.params.id));
    const id = newRequestId();
    const by = { id: 0, name: `API ${callerOf(response).keyId}` };
    if (!(await desk.cancel(ref, { updateId: id, by }))) throw unknownTicket();
    accept(response, id);
  });
  return router;
}

/** The key has proved that the caller is an admin. */
function reviewerOf(response: Response, name: string | undefined): Reviewer {
  const { keyId } = callerOf(response);
  return { kind: 'api', id: keyId, name: name ?? `API ${keyId}` };
}

function newRequestId(): string {
  return `api:${randomUUID()}`;
}

function accept(response: Response, id: string): void {
  response.status(202).json({ accepted: true, id } satisfies z.input<typeof accepted>);
}

function formOf(kind: 'oncek' | 'solution'): string {
  return kind === 'oncek'
    ? 'text: an oncek must contain the word "oncek"'
    : 'text: a solution has the form "<solving>, <APP> -<initials>" with a known app code and known initials';
}
