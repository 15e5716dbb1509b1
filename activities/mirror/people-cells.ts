import type { Kysely, Transaction } from 'kysely';
import { WORKSHEETS, type Worksheet } from '../../domain/sheet-rows';
import { chunks } from './chunks';
import type { MirrorSchema } from './schema';

/** The cells people review in. */
export type ReviewCell = 'label' | 'status';

/** A review cell of one row. */
export interface ReviewCellRef {
  readonly key: string;
  readonly cell: ReviewCell;
}

/** A label or review status that a person set, while it stands in the sheet. */
export interface PeopleCell extends ReviewCellRef {
  /** The cell, trimmed. */
  readonly value: string;
  /** What we had last written there. */
  readonly against: string;
  /** ISO instant, UTC. */
  readonly seenAt: string;
}

/** A person's cell whose ticket is still to be told. */
export interface UntoldCell extends PeopleCell {
  readonly spreadsheetId: string;
  readonly worksheet: Worksheet;
}

/** What people set in the sheets, and whom we still have to tell. */
export interface PeopleCells {
  /** The cells people set in these rows, by {@link cellId}. */
  load(spreadsheetId: string, worksheet: Worksheet, keys: readonly string[]): Promise<ReadonlyMap<string, PeopleCell>>;
  /** Oldest first. */
  untold(limit: number): Promise<readonly UntoldCell[]>;
  countUntold(): Promise<number>;
  /** Notes that the tickets were told of exactly these values: a cell changed since stays to be told. */
  markTold(cells: readonly UntoldCell[], at: string): Promise<void>;
}

/** One string for a review cell of a worksheet, for maps. */
export function cellId({ key, cell }: ReviewCellRef): string {
  return `${cell}\n${key}`;
}

export function createPeopleCells(db: Kysely<MirrorSchema>): PeopleCells {
  return {
    async load(spreadsheetId, worksheet, keys) {
      const found = new Map<string, PeopleCell>();
      for (const chunk of chunks(keys)) {
        const rows = await db
          .selectFrom('people_cells')
          .selectAll()
          .where('spreadsheet_id', '=', spreadsheetId)
          .where('worksheet', '=', worksheet)
          .where('row_key', 'in', chunk)
          .execute();
        for (const row of rows) {
          const cell = fromTable(row);
          found.set(cellId(cell), cell);
        }
      }
      return found;
    },
    async untold(limit) {
      const rows = await db
        .selectFrom('people_cells')
        .selectAll()
        .where('told_at', 'is', null)
        .orderBy('seen_at')
        .orderBy('spreadsheet_id')
        .orderBy('worksheet')
        .orderBy('row_key')
        .limit(limit)
        .execute();
      return rows.flatMap((row) => {
        const worksheet = WORKSHEETS.find((known) => known === row.worksheet);
        return worksheet ? [{ ...fromTable(row), spreadsheetId: row.spreadsheet_id, worksheet }] : [];
      });
    },
    async countUntold() {
      const { count } = await db
        .selectFrom('people_cells')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('told_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async markTold(cells, at) {
      await db.transaction().execute(async (transaction) => {
        for (const cell of cells) {
          await transaction
            .updateTable('people_cells')
            .set({ told_at: at })
            .where('spreadsheet_id', '=', cell.spreadsheetId)
            .where('worksheet', '=', cell.worksheet)
            .where('row_key', '=', cell.key)
            .where('cell', '=', cell.cell)
            .where('value', '=', cell.value)
            .where('seen_at', '=', cell.seenAt)
            .execute();
        }
      });
    },
  };
}

/** Stores cells that people set; their tickets are then to be told. */
export async function putPeopleCells(
  transaction: Transaction<MirrorSchema>,
  sheet: { spreadsheetId: string; worksheet: Worksheet },
  cells: readonly PeopleCell[],
): Promise<void> {
  for (const chunk of chunks(cells)) {
    await transaction
      .insertInto('people_cells')
      .values(
        chunk.map(({ key, cell, value, against, seenAt }) => ({
          ...{ spreadsheet_id: sheet.spreadsheetId, worksheet: sheet.worksheet, row_key: key, cell },
          ...{ value, against, seen_at: seenAt, told_at: null },
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['spreadsheet_id', 'worksheet', 'row_key', 'cell']).doUpdateSet((eb) => ({
          value: eb.ref('excluded.value'),
          against: eb.ref('excluded.against'),
          seen_at: eb.ref('excluded.seen_at'),
          told_at: eb.ref('excluded.told_at'),
        })),
      )
      .execute();
  }
}

/** Forgets cells where no person's value stands any more. */
export async function dropPeopleCells(
  transaction: Transaction<MirrorSchema>,
  sheet: { spreadsheetId: string; worksheet: Worksheet },
  cells: readonly ReviewCellRef[],
): Promise<void> {
  for (const { key, cell } of cells) {
    await transaction
      .deleteFrom('people_cells')
      .where('spreadsheet_id', '=', sheet.spreadsheetId)
      .where('worksheet', '=', sheet.worksheet)
      .where('row_key', '=', key)
      .where('cell', '=', cell)
      .execute();
  }
}

function fromTable(row: MirrorSchema['people_cells']): PeopleCell {
  const cell = row.cell === 'status' ? 'status' : 'label';
  return { key: row.row_key, cell, value: row.value, against: row.against, seenAt: row.seen_at };
}
