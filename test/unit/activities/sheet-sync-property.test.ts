import fc from 'fast-check';
import { writeBatch } from '../../../activities/sheets/write-batch';
import { HEADINGS, KEY_COLUMN, type Cell } from '../../../domain/sheet-rows';
import { mergeEntries } from '../../../domain/ledger';
import type { BatchResult, LedgerBatch, LedgerEntry } from '../../../workflows/contracts/ledger';
import { aBatch, anEntry, aWriter } from './sheets-makers';
import type { SheetModel, WriteFault } from './sheets-model';
import { aModelSync, type ModelSync } from './sheet-sync-makers';

const KEYS = ['1', '2', '3', '4', '5'];
const WORKSHEETS = ['Logs', 'ML_Tracking'] as const;
type Reviewed = (typeof WORKSHEETS)[number];
const REVIEWED = { Logs: ['symtomps'], ML_Tracking: ['Symtomps', 'review_status'] } as const;

type Move = { worksheet: Reviewed; kind: 'sort' | 'insert' | 'delete'; at: number };
type Edit = { worksheet: Reviewed; key: string; heading: number };
/** When the sheet is also read within a flush: just before Google applies it, after it, or while its answer is lost. */
type When = 'never' | 'before' | 'after';
type Flush = { faults: (WriteFault | null)[]; between: Move | Edit | null; sync: When };
type Step =
  | { do: 'wish'; worksheet: Reviewed; key: string; columns: boolean[] }
  | ({ do: 'flush' } & Flush)
  | { do: 'move'; move: Move }
  | { do: 'edit'; edit: Edit }
  | { do: 'sync'; meanwhile: 'nothing' | 'flush' | 'two flushes' | 'edit'; tells: boolean; edit: Edit }
  | { do: 'land' };

const worksheet = fc.constantFrom(...WORKSHEETS);
const key = fc.constantFrom(...KEYS);
const move: fc.Arbitrary<Move> = fc.record({
  worksheet,
  kind: fc.constantFrom('sort' as const, 'insert' as const, 'delete' as const),
  at: fc.nat(5),
});
const edit: fc.Arbitrary<Edit> = fc.record({ worksheet, key, heading: fc.nat(1) });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wish' as const),
      ...{ worksheet, key },
      columns: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('flush' as const),
      faults: fc.array(fc.constantFrom<WriteFault | null>('before', 'after', 'late', null), { maxLength: 2 }),
      between: fc.option(fc.oneof(move, edit), { freq: 2 }),
      sync: fc.constantFrom<When>('never', 'before', 'after'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), move }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), edit }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      meanwhile: fc.constantFrom('nothing' as const, 'flush' as const, 'two flushes' as const, 'edit' as const),
      tells: fc.boolean(),
      edit,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('land' as const) }) },
);

/** What people and the ledger did, and what of it tickets were told. Values of people begin with `by hand`. */
class Story {
  private pending: LedgerEntry[] = [];
  private readonly wished = new Map<string, LedgerEntry>();
  readonly told: string[] = [];
  private counter = 0;

  constructor(
    private readonly model: SheetModel,
    private readonly sync: ModelSync,
    private readonly untold: () => Promise<readonly { value: string }[]>,
    private readonly send: (batch: LedgerBatch, isRetry: boolean) => Promise<BatchResult>,
  ) {}

  wish({ worksheet, key, columns }: Extract<Step, { do: 'wish' }>): void {
    const before = this.wished.get(`${worksheet}/${key}`);
    const named: Record<string, Cell> = {};
    [...REVIEWED[worksheet], worksheet === 'Logs' ? 'ops_text' : 'Timestamps'].forEach((heading, index) => {
      const held = before?.cells[HEADINGS[worksheet].indexOf(heading)] ?? null;
      named[heading] = columns[index] || held === null ? this.unique('ours') : held;
    });
    const entry = anEntry(key, named, { worksheet, sequence: (before?.sequence ?? 0) + 1 });
    this.wished.set(`${worksheet}/${key}`, entry);
    this.pending = mergeEntries(this.pending, [entry]);
  }

  edit({ worksheet, key, heading }: Edit): void {
    const row = this.rows(worksheet).get(key);
    const column = HEADINGS[worksheet].indexOf(REVIEWED[worksheet][heading % REVIEWED[worksheet].length] ?? '');
    if (row) row[column] = this.unique('by hand');
  }

  move({ worksheet, kind, at }: Move): void {
    const sheet = this.model.sheets.find(({ title }) => title === worksheet);
    if (!sheet) return;
    const body = sheet.rows.slice(1);
    if (kind === 'sort') body.sort((a, b) => (at % 2 ? 1 : -1) * textOf(a).localeCompare(textOf(b)));
    else if (kind === 'insert') body.splice(at, 0, []);
    else body.splice(at, 1);
    sheet.rowCount += body.length - (sheet.rows.length - 1);
    sheet.rows = [...sheet.rows.slice(0, 1), ...body];
  }

