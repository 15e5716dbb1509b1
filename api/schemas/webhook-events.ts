import { z } from 'zod';
import type { WebhookMessage } from '../../domain/webhooks';

const instant = z.string().describe('ISO instant, UTC.');
const masked = z.string().describe('Without personal data, as far as it is found; at most 500 characters.');
const place = {
  ticketId: z.string(),
  chatId: z.number().int(),
  messageId: z.number().int(),
  group: z.string().describe('Label of the group.'),
};
const sla = z.enum(['OK', 'TERLAMBAT']).nullable();
const responseMin = z.number().nullable().describe('Active minutes to the first response.');
const share = z.number().min(0).max(1);
const source = z.enum(['lightgbm', 'hybrid', 'gemini', 'person']);
const by = z.enum(['bot', 'api', 'console', 'sheet']).describe('Where a person decided.');
const figures = z.object({ accuracy: share, macroF1: share, weightedF1: share });

function message<T extends WebhookMessage['type'], S extends z.core.$ZodLooseShape>(type: T, id: string, data: S) {
  return z
    .strictObject({
      id: z.string().describe('Also the header `webhook-id`: the same each time the event is sent.'),
      type: z.literal(type),
      timestamp: z.string().describe('When it happened, ISO, UTC.'),
      data: z.strictObject(data),
    })
    .meta({ id });
}

/** What receivers are sent, by event. */
export const WEBHOOK_MESSAGES = {
  'ticket.opened': message('ticket.opened', 'TicketOpenedEvent', {
    ...place,
    receivedAt: instant,
    dueAt: instant.nullable().describe('null: a forwarded problem, whose clock starts with the first answer.'),
    text: masked,
    hasMedia: z.boolean(),
  }),
  'ticket.oncek': message('ticket.oncek', 'TicketOncekEvent', { ...place, respondedAt: instant, responseMin, sla }),
  'ticket.solved': message('ticket.solved', 'TicketSolvedEvent', {
    ...place,
    ...{ solvedAt: instant, appCode: z.string(), solver: z.string(), solving: masked, responseMin, sla },
  }),
  'ticket.classified': message('ticket.classified', 'TicketClassifiedEvent', {
    ...place,
    ...{ label: z.string(), confidence: share, source, modelVersion: z.string().nullable() },
    needsReview: z.boolean().describe('A person is asked.'),
  }),
  'ticket.reviewed': message('ticket.reviewed', 'TicketReviewedEvent', {
    ...place,
    ...{ label: z.string(), status: z.enum(['APPROVED', 'CORRECTED']), by, decidedAt: instant },
  }),
  'ticket.closed': message('ticket.closed', 'TicketClosedEvent', {
    ...place,
    outcome: z.enum(['recorded', 'unanswered', 'cancelled']),
    ...{ receivedAt: instant, dueAt: instant.nullable(), respondedAt: instant.nullable(), closedAt: instant },
    ...{ label: z.string().nullable(), confidence: share.nullable(), source: source.nullable() },
    ...{ reviewedBy: by.nullable(), appCode: z.string().nullable(), solver: z.string().nullable() },
    files: z.number().int(),
    ...{ responseMin, sla, targetMin: z.number().nullable(), usedMin: z.number().nullable() },
    ...{ text: masked, solving: masked.nullable() },
  }),
  'sla.warning': message('sla.warning', 'SlaWarningEvent', {
    ...place,
    ...{ afterMin: z.number(), targetMin: z.number(), dueAt: instant.nullable() },
  }),
  'sla.breached': message('sla.breached', 'SlaBreachedEvent', {
    ...place,
    ...{ afterMin: z.number(), targetMin: z.number(), dueAt: instant.nullable() },
  }),
  'model.candidate': message('model.candidate', 'ModelCandidateEvent', {
    version: z.string(),
    runId: z.string().optional(),
    expiresAt: instant.optional(),
    figures: figures.optional(),
    production: figures.nullable().optional().describe('Of the model in service; null: there is none.'),
  }),
  'model.promoted': message('model.promoted', 'ModelPromotedEvent', {
    version: z.string(),
    former: z.string().nullable(),
    by: z.string().describe('Where a person decided: telegram, api, console.'),
  }),
  'model.rejected': message('model.rejected', 'ModelRejectedEvent', {
    version: z.string(),
    because: z
      .enum(['rejected', 'expired', 'superseded', 'refused'])
      .nullable()
      .describe('`refused`: it was approved and could not be loaded.'),
    reason: masked.nullable(),
  }),
  ping: message('ping', 'PingEvent', { webhookId: z.string() }),
} satisfies Record<WebhookMessage['type'], z.ZodType>;
