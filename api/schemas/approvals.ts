import { z } from 'zod';
import { share } from './texts';

const figures = z.object({ accuracy: share, macroF1: share, weightedF1: share });
const decision = z.object({
  kind: z.enum(['approved', 'rejected', 'expired', 'superseded']),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.string(),
});

export const approvalStatus = z
  .object({
    version: z.string(),
    run_id: z.string(),
    since: z.string(),
    expires_at: z.string(),
    decision: decision.nullable().describe('null: it waits.'),
    promoted: z.boolean(),
    rows: z.int(),
    labels: z.int(),
    trials: z.int(),
    held_out: z.int().describe('Rows on which both were judged.'),
    candidate: figures,
    production: figures.nullable(),
    production_version: z.string().nullable(),
    difference: z
      .object({ value: z.number(), low: z.number(), high: z.number() })
      .nullable()
      .describe('In macro F1, with its 95 % interval.'),
    mcnemar_p: z.number().nullable(),
    auto: z.object({ share, precision: share }),
    new_labels: z.array(z.string()),
    warnings: z.array(z.looseObject({ kind: z.string() })),
  })
  .meta({ id: 'ApprovalStatus' });
