import { z } from 'zod';
import { HEADINGS } from '../../domain/sheet-rows';
import { name, readableText } from './texts';

/** What a cell may be told as: today's clients send numbers as texts, and the other way round. */
const cell = z.union([name(100_000), z.number(), z.boolean(), z.null()]);
const key = z
  .union([readableText(200), z.int().min(1)])
  .transform(String)
  .describe('The row’s key: `<message id>`, outside the first group `<message id>@<chat id>`.');

const columns = Object.fromEntries(HEADINGS.Logs.map((heading) => [heading, cell.optional()]));

/** Fields nobody knows are ignored, as today's clients expect. */
export const appendLogRequest = z.object({ ...columns, tech_message_id: key }).meta({
  id: 'AppendLog',
  description: 'Cells of a row of Logs by their headings; one that stands there is updated.',
});

export const putLogRequest = z.object({ ...columns, tech_message_id: key.optional() }).meta({
  id: 'PutLog',
  description: 'Cells to change, by their headings. Where the key is given it names the row, wherever it stands now.',
});

export const logWritten = z
  .object({
    success: z.boolean().describe('false: it is queued, and written once the sheet can be.'),
    row_index: z.int().nullable().describe('1-based, the headings being row 1; null: not known yet.'),
    queued: z.boolean(),
    queue_size: z.int().min(0).optional().describe('Rows that wait; where queued.'),
    detail: z.string().optional(),
  })
  .meta({ id: 'LogWritten' });

const cells = z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const allLogs = z
  .object({
    rows: z.array(cells).describe('The headings come first.'),
    total: z.int().min(0).describe('Without them.'),
  })
  .meta({ id: 'AllLogs', description: 'As the sheets were last read, at most a minute ago as a rule.' });

export const foundLog = z.object({ row_index: z.int().nullable(), found: z.boolean() }).meta({ id: 'FoundLog' });

export const logRow = z.object({ row: cells.nullable(), found: z.boolean() }).meta({ id: 'LogRow' });

const day = z.iso.date();

export const logsQuery = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(2_000).optional(),
});

export const logsPage = z
  .object({
    items: z.array(
      z.object({
        row_index: z.int(),
        spreadsheet_id: z.string(),
        ...Object.fromEntries(
          HEADINGS.Logs.map((heading) => [heading, z.union([z.string(), z.number(), z.boolean(), z.null()])]),
        ),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'LogsPage', description: 'Newest day first.' });

/** Fields nobody knows are ignored, as today's clients expect. */
export const trackRequest = z
  .object({
    tech_message_id: key,
    tech_raw_text: name(100_000).default(''),
    solving: name(100_000).nullable().default(''),
    predicted_symtomps: readableText(200),
    ml_confidence: z.number().min(0).max(1),
    prediction_status: z.enum(['AUTO', 'REVIEW']),
    source: z.enum(['lightgbm', 'hybrid', 'gemini']).default('lightgbm'),
  })
  .meta({ id: 'TrackRequest' });

export const tracked = z
  .object({ success: z.boolean().describe('false: it is queued.'), queued: z.boolean() })
  .meta({ id: 'Tracked' });

export const queueStatus = z
  .object({
    queue_size: z.int().min(0).describe('Rows not in the sheet yet.'),
    oldest_item_at: z.string().nullable(),
    status: z.enum(['empty', 'writing', 'blocked']).describe('blocked: `GET /api/ledger` says why.'),
  })
  .meta({ id: 'QueueStatus' });
