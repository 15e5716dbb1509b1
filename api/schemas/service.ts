import { z } from 'zod';

const state = z.enum(['up', 'down']);

export const health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    service: z.literal('oncek'),
    version: z.string().nullable().describe('Version of the model in service.'),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'Health' });

export const alive = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' });

export const readiness = z
  .object({
    status: z.enum(['ok', 'degraded']),
    checks: z.object({
      ...{ temporal: state, model: state, mirror: state, objectStore: state },
      ...{ sheets: state, telegram: state },
    }),
  })
  .meta({
    id: 'Readiness',
    description:
      'Each dependency. 503 unless Temporal, model, mirror and object store are up; without the others everything is taken in and waits.',
  });
