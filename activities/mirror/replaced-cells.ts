import type { Kysely, Transaction } from 'kysely';
import type { Cell, Worksheet } from '../../domain/sheet-rows';
import { chunks } from './chunks';
import { dropTakenOver } from './people-cells';
import type { MirrorSchema } from './schema';

/** Far longer than a reading of the sheet takes: older cells cannot stand in anything still being read. */
const KEPT_MS = 15 * 60_000;

/** What a row of the ledger is about to hold as last written, as JSON. */
export interface NextWritten {
  readonly worksheet: string;
  readonly row_key: string;
  readonly written: string | null;
}

/**
 * Keeps the cells that count as last written until now, where others are about to take their place: whoever began to
 * read the sheet before may still see them and must not take them for a person's. And forgets people's values that are
 * ours from now on.
 * @param next - all of one spreadsheet, each row once
 */
export async function keepReplaced(
  transaction: Transaction<MirrorSchema>,
  spreadsheetId: string,
  next: readonly NextWritten[],
  now: Date,
): Promise<void> {
  const replacedAt = now.toISOString();
  const written = new Map(next.map((row) => [`${row.worksheet}\n${row.row_key}`, row.written]));
  const held = await transaction
    .selectFrom('ledger_rows')
    .select(['worksheet', 'row_key', 'written'])
    .where('spreadsheet_id', '=', spreadsheetId)
    .where(
      'row_key',
      'in',
      next.map((row) => row.row_key),
    )
    .where('written', 'is not', null)
    .execute();
  const replaced = held.flatMap(({ worksheet, row_key, written: cells }) => {
    const following = written.get(`${worksheet}\n${row_key}`);
    if (cells === null || following === undefined || following === cells) return [];
    return [{ spreadsheet_id: spreadsheetId, worksheet, row_key, cells, replaced_at: replacedAt }];
  });
  if (replaced.length === 0) return;
  await dropTakenOver(
    transaction,
    spreadsheetId,
    replaced.map(({ worksheet, row_key }) => {
      return { worksheet, row_key, written: written.get(`${worksheet}\n${row_key}`) ?? '[]' };
    }),
  );
  await transaction.insertInto('replaced_cells').values(replaced).execute();
  await transaction
    .deleteFrom('replaced_cells')
    .where('replaced_at', '<', new Date(now.getTime() - KEPT_MS).toISOString())
    .execute();
}

/** What counted as last written in each row at some moment since an instant, beside what counts now. */
export async function replacedSince(
  db: Kysely<MirrorSchema>,
  rows: { spreadsheetId: string; worksheet: Worksheet; keys: readonly string[] },
  since: string,
): Promise<ReadonlyMap<string, readonly (readonly Cell[])[]>> {
  const found = new Map<string, (readonly Cell[])[]>();
  for (const chunk of chunks(rows.keys)) {
    const replaced = await db
      .selectFrom('replaced_cells')
      .select(['row_key', 'cells'])
      .where('spreadsheet_id', '=', rows.spreadsheetId)
      .where('worksheet', '=', rows.worksheet)
      .where('row_key', 'in', chunk)
      .where('replaced_at', '>=', since)
      .execute();
    for (const { row_key, cells } of replaced) {
      found.set(row_key, [...(found.get(row_key) ?? []), JSON.parse(cells) as Cell[]]);
    }
  }
  return found;
}
