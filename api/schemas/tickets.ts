import { z } from 'zod';
import { name, readableText, searchValue, share } from './texts';

const phase = z.enum(['open', 'answered', 'solved', 'inReview', 'done', 'closed']);
export const reviewer = z
  .object({ kind: z.enum(['bot', 'api', 'console', 'sheet']), id: z.string(), name: z.string() })
  .meta({ id: 'Reviewer' });

const labelScore = z.object({ label: z.string(), confidence: share });

export const newTicketRequest = z
  .strictObject({
    text: readableText(3_500).describe('The problem; the group bot posts it into the group.'),
    groupLabel: name(100).optional().describe('Label of the collecting group; default: the first one.'),
    reporter: readableText(100).optional().describe('Name shown as the reporter.'),
  })
  .meta({ id: 'NewTicket' });

export const startedTicket = z
  .object({
    id: z.string(),
    workflowId: z.string(),
    runId: z.string().nullable().describe('Run of the ticket’s workflow; null: it had ended before.'),
  })
  .meta({ id: 'StartedTicket' });

export const responseRequest = z
  .strictObject({
    kind: z.enum(['oncek', 'solution']),
    text: readableText(3_500).describe('As ops would write it in the group.'),
    solver: readableText(100).describe('Name of who answered.'),
  })
  .meta({ id: 'TicketResponse' });

export const reviewRequest = z
  .strictObject({ label: readableText(200), reviewer: readableText(100).optional() })
  .meta({ id: 'ReviewRequest' });

export const reviewAnswer = z
  .object({
    decided: z.enum(['now', 'before']).describe('`before`: somebody else had decided; that decision stays.'),
    label: z.string(),
    status: z.enum(['APPROVED', 'CORRECTED']),
    reviewer,
  })
  .meta({ id: 'ReviewAnswer' });

export const reviewerRequest = z
  .strictObject({ reviewer: readableText(100).optional().describe('Name shown; default: the key’s id.') })
  .meta({ id: 'ReviewerRequest' });

export const lockAnswer = z
  .object({
    taken: z.boolean().describe('false: somebody else had the review before; their lock stays.'),
    holder: reviewer,
    until: z.string(),
  })
  .meta({ id: 'ReviewLock' });

export const undoAnswer = z
  .object({
    undone: z.object({ label: z.string(), status: z.enum(['APPROVED', 'CORRECTED']), reviewer }),
  })
  .meta({ id: 'ReviewUndone' });

export const accepted = z
  .object({ accepted: z.literal(true), id: z.string().describe('Names this request in the story of the ticket.') })
  .meta({ id: 'Accepted' });

export const ticketStatus = z
  .object({
    ticketId: z.string(),
    chatId: z.int(),
    messageId: z.int(),
    groupLabel: z.string(),
    phase,
    outcome: z.enum(['recorded', 'unanswered', 'cancelled']).nullable(),
    text: z.string(),
    receivedAt: z
      .string()
      .nullable()
      .describe('null where the sheet alone tells of the ticket, in cells that cannot be read.'),
    dueAt: z.string().nullable(),
    sla: z
      .object({ responseMin: z.number(), status: z.string(), remainingMin: z.number() })
      .nullable()
      .describe('In active minutes.'),
    label: z.string().nullable(),
    confidence: share.nullable(),
    source: z.string().nullable(),
    reasons: z
      .object({
        rule: z.string().describe('The rule of the cascade that gave the answer.'),
        lightgbm: labelScore.nullable(),
        gemini: labelScore.nullable(),
        geminiReasoning: z.string().nullable(),
        geminiFailure: z.string().nullable().describe('Why Gemini gave no usable answer though it was asked.'),
        modelVersion: z.string().nullable(),
        autoThreshold: share,
      })
      .nullable()
      .describe('Why the cascade answered as it did; null before it did.'),
    top: z.array(labelScore).readonly(),
    reviewedBy: reviewer.nullable(),
    reviewLock: z.object({ holder: reviewer, until: z.string() }).nullable().describe('Who is at the review now.'),
    appCode: z.string().nullable(),
    solverName: z.string().nullable(),
    solving: z.string().nullable(),
    cardVersion: z.int(),
    mediaUrls: z.array(z.string()).readonly().optional().describe('Links to the stored files of the problem.'),
    rowsPending: z.boolean(),
  })
  .meta({ id: 'TicketStatus' });

export const ticketEvents = z
  .object({
    items: z
      .array(z.object({ at: z.string(), kind: z.string(), who: z.string().nullable(), detail: z.string() }))
      .readonly(),
    sla: z
      .object({
        clockStart: z.string().nullable(),
        firstResponse: z.string().nullable(),
        dueAt: z.string().nullable(),
        targetMin: z.number(),
        segments: z
          .array(
            z.object({
              from: z.string(),
              to: z.string(),
              counts: z.boolean(),
              reason: z.enum(['active', 'break', 'holiday']),
              minutes: z.number(),
            }),
          )
          .readonly(),
        unlisted: z
          .object({ from: z.string(), to: z.string(), minutes: z.number(), activeMin: z.number() })
          .nullable()
          .optional()
          .describe('The middle of a wait of many months, summed up; absent in tickets closed by an early release.'),
        usedMin: z.number(),
      })
      .nullable()
      .describe('How the SLA minutes came about, stretch by stretch; null for tickets closed by an early release.'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'TicketEvents' });

export const listQuery = z.strictObject({
  phase: phase.optional(),
  group: searchValue(200).optional(),
  label: searchValue(200).optional(),
  app: searchValue(50).optional(),
  source: z.enum(['lightgbm', 'hybrid', 'gemini', 'person']).optional().describe('Who gave the label.'),
  sla: z.enum(['running', 'warned', 'OK', 'TERLAMBAT']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional(),
});

export const reviewsQuery = listQuery.omit({ phase: true });

export const listedTicket = z
  .object({
    id: z.string(),
    workflowId: z.string(),
    running: z.boolean(),
    phase: z.string().nullable(),
    group: z.string().nullable(),
    app: z.string().nullable(),
    label: z.string().nullable(),
    confidence: z.number().nullable(),
    source: z.string().nullable().describe('Who gave the label.'),
    review: z.string().nullable(),
    sla: z.string().nullable(),
    receivedAt: z.string().nullable(),
    dueAt: z.string().nullable(),
  })
  .meta({ id: 'ListedTicket' });

export const ticketList = z
  .object({ items: z.array(listedTicket), nextCursor: z.string().nullable() })
  .meta({ id: 'TicketList' });
