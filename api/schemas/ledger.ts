import { z } from 'zod';

export const retryAnswer = z
  .object({
    retried: z.int().min(0).describe('Parked rows that are tried again.'),
    queue_size: z.int().min(0).describe('Rows that now wait, those included.'),
  })
  .meta({ id: 'RetryAnswer' });

export const ledgerStatus = z
  .object({
    started: z.boolean().describe('false: nothing was ever written into this spreadsheet.'),
    pending: z.int().min(0).describe('Rows not in the sheet yet.'),
    spilled: z.int().min(0).describe('How many of the pending rows wait in the object store.'),
    blocked: z
      .enum(['headings', 'denied', 'protected', 'notFound', 'unreachable', 'full'])
      .nullable()
      .describe('Why nothing can be written at present; null: nothing is in the way.'),
    parked: z
      .array(z.object({ worksheet: z.string(), key: z.string(), reason: z.string() }))
      .readonly()
      .describe('Rows that Google refused, until somebody retries them.'),
    parkedMore: z.int().min(0).describe('Parked rows that are not listed.'),
    written: z.int().min(0),
    batches: z.int().min(0),
    oldestPendingSince: z.string().nullable(),
  })
  .meta({ id: 'LedgerStatus' });
