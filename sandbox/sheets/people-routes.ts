import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { GoogleError } from './google-error';
import { ACCESS_MODES, usedRowCount, type Spreadsheet, type Worksheet } from './model';
import { columnValues, windowOf, windowSchema } from './people-window';
import { PeopleError, peopleRows, peopleWorksheet, type PeopleAction } from './people';
import { sheetsSettingsSchema, type SheetsSettings } from './settings';
import { DEMO_SPREADSHEET_ID, type Change, type SheetsWorld } from './world';

interface PeopleSide {
  readonly world: SheetsWorld;
  readonly settings: SheetsSettings;
  readonly commit: (change: Change) => object;
}

const worksheet = z.string().min(1);
const column = z.union([z.string().min(1), z.int().min(1)]);
const editSchema = z.strictObject({
  worksheet,
  row: z.int().min(1),
  column,
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});
const sortSchema = z.strictObject({ worksheet, column, descending: z.boolean().default(false) });
const rowsSchema = z.strictObject({ worksheet, at: z.int().min(1), count: z.int().min(1).max(100_000).default(1) });
const accessSchema = z.strictObject({ mode: z.enum(ACCESS_MODES), protectedRange: z.string().min(1).optional() });
const filterSchema = z.strictObject({ column: column.optional(), hiddenValues: z.array(z.string()).optional() });
/** Adds what people do with the sheets, as JSON under `/sheets/people`, and the settings under `/sheets/settings`. */
export function addPeopleRoutes(router: Router, side: PeopleSide): void {
  const act = (req: Request, action: PeopleAction): void => {
    side.commit({ kind: 'people', spreadsheetId: idOf(req), action });
  };
  const titleOf = (req: Request): string => String(req.params.worksheet);
  const sheetOf = (req: Request): Worksheet => peopleWorksheet(bookFor(side.world, req), titleOf(req));

  router.get(
    '/sheets/people',
    guarded((req) => {
      const book = bookFor(side.world, req);
      const spreadsheets = [...side.world.books.values()].map(({ id, title }) => ({ id, title }));
      return {
        id: book.id,
        title: book.title,
        access: book.access,
        spreadsheets,
        worksheets: book.worksheets.map(summary),
      };
    }),
  );
  router.post(
    '/sheets/people/spreadsheets',
    guarded((req) => {
      const { title } = z.strictObject({ title: z.string().min(1) }).parse(req.body);
      return side.commit({ kind: 'create', body: { properties: { title } } });
    }),
  );
  router.get(
    '/sheets/people/:worksheet',
    guarded((req) => peopleRows(sheetOf(req))),
  );
  router.get(
    '/sheets/people/:worksheet/window',
    guarded((req) => windowOf(sheetOf(req), windowSchema.parse(req.query))),
  );
  router.get(
    '/sheets/people/:worksheet/values',
    guarded((req) => columnValues(sheetOf(req), z.object({ column }).parse(req.query).column)),
  );
  router.post(
    '/sheets/people/edits',
    guarded((req) => act(req, { do: 'edit', ...editSchema.parse(req.body) })),
  );
  router.post(
    '/sheets/people/sort',
    guarded((req) => {
      const { descending, ...request } = sortSchema.parse(req.body);
      act(req, { do: 'sort', isDescending: descending, ...request });
    }),
  );
  router.post(
    '/sheets/people/rows',
    guarded((req) => act(req, { do: 'insertRows', ...rowsSchema.parse(req.body) })),
  );
  router.delete(
    '/sheets/people/rows',
    guarded((req) => act(req, { do: 'deleteRows', ...rowsSchema.parse(req.body) })),
  );
  router.put(
    '/sheets/people/:worksheet/access',
    guarded((req) => act(req, { do: 'access', worksheet: titleOf(req), ...accessSchema.parse(req.body) })),
  );
  router.post(
    '/sheets/people/:worksheet/filter',
    guarded((req) => act(req, { do: 'filter', worksheet: titleOf(req), ...filterSchema.parse(req.body ?? {}) })),
  );
  router.delete(
    '/sheets/people/:worksheet/filter',
    guarded((req) => act(req, { do: 'clearFilter', worksheet: titleOf(req) })),
  );
  router.delete(
    '/sheets/people/:worksheet',
    guarded((req) => act(req, { do: 'deleteWorksheet', worksheet: titleOf(req) })),
  );
  router.get(
    '/sheets/settings',
    guarded(() => side.settings),
  );
  router.put(
    '/sheets/settings',
    guarded((req) => Object.assign(side.settings, sheetsSettingsSchema.partial().parse(req.body))),
  );
  router.delete(
    '/sheets/tokens',
    guarded(() => void side.commit({ kind: 'revokeTokens' })),
  );
}

function idOf(req: Request): string {
  return typeof req.query.spreadsheetId === 'string' ? req.query.spreadsheetId : DEMO_SPREADSHEET_ID;
}

function bookFor(world: SheetsWorld, req: Request): Spreadsheet {
  const book = world.books.get(idOf(req));
  if (!book)
    throw new PeopleError(404, `no spreadsheet ${idOf(req)}; there are: ${[...world.books.keys()].join(', ')}`);
  return book;
}

function summary(sheet: Worksheet): object {
  const { sheetId, title, access, basicFilter } = sheet;
  return { sheetId, title, rows: usedRowCount(sheet), access, isFiltered: basicFilter !== null };
}

/** Answers what `handle` returns as JSON (nothing: `{}`), and its refusals as `{error}`. */
function guarded(handle: (req: Request) => object | void) {
  return (req: Request, res: Response): void => {
    try {
      res.json(handle(req) ?? {});
    } catch (error) {
      if (error instanceof z.ZodError) return void res.status(400).json({ error: z.prettifyError(error) });
      if (error instanceof PeopleError) return void res.status(error.status).json({ error: error.message });
      if (error instanceof GoogleError) return void res.status(error.code).json({ error: error.message });
      throw error;
    }
  };
}
