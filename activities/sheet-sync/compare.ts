import type { Mirror } from '../mirror';
import { rowId } from '../mirror/ledger-rows';
import { REVIEW_COLUMNS, cellId, type PeopleCell, type ReviewCellRef } from '../mirror/people-cells';
import { replacedSince } from '../mirror/replaced-cells';
import type { RowState, SheetChange, SheetRef } from '../mirror/sheet-rows';
import { judgeCell, replacedByPerson, type Verdict } from './judge';
import { plainText, recordOf, type ReadRow } from './records';

/** Clocks of several machines differ by so much at most. */
const CLOCK_SKEW_MS = 5_000;

export interface CompareDeps {
  readonly mirror: Pick<Mirror, 'db' | 'ledgerRows' | 'sheetRows' | 'peopleCells'>;
  readonly timeZone: string;
}

/** The reading that rows come from. */
export interface Reading extends SheetRef {
  /** Instant (ms) just before the request was sent. */
  readonly startedMs: number;
  /** Keys of rows whose record the ledger changed since the reading before: to be judged even if they look the same. */
  readonly touched: ReadonlySet<string>;
}

/**
 * Compares rows with what the mirror holds of them. Whose a cell is follows from the ledger's records, which are read
 * after the rows: whatever of ours stands in them had been planned by then.
 * @param rows - some of the worksheet's rows, each key once
 */
export async function compareRows(
  { mirror, timeZone }: CompareDeps,
  reading: Reading,
  rows: readonly ReadRow[],
): Promise<SheetChange> {
  const { spreadsheetId, worksheet } = reading;
  const seenAt = new Date(reading.startedMs).toISOString();
  const states = await mirror.sheetRows.states(
    reading,
    rows.map(({ key }) => key),
  );
  const candidates = rows.filter((row) => mayBeEdited(row, states.get(row.key) ?? null, reading));
  const verdicts = await judgeRows({ mirror, timeZone }, reading, candidates, states);
  const change = { records: [], moved: [], edited: [], settled: [] } as {
    -readonly [K in keyof SheetChange]: SheetChange[K][number][];
  };
  for (const row of rows) {
    const state = states.get(row.key) ?? null;
    const cells = verdicts.get(row.key) ?? [];
    const isUnsettled = cells.some(({ verdict }) => verdict === 'unsettled');
    const isSame = state !== null && state.hash === row.hash && !state.isRemoved;
    for (const { verdict, edit, isHeld } of cells) {
      if (verdict === 'edited') change.edited.push({ ...edit, seenAt });
      else if (verdict === 'ours' && isHeld) change.settled.push(edit);
    }
    // Until it is settled whose value stands there, the mirror keeps what it saw before: the next sync compares with it.
    if (isUnsettled && !isSame) continue;
    if (!isSame || state.isUnsettled !== isUnsettled) {
      change.records.push(recordOf(worksheet, row, { spreadsheetId, timeZone, seenAt, isUnsettled }));
    } else if (state.rowNumber !== row.rowNumber) {
      change.moved.push({ key: row.key, rowNumber: row.rowNumber });
    }
  }
  return change;
}

interface JudgedReview {
  readonly verdict: Verdict;
  /** The cell, should a person have set it. */
  readonly edit: Omit<PeopleCell, 'seenAt'> & ReviewCellRef;
  /** Whether the mirror holds a person's value of it. */
  readonly isHeld: boolean;
}

async function judgeRows(
  { mirror }: CompareDeps,
  reading: Reading,
  rows: readonly ReadRow[],
  states: ReadonlyMap<string, RowState>,
): Promise<Map<string, JudgedReview[]>> {
  const verdicts = new Map<string, JudgedReview[]>();
  if (rows.length === 0) return verdicts;
  const { spreadsheetId, worksheet } = reading;
  const keys = rows.map(({ key }) => key);
  const since = new Date(reading.startedMs - CLOCK_SKEW_MS).toISOString();
  const ledgerRows = await mirror.ledgerRows.load(
    spreadsheetId,
    keys.map((key) => ({ worksheet, key })),
  );
  const replaced = await replacedSince(mirror.db, { spreadsheetId, worksheet, keys }, since);
  const told = await mirror.peopleCells.load(spreadsheetId, worksheet, keys);
  const inFlight = await mirror.ledgerRows.inFlight(spreadsheetId);
  for (const row of rows) {
    const { key, cells, rowNumber } = row;
    const ledgerRow = ledgerRows.get(rowId({ worksheet, key })) ?? null;
    const reviews = REVIEW_COLUMNS[worksheet].map(({ cell, column }): JudgedReview => {
      const held = told.get(cellId({ key, cell })) ?? null;
      const seen = states.get(key)?.[cell] ?? null;
      const verdict = judgeCell(
        { worksheet, key, column, rowNumber, cells, seen, ledgerRow, replaced: replaced.get(key) ?? [], told: held },
        inFlight,
      );
      const against = replacedByPerson(ledgerRow, column);
      return { verdict, edit: { key, cell, value: plainText(cells[column]), against }, isHeld: held !== null };
    });
    verdicts.set(key, reviews);
  }
  return verdicts;
}

/** Rows that look as the last sync judged them, and that the ledger left alone since, need no judging. */
function mayBeEdited(row: ReadRow, state: RowState | null, { worksheet, touched }: Reading): boolean {
  const columns = REVIEW_COLUMNS[worksheet];
  if (!row.isKeyed || columns.length === 0) return false;
  if (state === null || state.isUnsettled || touched.has(row.key)) return true;
  return columns.some(({ cell, column }) => state[cell] !== plainText(row.cells[column]));
}
