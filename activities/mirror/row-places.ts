import type { Kysely } from 'kysely';
import type { Cell, Worksheet } from '../../domain/sheet-rows';
import { rowHash } from '../sheet-sync/records';
import type { MirrorSchema } from './schema';

/** Where a row stands, and how it may look now: newest knowledge first. */
export interface RowPlace {
  readonly spreadsheetId: string;
  /** 1-based; null: written, but its place is not known yet. */
  readonly row: number | null;
  /** Hashes of its raw cells (`rowHash`), as last read and as last written. */
  readonly hashes: readonly string[];
  /** The cells that were last wished for it through the ledger; null: none ever was. */
  readonly wished: readonly Cell[] | null;
}

/** Finds a row by its key, by what was read and by what was written since. */
export interface RowPlaces {
  /** @param spreadsheetIds - oldest first: the newest that has the row counts */
  find(worksheet: 'Logs' | 'ML_Tracking', key: string, spreadsheetIds: readonly string[]): Promise<RowPlace | null>;
}

const TABLES = { Logs: 'logs_rows', ML_Tracking: 'tracking_rows' } as const;

export function createRowPlaces(db: Kysely<MirrorSchema>): RowPlaces {
  async function inOne(worksheet: 'Logs' | 'ML_Tracking', key: string, spreadsheetId: string) {
    const read = await db
      .selectFrom(TABLES[worksheet])
      .select(['row_number', 'row_hash', 'seen_at'])
      .where('spreadsheet_id', '=', spreadsheetId)
      .where('row_key', '=', key)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    const ours = await db
      .selectFrom('ledger_rows')
      .select(['row_hint', 'wished', 'written', 'updated_at'])
      .where('spreadsheet_id', '=', spreadsheetId)
      .where('worksheet', '=', worksheet satisfies Worksheet)
      .where('row_key', '=', key)
      .where('written', 'is not', null)
      .executeTakeFirst();
    if (!read && !ours) return null;
    const readHash = read ? [read.row_hash] : [];
    const ourHash = ours?.written ? [hashOfWritten(JSON.parse(ours.written) as Cell[])] : [];
    const isOursNewer = ours !== undefined && (!read || ours.updated_at > read.seen_at);
    return {
      spreadsheetId,
      row: read?.row_number ?? ours?.row_hint ?? null,
      hashes: [...new Set(isOursNewer ? [...ourHash, ...readHash] : [...readHash, ...ourHash])],
      wished: ours?.wished ? (JSON.parse(ours.wished) as Cell[]) : null,
    };
  }

  return {
    async find(worksheet, key, spreadsheetIds) {
      for (const spreadsheetId of spreadsheetIds.toReversed()) {
        const place = await inOne(worksheet, key, spreadsheetId);
        if (place) return place;
      }
      return null;
    },
  };
}

/** As Google gives it back: an empty cell before a filled one is an empty text. */
function hashOfWritten(cells: readonly Cell[]): string {
  return rowHash(cells.map((cell) => cell ?? ''));
}
