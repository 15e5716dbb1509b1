import { z } from 'zod';
import { localDay } from '../../domain/local-time';
import { share } from './texts';

/** Figures are of closed days; more at a time would hold up the others who ask. */
const MAX_DAYS = 366;

const count = z.int().min(0);
const minutes = z.number().min(0);
const counted = z.array(z.object({ name: z.string(), count, share }));

const period = {
  from: z.iso.date().describe('First local day.'),
  to: z.iso.date().describe(`Last local day; at most ${MAX_DAYS} days with it.`),
  app: z
    .string()
    .max(32)
    .transform((code) => code.toUpperCase())
    .optional()
    .describe('App code; default: all apps.'),
};

function isPeriod({ from, to }: { from: string; to: string }): boolean {
  const days = (localDay(to) ?? 0) - (localDay(from) ?? 0);
  return days >= 0 && days < MAX_DAYS;
}

const NO_PERIOD = { error: `must not be before "from", nor ${MAX_DAYS} days or more after it`, path: ['to'] };
const top = z.coerce.number().int().min(1).max(100).default(10);

export const ticketReportQuery = z.strictObject({ ...period, top }).refine(isPeriod, NO_PERIOD);
export const trendQuery = z
  .strictObject({ ...period, top, examples: z.coerce.number().int().min(0).max(10).default(0) })
  .refine(isPeriod, NO_PERIOD);

export const rowsQuery = z.strictObject(period).refine(isPeriod, NO_PERIOD);
export const chartQuery = z
  .strictObject({ ...period, language: z.enum(['id', 'en']).default('id').describe('Of the words on the picture.') })
  .refine(isPeriod, NO_PERIOD);

export const ticketReport = z
  .object({
    from: z.string(),
    to: z.string(),
    app: z.string().nullable(),
    total: count,
    apps: counted,
    response: z
      .object({ meanMin: minutes, minMin: minutes, maxMin: minutes, count })
      .nullable()
      .describe('Active minutes to the first response; blank and zero ones stay out.'),
    met: count,
    late: count,
    compliance: share.nullable(),
    solvers: counted,
    symptoms: counted,
    otherSymptoms: count,
    days: z.array(
      z.object({ day: z.string(), met: count, late: count, p50Min: minutes.nullable(), p90Min: minutes.nullable() }),
    ),
  })
  .meta({ id: 'TicketReport' });

export const trendReport = z
  .object({
    from: z.string(),
    to: z.string(),
    app: z.string().nullable(),
    total: count,
    symptoms: z.array(
      z.object({
        name: z.string(),
        count,
        share,
        examples: z.array(z.string()).describe('Newest tickets, personal data masked.'),
      }),
    ),
    otherSymptoms: count,
  })
  .meta({ id: 'TrendReport' });
