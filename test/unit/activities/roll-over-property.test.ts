import fc from 'fast-check';
import { createMirror, type Mirror } from '../../../activities/mirror';
import { isSheetFailure } from '../../../activities/sheets/failures';
import { placeRows } from '../../../activities/sheets/place-rows';
import { createSheetReader } from '../../../activities/sheets/reader';
import { rollOver, type RollOverDeps } from '../../../activities/sheets/roll-over';
import { writeBatch, type WriteBatchDeps } from '../../../activities/sheets/write-batch';
import { mergeEntries } from '../../../domain/ledger';
import { HEADINGS, WORKSHEETS } from '../../../domain/sheet-rows';
import type { BatchResult, LedgerBatch, LedgerEntry } from '../../../workflows/contracts/ledger';
import { createRollOverModel, type RollOverModel } from './roll-over-model';
import { aBatch, anEntry, NOW, silentLog } from './sheets-makers';
import type { WriteFault } from './sheets-model';

const TEXT = HEADINGS.Logs.indexOf('tech_raw_text');
const KEYS = Array.from({ length: 12 }, (_, index) => String(index + 1));
/** A spreadsheet that we furnish has 37,000 cells: its third row fills it. The first one is filled as soon. */
const LIMIT = 37_000 + 3 * HEADINGS.Logs.length;

type Step =
  | { do: 'wish'; keys: string[] }
  | {
      do: 'flush';
      writeFaults: (WriteFault | null)[];
      rollOverFaults: ('before' | 'after' | null)[];
      furnishFaults: ('before' | 'after' | null)[];
    }
  | { do: 'loseMirror' | 'restart' | 'land' };

const fault = fc.constantFrom<'before' | 'after' | null>('before', 'after', null);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wish' as const),
      keys: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('flush' as const),
      writeFaults: fc.array(fc.constantFrom<WriteFault | null>('before', 'after', 'late', null), { maxLength: 3 }),
      rollOverFaults: fc.array(fault, { maxLength: 3 }),
      furnishFaults: fc.array(fault, { maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('loseMirror' as const, 'restart' as const, 'land' as const) }),
  },
);

/** A ledger as its workflow drives the activities. */
class Ledger {
  spreadsheets: readonly string[] = ['book'];
  wished = new Map<string, LedgerEntry>();
  private pending: LedgerEntry[] = [];
  private deps!: WriteBatchDeps & RollOverDeps;

  constructor(
    readonly model: RollOverModel,
    private mirror: Mirror,
  ) {
    model.books.get('book')?.addSheet('Arsip', [], { rowCount: 11, columnCount: 1_000 });
    this.restart();
  }

  /** A new process remembers nothing of the spreadsheets. */
  restart(): void {
    const { sheets, drive, store } = this.model;
    this.deps = {
      ...{ sheets, drive, store, reader: createSheetReader(sheets), ...this.mirror, log: silentLog(), now: () => NOW },
      ...{ spreadsheetsOf: () => Promise.resolve(this.spreadsheets), rollOverCells: LIMIT },
      ...{ shareWith: ['eri@oncek.example'], timeZone: 'Asia/Jakarta' },
    };
  }

  async loseMirror(): Promise<void> {
    await this.mirror.close();
    this.mirror = await createMirror({ file: ':memory:' }, () => NOW);
    this.restart();
  }

  close(): Promise<void> {
    return this.mirror.close();
  }

  wish(keys: readonly string[]): void {
    const entries = keys.map((key) => {
      const sequence = (this.wished.get(key)?.sequence ?? 0) + 1;
      return anEntry(key, { tech_raw_text: `${key} for the ${sequence}th time` }, { sequence });
    });
    for (const entry of entries) this.wished.set(entry.key, entry);
    this.pending = mergeEntries(this.pending, entries);
  }

