import { contentHash, mergeEntries } from '../domain/ledger';
import { expiredMarks, markValueOf } from '../domain/marks';
import type { BatchResult, LedgerBatch, LedgerInput, LedgerState, PlacedEntries } from './contracts/ledger';
import { isOlder } from './ledger-places';

type Blocked = Extract<BatchResult, { kind: 'blocked' }>;

/** A batch that is sent word for word from now on. */
export function freeze(input: LedgerInput, state: LedgerState, { spreadsheetId, entries }: PlacedEntries): LedgerBatch {
  state.batchNumber += 1;
  const place = { spreadsheetId, firstSpreadsheetId: input.spreadsheetId, nowMs: Date.now() };
  return {
    spreadsheetId,
    metadataId: 1 + Math.floor(Math.random() * 2_147_483_647),
    markValue: markValueOf(state.uuid, state.batchNumber, contentHash(entries)),
    entries,
    expiredMarks: expiredMarks(state.marks, place),
    ...(state.spreadsheets && { isPlaced: true }),
  };
}

/**
 * What a batch's result means for its entries, and whether nothing can be written at present. Those that have to find
 * another spreadsheet go back; those of an older one that people have closed must not hold up new tickets.
 */
export function blockOf(
  { spreadsheetId }: LedgerInput,
  state: LedgerState,
  batch: LedgerBatch,
  result: BatchResult,
): Blocked | null {
  switch (result.kind) {
    case 'blocked':
      if (isOlder(state, batch) && result.cause !== 'unreachable') return null;
      if (state.inFlight) state.inFlight = { ...state.inFlight, batch: { ...batch, mayBeSent: true } };
      return result;
    case 'elsewhere':
      putBack(state, batch);
      state.spreadsheets = result.spreadsheets;
      return null;
    case 'full':
      putBack(state, batch);
      return { kind: 'blocked', cause: 'full', worksheet: null, reason: result.reason };
    default:
      state.spreadsheets ??= [spreadsheetId];
      return null;
  }
}

function putBack(state: LedgerState, { entries }: LedgerBatch): void {
  state.groups.unshift([...entries]);
  state.inFlight = null;
}

/** Parked entries go before all others, those in files before the other files. */
export function retryParked(state: LedgerState): void {
  const parked = state.parked.map(({ entry }) => entry);
  state.pending = mergeEntries(parked, state.pending);
  state.spilled = [...state.parkedFiles, ...state.spilled];
  state.parked = [];
  state.parkedFiles = [];
}
