import type { Kysely, Transaction } from 'kysely';
import { HEADINGS, WORKSHEETS, cellText, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { TRACKING_LABEL_COLUMN, TRACKING_STATUS_COLUMN } from '../../domain/tracking-row';
import { chunks } from './chunks';
import type { MirrorSchema } from './schema';

/** The cells people review in. */
export type ReviewCell = 'label' | 'status';

/** The zero-based columns of the cells people review in. */
export const REVIEW_COLUMNS: Readonly<Record<Worksheet, readonly { cell: ReviewCell; column: number }[]>> = {
  Logs: [{ cell: 'label', column: HEADINGS.Logs.indexOf('symtomps') }],
  ML_Tracking: [
    { cell: 'label', column: TRACKING_LABEL_COLUMN },
    { cell: 'status', column: TRACKING_STATUS_COLUMN },
  ],
  Monitoring: [],
};

/** A review cell of one row. */
export interface ReviewCellRef {
  readonly key: string;
  readonly cell: ReviewCell;
}

/** A label or review status that a person set, while it stands in the sheet. */
export interface PeopleCell extends ReviewCellRef {
  /** The cell, trimmed. */
  readonly value: string;
  /** What of ours it stands in place of: what we last wrote there, and what a write then under way was to put there. */
  readonly against: readonly string[];
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
          ...{ value, against: JSON.stringify(against), seen_at: seenAt, told_at: null },
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

/**
 * Forgets cells whose value the ledger has made its own: should it write something else there later, the same value set
 * once more by a person is a new edit.
 * @param rows - with JSON of what now counts as last written, all of one spreadsheet
 */
export async function dropTakenOver(
  transaction: Transaction<MirrorSchema>,
  spreadsheetId: string,
  rows: readonly { readonly worksheet: string; readonly row_key: string; readonly written: string }[],
): Promise<void> {
  const held = await transaction
    .selectFrom('people_cells')
    .select(['worksheet', 'row_key', 'cell', 'value'])
    .where('spreadsheet_id', '=', spreadsheetId)
    .where(
      'row_key',
      'in',
      rows.map(({ row_key }) => row_key),
    )
    .execute();
  for (const { worksheet: title, row_key, cell, value } of held) {
    const worksheet = WORKSHEETS.find((known) => known === title);
    const row = rows.find((other) => other.worksheet === title && other.row_key === row_key);
    const review = worksheet && REVIEW_COLUMNS[worksheet].find((column) => column.cell === cell);
    if (!worksheet || !row || !review) continue;
    const written = cellText((JSON.parse(row.written) as Cell[])[review.column]);
    if (written === value)
      await dropPeopleCells(transaction, { spreadsheetId, worksheet }, [{ key: row_key, cell: review.cell }]);
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
  const against = JSON.parse(row.against) as string[];
  return { key: row.row_key, cell, value: row.value, against, seenAt: row.seen_at };
}
