import { z } from 'zod';

export const ledgerStatus = z
  .object({
    started: z.boolean().describe('false: nothing was ever written into this spreadsheet.'),
    pending: z.int().min(0),
    parked: z
      .array(z.object({ worksheet: z.string(), key: z.string(), reason: z.string() }))
      .readonly()
      .describe('Rows that Google refused, until somebody retries them.'),
    written: z.int().min(0),
    batches: z.int().min(0),
    oldestPendingSince: z.string().nullable(),
  })
  .meta({ id: 'LedgerStatus' });
