import type { Kysely } from 'kysely';
import { WORKSHEETS } from '../../domain/sheet-rows';
import type { RowRef } from './ledger-rows';
import type { MirrorSchema } from './schema';

/** What can be told of a row. */
export type Telling = 'deleted' | 'duplicate';

/** Remembers what was told of rows: to admins, who hear each thing once, and to the ledger, whose answer may be lost. */
export interface LedgerTold {
  /** Notes that a batch tells something of rows, as far as no other batch did before. @param mark - the batch's */
  note(spreadsheetId: string, what: Telling, rows: readonly RowRef[], mark: string): Promise<void>;
  /** What a batch tells: the same however often it is asked, since its answer may have been lost. */
  toldBy(spreadsheetId: string, mark: string): Promise<(RowRef & { readonly what: Telling })[]>;
  /** Notes rows that a batch hit by mistake and that the ledger is to write again. */
  noteHits(spreadsheetId: string, rows: readonly RowRef[], mark: string): Promise<void>;
  /** The rows that a batch hit, however often it is asked. */
  hitsOf(spreadsheetId: string, mark: string): Promise<RowRef[]>;
}

const HIT = 'hit';

/** Rows of one statement; each is five parameters. */
const CHUNK = 500;

export function createLedgerTold(db: Kysely<MirrorSchema>): LedgerTold {
  return {
    async note(spreadsheetId, what, rows, mark) {
      for (let start = 0; start < rows.length; start += CHUNK) {
        const chunk = rows.slice(start, start + CHUNK);
        await db
          .insertInto('ledger_told')
          .values(
            chunk.map(({ worksheet, key }) => ({ spreadsheet_id: spreadsheetId, worksheet, row_key: key, what, mark })),
          )
          .onConflict((conflict) => conflict.columns(['spreadsheet_id', 'worksheet', 'row_key', 'what']).doNothing())
          .execute();
      }
    },
    async toldBy(spreadsheetId, mark) {
      const rows = await db
        .selectFrom('ledger_told')
        .select(['worksheet', 'row_key', 'what'])
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('mark', '=', mark)
        .execute();
      return rows.flatMap(({ what, ...row }) =>
        what === 'deleted' || what === 'duplicate' ? refsOf([row]).map((ref) => ({ ...ref, what })) : [],
      );
    },
    async noteHits(spreadsheetId, rows, mark) {
      for (const { worksheet, key } of rows) {
        const row = { spreadsheet_id: spreadsheetId, worksheet, row_key: key, what: HIT, mark };
        await db
          .insertInto('ledger_told')
          .values(row)
          // A later batch may hit the row again.
          .onConflict((conflict) =>
            conflict.columns(['spreadsheet_id', 'worksheet', 'row_key', 'what']).doUpdateSet({ mark }),
          )
          .execute();
      }
    },
    async hitsOf(spreadsheetId, mark) {
      const rows = await db
        .selectFrom('ledger_told')
        .select(['worksheet', 'row_key'])
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('mark', '=', mark)
        .where('what', '=', HIT)
        .execute();
      return refsOf(rows);
    },
  };
}

function refsOf(rows: readonly { worksheet: string; row_key: string }[]): RowRef[] {
  return rows.flatMap(({ worksheet: title, row_key: key }) => {
    const worksheet = WORKSHEETS.find((known) => known === title);
    return worksheet ? [{ worksheet, key }] : [];
  });
}
