import type { Response } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { RowWish } from '../../activities/row-writer';
import { HEADINGS, KEY_COLUMN } from '../../domain/sheet-rows';
import { byHeading, logCells } from '../data/log-cells';
import { logsCursor, logsPositionOf } from '../data/cursor';
import type { ApiDeps } from '../deps';
import { readLedger } from '../ledger-status';
import { requireRole } from '../middleware/auth';
import { jsonBody } from '../middleware/body';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import { appendLogRequest, logsQuery, putLogRequest } from '../schemas/logs';
import type { foundLog, logRow, logsPage, logWritten } from '../schemas/logs';
import { name } from '../schemas/texts';
import { streamJson } from '../stream-json';

const rowNumber = z.coerce.number().int().min(2).max(10_000_000);
const rowKeyText = name(200).trim().min(1);

/** /api/data/logs: rows of Logs as they were last read, and writing one through the ledger, by its key. */
export function logRoutes(deps: ApiDeps): Router {
  const { rows, config } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');
  const canWrite = requireRole(config.apiKeys, 'write');

  router.get('/', canRead, async (request, response) => {
    const { from = null, to = null, limit, cursor } = logsQuery.parse(request.query);
    const page = await rows.logs.newest({ days: { from, to }, after: logsPositionOf(cursor), limit });
    const items = page.rows.map(({ row, spreadsheetId, cells }) => ({
      ...{ row_index: row, spreadsheet_id: spreadsheetId },
      ...byHeading(cells),
    }));
    response.json({ items, nextCursor: logsCursor(page.next) } satisfies z.infer<typeof logsPage>);
  });

  router.get('/all', canRead, (_request, response) => streamJson(response, allLogs(deps)));

  router.get('/find/:key', canRead, async (request, response) => {
    const place = await rows.places.find('Logs', pathValue(rowKeyText, request.params.key), await rows.spreadsheets());
    response.json({ row_index: place?.row ?? null, found: place !== null } satisfies z.infer<typeof foundLog>);
  });

  router.get('/row/:row', canRead, async (request, response) => {
    const found = await rowAt(deps, pathValue(rowNumber, request.params.row));
    response.json({
      row: found ? [...found.cells] : null,
      found: found !== null,
    } satisfies z.infer<typeof logRow>);
  });

  router.post('/append', changing(deps, 'write'), async (request, response) => {
    const body = appendLogRequest.parse(request.body);
    await answerWith(deps, response, { worksheet: 'Logs', key: body.tech_message_id, cells: logCells(body) });
  });

  router.put('/:row', canWrite, jsonBody, async (request, response) => {
    const row = pathValue(rowNumber, request.params.row);
    const body = putLogRequest.parse(request.body);
    const key = body.tech_message_id ?? (await rowAt(deps, row))?.key;
    if (key === undefined || key === null) {
      throw new HttpProblem(404, 'NotFound', 'no row with a key was seen there; send its tech_message_id');
    }
    const cells = logCells({ ...body, tech_message_id: key });
    await answerWith(deps, response, { worksheet: 'Logs', key, cells });
  });
  return router;
}

/** @throws InvalidInput for what the path must not hold */
function pathValue<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new HttpProblem(400, 'InvalidInput', `path: ${read.error.issues[0]?.message ?? 'malformed'}`);
}

/** Today's clients know one spreadsheet: the one that takes new rows. */
async function rowAt({ rows }: ApiDeps, row: number) {
  const newest = (await rows.spreadsheets()).at(-1);
  return newest === undefined ? null : rows.logs.at(newest, row);
}

async function* allLogs({ rows }: ApiDeps): AsyncGenerator<string> {
  const spreadsheets = await rows.spreadsheets();
  let total = 0;
  let head = `{"rows":[${JSON.stringify(HEADINGS.Logs)}`;
  for (const spreadsheetId of spreadsheets) {
    for await (const page of rows.logs.all(spreadsheetId)) {
      total += page.length;
      yield head + page.map(({ cells }) => `,${JSON.stringify(cells)}`).join('');
      head = '';
    }
  }
  yield `${head}],"total":${total}}`;
}

async function answerWith(deps: ApiDeps, response: Response, wish: RowWish): Promise<void> {
  const result = await deps.rows.write(wish);
  if (result.kind === 'changed') throw rowChanged(wish.cells[KEY_COLUMN[wish.worksheet]]);
  if (result.kind === 'written') {
    response.json({ success: true, row_index: result.row, queued: false } satisfies z.infer<typeof logWritten>);
    return;
  }
  const ledger = await readLedger(deps);
  response.status(202).json({
    ...{ success: false, row_index: null, queued: true, queue_size: ledger.pending },
    detail: ledger.blocked === null ? 'queued: it is written soon' : `queued: the sheet is closed (${ledger.blocked})`,
  } satisfies z.infer<typeof logWritten>);
}

/** The answer where a row is no longer as it was last read. */
export function rowChanged(key: unknown): HttpProblem {
  const detail = `row ${String(key).slice(0, 60)} was changed since it was last read; read it again in a minute, then write`;
  return new HttpProblem(409, 'RowChanged', detail);
}
