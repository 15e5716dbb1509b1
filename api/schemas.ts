import { z } from 'zod';

/** Contracts of the API; the OpenAPI document is made of the same schemas. */
const share = z.number().min(0).max(1);
const text = z.string().max(100_000);

export const predictRequest = z
  .object({ tech_raw_text: text, solving: text.optional() })
  .meta({ id: 'PredictRequest', description: 'A problem, and how it was solved if that is known.' });

export const predictAnswer = z
  .object({
    predicted_symtomps: z.string().nullable(),
    ml_confidence: share,
    prediction_status: z.enum(['AUTO', 'REVIEW']),
    inference_time_ms: z.number().min(0),
    source: z.enum(['lightgbm', 'hybrid', 'gemini']),
    gemini_label: z.string().nullable(),
    gemini_confidence: share.nullable(),
    model_version: z.string(),
    top: z.array(z.object({ label: z.string(), confidence: share })),
    text_cut: z.boolean().describe('The text was longer than 8,000 characters; the end was not read.'),
  })
  .meta({ id: 'PredictAnswer' });

export const batchRequest = z.object({ items: z.array(predictRequest).min(1).max(100) }).meta({ id: 'BatchRequest' });

export const batchAnswer = z
  .object({ results: z.array(predictAnswer), total_time_ms: z.number().min(0) })
  .meta({ id: 'BatchAnswer' });

export const modelInfo = z
  .object({
    version: z.string().nullable(),
    is_loaded: z.boolean(),
    num_classes: z.int().min(0),
    classes: z.array(z.string()),
    thresholds: z.object({ AUTO: share, REVIEW: share, cascade: share }),
    loaded_stage: z.string().nullable(),
    gemini_enabled: z.boolean(),
    origin: z
      .enum(['generated', 'data'])
      .nullable()
      .describe('`generated`: trained on made-up examples; figures say nothing about real use.'),
    note: z.string().nullable(),
    training_samples: z.int().min(0).nullable(),
    training_accuracy: share.nullable(),
    training_f1_macro: share.nullable(),
    trained_at: z.string().nullable(),
  })
  .meta({ id: 'ModelInfo' });

export const newTicketRequest = z
  .strictObject({
    text: z.string().trim().min(1).max(3_500).describe('The problem; the group bot posts it into the group.'),
    groupLabel: z.string().max(100).optional().describe('Label of the collecting group; default: the first one.'),
    reporter: z.string().trim().max(100).optional().describe('Name shown as the reporter.'),
  })
  .meta({ id: 'NewTicket' });

export const startedTicket = z
  .object({ id: z.string(), workflowId: z.string(), runId: z.string().nullable() })
  .meta({ id: 'StartedTicket' });

export const responseRequest = z
  .strictObject({
    kind: z.enum(['oncek', 'solution']),
    text: z.string().trim().min(1).max(3_500),
    solver: z.string().trim().min(1).max(100).describe('Name of who answered.'),
  })
  .meta({ id: 'TicketResponse' });

export const reviewRequest = z
  .strictObject({ label: z.string().trim().min(1).max(200), reviewer: z.string().trim().min(1).max(100).optional() })
  .meta({ id: 'ReviewRequest' });

export const listQuery = z.strictObject({
  phase: z.enum(['open', 'answered', 'solved', 'inReview', 'done', 'closed']).optional(),
  group: z.string().max(200).optional(),
  label: z.string().max(200).optional(),
  app: z.string().max(50).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional(),
});

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
    review: z.string().nullable(),
    sla: z.string().nullable(),
    receivedAt: z.string().nullable(),
    dueAt: z.string().nullable(),
  })
  .meta({ id: 'ListedTicket' });

export const ticketList = z
  .object({ items: z.array(listedTicket), nextCursor: z.string().nullable() })
  .meta({ id: 'TicketList' });

export const problem = z
  .object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string(), instance: z.string().optional() })
  .meta({ id: 'Problem', description: 'An error, as RFC 9457 has it.' });
