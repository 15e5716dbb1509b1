import { condition, proxyActivities } from '@temporalio/workflow';
import { takeBatch } from '../domain/ledger';
import type { LedgerBatch, LedgerEntry, LedgerState, PlacedEntries } from './contracts/ledger';
import { sheetWriteProfile } from './options';
import { persistently } from './persistently';
import type { SheetActivities } from './ports';

const { placeRows } = proxyActivities<SheetActivities>(sheetWriteProfile);

/** Whether the next batch is chosen already and needs no gathering. */
export function hasGathered({ groups, placed }: Pick<LedgerState, 'groups' | 'placed'>): boolean {
  return groups.length > 0 || placed.length > 0;
}

/** Chooses the entries of the next batch, unless some wait already. */
export function gatherNext(state: LedgerState, limits: { maxRows: number; maxBytes: number }): void {
  if (hasGathered(state)) return;
  const { batch, rest } = takeBatch(state.pending, limits);
  state.pending = rest;
  state.groups.push(batch);
}

/**
 * The next entries of a ledger with one spreadsheet. Without waiting: an await here would change the order of commands
 * that runs of before have recorded.
 * @param spreadsheetId - that one
 * @returns null: it has several, or some are placed already
 */
export function nextOfOne(spreadsheetId: string, state: LedgerState): PlacedEntries | null {
  if (state.placed.length > 0 || (state.spreadsheets ?? []).length > 1) return null;
  return { spreadsheetId, entries: state.groups.shift() ?? [] };
}

/**
 * The next entries of a ledger with several spreadsheets, all for one of them: a row stays in the one it was written to.
 * While that is being found out they stay in the state, so the run may end meanwhile.
 * @param mustHandOver - the run has to end, whether or not the places are known
 * @returns null: the run has to end
 */
export async function nextOfSeveral(state: LedgerState, mustHandOver: () => boolean): Promise<PlacedEntries | null> {
  if (state.placed.length === 0) {
    let placed: PlacedEntries[] | null = null;
    await Promise.race([
      placesOf(state.groups[0] ?? [], state.spreadsheets ?? []).then((found) => (placed = found)),
      condition(() => placed !== null || mustHandOver()),
    ]);
    if (placed === null) return null;
    state.groups.shift();
    state.placed = placed;
  }
  return state.placed.shift() ?? null;
}

/** Whether a batch goes to a spreadsheet that takes no new rows any more. */
export function isOlder({ spreadsheets }: LedgerState, { spreadsheetId }: Pick<LedgerBatch, 'spreadsheetId'>): boolean {
  return spreadsheets !== null && spreadsheets.at(-1) !== spreadsheetId;
}

async function placesOf(entries: LedgerEntry[], spreadsheets: readonly string[]): Promise<PlacedEntries[]> {
  const rows = entries.map(({ worksheet, key }) => ({ worksheet, key }));
  const summary = `places of ${rows.length} rows`;
  const input = { spreadsheets, rows };
  const places = await persistently('placeRows', () => placeRows.executeWithOptions({ summary }, [input]));
  return spreadsheets.flatMap((spreadsheetId, index) => {
    const own = entries.filter((_, row) => places[row] === index);
    return own.length > 0 ? [{ spreadsheetId, entries: own }] : [];
  });
}
