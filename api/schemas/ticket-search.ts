import { z } from 'zod';
import { readableText } from './texts';

export const searchQuery = z.strictObject({
  q: readableText(200).describe('Words; all of them must stand in the problem, its solution or its label.').optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});

export const foundTickets = z
  .object({
    items: z.array(
      z.object({
        id: z.string().nullable().describe('null: the row’s key names no ticket.'),
        day: z.string(),
        group: z.string(),
        text: z.string().describe('Personal data masked.'),
        label: z.string().nullable(),
        app: z.string(),
        sla: z.string().nullable(),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'FoundTickets' });
