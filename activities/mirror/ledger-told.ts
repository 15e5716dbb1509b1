import type { Kysely } from 'kysely';
import { WORKSHEETS } from '../../domain/sheet-rows';
import type { RowRef } from './ledger-rows';
import type { MirrorSchema } from './schema';

/** What can be told of a row. */
export type Telling = 'deleted' | 'duplicate';

/** Remembers what admins were told of rows, so that they hear each thing once. */
export interface LedgerTold {
  /** Notes that a batch tells something of rows, as far as no other batch did before. @param mark - the batch's */
  note(spreadsheetId: string, what: Telling, rows: readonly RowRef[], mark: string): Promise<void>;
  /** What a batch tells: the same however often it is asked, since its answer may have been lost. */
  toldBy(spreadsheetId: string, mark: string): Promise<(RowRef & { readonly what: Telling })[]>;
}

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
      return rows.flatMap(({ worksheet: title, row_key: key, what }) => {
        const worksheet = WORKSHEETS.find((known) => known === title);
        return worksheet
          ? [{ worksheet, key, what: what === 'deleted' ? ('deleted' as const) : ('duplicate' as const) }]
          : [];
      });
    },
  };
}
