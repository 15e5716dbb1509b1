import { z } from 'zod';

export const problem = z
  .object({
    type: z.string().describe('`about:blank#<name>`; compare the name.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong, naming the field, and what to do.'),
    instance: z.string().optional().describe('The trace id of the request.'),
  })
  .meta({ id: 'Problem', description: 'An error, as RFC 9457 has it.' });