  async flush(given: Extract<Step, { do: 'flush' }>): Promise<void> {
    const { mirror } = this;
    const [writeFaults, furnishFaults] = [[...given.writeFaults], [...given.furnishFaults]];
    this.model.faults = [...given.rollOverFaults];
    const entries = this.pending;
    this.pending = [];
    const rows = entries.map(({ worksheet, key }) => ({ worksheet, key }));
    const { spreadsheets } = this;
    const places = await placeRows({ ...this.deps, mirror }, { spreadsheets, rows });
    for (const [index, spreadsheetId] of spreadsheets.entries()) {
      const own = entries.filter((_, row) => places[row] === index);
      if (own.length === 0) continue;
      const result = await this.write(aBatch(own, { spreadsheetId, isPlaced: true }), writeFaults);
      if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
      this.pending = mergeEntries(result.repairs, this.pending);
      if (result.isNearlyFull && spreadsheetId === this.spreadsheets.at(-1)) await this.follow(furnishFaults);
    }
  }

  async drain(): Promise<void> {
    const calm = { do: 'flush', writeFaults: [], rollOverFaults: [], furnishFaults: [] } as const;
    for (let round = 0; this.pending.length > 0 && round < 5; round += 1) {
      await this.flush({ ...calm, writeFaults: [], rollOverFaults: [], furnishFaults: [] });
    }
    this.land();
  }

  land(): void {
    for (const book of this.model.books.values()) book.landLate();
  }

  /** Each key stands in one spreadsheet, with what was last wished for it. */
  check(): void {
    const found = [...this.model.books.values()].flatMap((book) =>
      book.sheets.some(({ title }) => title === 'Logs') ? [...book.keyed('Logs')] : [],
    );
    expect(found.map(([key, cells]) => `${key}: ${cells[TEXT]}`).sort()).toEqual(
      [...this.wished].map(([key, { cells }]) => `${key}: ${cells[TEXT]}`).sort(),
    );
    const [first, ...made] = this.model.books.keys();
    expect([first, ...made]).toEqual(this.spreadsheets);
    for (const id of made) expect(this.model.books.get(id)?.sheets.map(({ title }) => title)).toEqual(WORKSHEETS);
  }

  private async write(batch: LedgerBatch, faults: (WriteFault | null)[]): Promise<BatchResult> {
    const book = this.model.books.get(batch.spreadsheetId);
    for (let attempt = 1; ; attempt += 1) {
      if (book) book.writeFaults = [faults.shift() ?? null];
      const result = await writeBatch(this.deps, batch, attempt > 1).catch(nullIfUnavailable);
      if (result) return result;
    }
  }

  private async follow(furnishFaults: ('before' | 'after' | null)[]): Promise<void> {
    const from = this.spreadsheets.at(-1) ?? '';
    for (;;) {
      for (const book of this.model.books.values()) book.writeFaults = [furnishFaults.shift() ?? null];
      const result = await rollOver(this.deps, { spreadsheetId: 'book', from }).catch(nullIfUnavailable);
      for (const book of this.model.books.values()) book.writeFaults = [];
      if (result?.kind === 'refused') throw new Error(result.reason);
      if (result) return void (this.spreadsheets = result.spreadsheets);
    }
  }
}

function nullIfUnavailable(error: unknown): null {
  if (!isSheetFailure(error, 'SheetUnavailable')) throw error;
  return null;
}

it('whatever breaks while a ledger rolls over, again and again: each key stands in one spreadsheet, none is made twice', async () => {
  let rolledOver = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const ledger = new Ledger(createRollOverModel('book'), await createMirror({ file: ':memory:' }, () => NOW));
      try {
        for (const next of steps) {
          if (next.do === 'wish') ledger.wish(next.keys);
          else if (next.do === 'flush') await ledger.flush(next);
          else if (next.do === 'loseMirror') await ledger.loseMirror();
          else if (next.do === 'restart') ledger.restart();
          else ledger.land();
        }
        await ledger.drain();
        ledger.check();
        rolledOver += ledger.spreadsheets.length - 1;
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: 150, seed: 20_261_124 },
  );
  expect(rolledOver).toBeGreaterThan(100);
});