  async flush({ faults, between, sync }: Flush): Promise<void> {
    if (this.pending.length === 0) return;
    const batch = aBatch(this.pending);
    this.pending = [];
    this.model.writeFaults = [...faults];
    this.model.beforeWrite = () => between && ('kind' in between ? this.move(between) : this.edit(between));
    const { batchUpdate } = this.model;
    this.model.batchUpdate = async (spreadsheetId, requests) => {
      if (sync === 'before') await this.syncAndTell();
      try {
        await batchUpdate(spreadsheetId, requests);
      } finally {
        if (sync === 'after') await this.syncAndTell();
      }
    };
    let result: BatchResult | null = null;
    for (let attempt = 1; result === null; attempt += 1) {
      result = await this.send(batch, attempt > 1).catch((error: { type?: string }) => {
        if (error.type !== 'SheetUnavailable' || attempt > 10) throw error;
        return null;
      });
    }
    this.model.batchUpdate = batchUpdate;
    this.model.writeFaults = [];
    if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
    this.pending = mergeEntries(result.repairs, this.pending);
  }

  async syncWith({ meanwhile, tells, edit }: Extract<Step, { do: 'sync' }>): Promise<void> {
    const calm: Flush = { faults: [], between: null, sync: 'never' };
    this.sync.meanwhile = async () => {
      if (meanwhile === 'edit') this.edit(edit);
      if (meanwhile === 'flush' || meanwhile === 'two flushes') await this.flush(calm);
      if (meanwhile !== 'two flushes') return;
      for (const { worksheet, key } of [...this.wished.values()]) {
        if (worksheet !== 'Monitoring') this.wish({ do: 'wish', worksheet, key, columns: [true, true, true] });
      }
      await this.flush(calm);
    };
    await this.read(tells);
    this.sync.meanwhile = null;
  }

  async syncAndTell(): Promise<void> {
    await this.read(true);
  }

  /** Reads, and checks that whatever people's values stood in the snapshot are told, or held to be told. */
  private async read(tells: boolean): Promise<void> {
    let standing: string[] = [];
    const readRanges = this.model.readRanges;
    this.model.readRanges = async (id, ranges) => {
      this.model.readRanges = readRanges;
      standing = this.peoplesValues();
      return readRanges(id, ranges);
    };
    await this.sync.read('book');
    this.model.readRanges = readRanges;
    const held = (await this.untold()).map(({ value }) => value);
    expect([...this.told, ...held]).toEqual(expect.arrayContaining(standing));
    if (tells) this.told.push(...(await this.sync.tell()).map(({ value }) => value));
  }

  /** Nothing changes any more: whoever looks again finds nothing to tell. */
  async end(): Promise<void> {
    for (let round = 0; this.pending.length > 0; round += 1) {
      if (round > 5) throw new Error('repairs do not come to an end');
      await this.flush({ faults: [], between: null, sync: 'never' });
    }
    this.model.landLate();
    await this.read(true);
    const count = this.told.length;
    await this.read(true);
    expect(this.told).toHaveLength(count);
    expect(this.told).toEqual(expect.arrayContaining(this.peoplesValues()));
    expect(this.told.filter((value) => !value.startsWith('by hand'))).toEqual([]);
    expect(new Set(this.told).size).toBe(count);
  }

  private rows(worksheet: Reviewed): Map<string, Cell[]> {
    const isThere = this.model.sheets.some(({ title }) => title === worksheet);
    return isThere ? this.model.keyed(worksheet) : new Map<string, Cell[]>();
  }

  private peoplesValues(): string[] {
    return WORKSHEETS.flatMap((title) => [...this.rows(title).values()].flat())
      .map(String)
      .filter((value) => value.startsWith('by hand'));
  }

  private unique(prefix: string): string {
    this.counter += 1;
    return `${prefix} ${(this.counter * 7_919) % 1_000}-${this.counter}`;
  }
}

function textOf(row: readonly Cell[]): string {
  return String(row[KEY_COLUMN.Logs] ?? '') + String(row[6] ?? '') + String(row[0] ?? '');
}

it('each edit of a person is told exactly once, ours never, however writes, moves and readings interleave', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      const { model, mirror, deps, log } = await aWriter();
      try {
        const sync = aModelSync({ model, mirror, log });
        const untold = () => mirror.peopleCells.untold(1_000);
        const story = new Story(model, sync, untold, (batch, isRetry) => writeBatch(deps, batch, isRetry));
        for (const next of steps) {
          if (next.do === 'wish') story.wish(next);
          else if (next.do === 'flush') await story.flush(next);
          else if (next.do === 'move') story.move(next.move);
          else if (next.do === 'edit') story.edit(next.edit);
          else if (next.do === 'sync') await story.syncWith(next);
          else model.landLate();
        }
        await story.end();
      } finally {
        await mirror.close();
      }
    }),
    { numRuns: 200, seed: 20_260_302 },
  );
}, 120_000);
