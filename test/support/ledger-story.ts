import fc from 'fast-check';
import { HEADINGS, KEY_COLUMN, isSameCell, type Cell } from '../../domain/sheet-rows';
import type { BatchResult, LedgerBatch, LedgerEntry } from '../../workflows/contracts/ledger';
import { mergeEntries } from '../../domain/ledger';
import { aBatch, anEntry } from '../unit/activities/sheets-makers';
import type { SheetModel, WriteFault } from '../unit/activities/sheets-model';

/** Rows that may come to be. */
export const KEYS = ['1', '2', '3', '4', '5'];
/** Two columns with values of their own for each change, one with a few that repeat. */
const COLUMNS = ['ops_text', 'solving', 'sla_status'] as const;
const STATUSES = ['OK', 'TERLAMBAT', ''];

export type Step =
  | { do: 'wish'; key: string; columns: boolean[]; status: number }
  | { do: 'flush'; faults: (WriteFault | null)[]; failingReads: number; between: Move | null; resend: boolean }
  | { do: 'move'; move: Move }
  | { do: 'edit'; key: string; column: number }
  | { do: 'land' };
export type Move = { kind: 'sort'; column: number; descending: boolean } | { kind: 'insert' | 'delete'; at: number };

export const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('sort' as const), column: fc.nat(2), descending: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('insert' as const, 'delete' as const), at: fc.nat(6) }),
);
export const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wish' as const),
      key: fc.constantFrom(...KEYS),
      columns: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      status: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('flush' as const),
      faults: fc.array(fc.constantFrom<WriteFault | null>('before', 'after', 'late', null), { maxLength: 3 }),
      failingReads: fc.nat(2),
      between: fc.option(moves, { freq: 2 }),
      resend: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), move: moves }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('edit' as const), key: fc.constantFrom(...KEYS), column: fc.nat(1) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('land' as const) }) },
);

/** What people and the product did so far, and what must therefore stand in the sheet. */
export class Story {
  pending: LedgerEntry[] = [];
  wished = new Map<string, LedgerEntry>();
  /** Cells that a person changed, by `key/column`. */
  edited = new Map<string, Cell>();
  deleted = new Set<string>();
  /** Rows moved under a write: a person's cell may have been hit, and nobody knows what stood there. */
  hasMovedUnderWrite = false;
  private counter = 0;

  constructor(
    private readonly model: SheetModel,
    private readonly send: (batch: LedgerBatch, isRetry: boolean) => Promise<BatchResult>,
  ) {}

  wish(key: string, columns: boolean[], status: number): void {
    const before = this.wished.get(key);
    const named: Record<string, Cell> = { sla_status: STATUSES[status] ?? '' };
    COLUMNS.slice(0, 2).forEach((heading, index) => {
      named[heading] =
        columns[index] || !before ? this.unique('v') : (before.cells[HEADINGS.Logs.indexOf(heading)] ?? null);
    });
    const entry = anEntry(key, named, { sequence: (before?.sequence ?? 0) + 1 });
    this.wished.set(key, entry);
    this.pending = mergeEntries(this.pending, [entry]);
  }

  edit(key: string, column: number): void {
    const index = HEADINGS.Logs.indexOf(COLUMNS[column] ?? '');
    const row = this.model.sheets.length > 0 ? this.model.keyed('Logs').get(key) : undefined;
    if (!row) return;
    row[index] = this.unique('by hand ');
    this.edited.set(`${key}/${index}`, row[index] ?? null);
  }

  move(action: Move): void {
    const [sheet] = this.model.sheets;
    if (!sheet) return;
    const body = sheet.rows.slice(1);
    if (action.kind === 'sort') {
      const index = HEADINGS.Logs.indexOf(COLUMNS[action.column] ?? '');
      const sign = action.descending ? -1 : 1;
      body.sort((a, b) => sign * String(a[index] ?? '').localeCompare(String(b[index] ?? '')));
    } else if (action.kind === 'insert') {
      body.splice(action.at, 0, []);
      sheet.rowCount += 1;
    } else if (action.at < body.length) {
      const [gone] = body.splice(action.at, 1);
      sheet.rowCount -= 1;
      const key = String(gone?.[KEY_COLUMN.Logs] ?? '');
      if (key !== '') this.deleted.add(key);
    }
    sheet.rows = [...sheet.rows.slice(0, 1), ...body];
  }

  async flush({ faults, failingReads, between, resend }: Extract<Step, { do: 'flush' }>): Promise<void> {
    if (this.pending.length === 0) return;
    const batch = aBatch(this.pending);
    this.pending = [];
    this.model.writeFaults = [...faults];
    this.model.beforeWrite = between && (() => this.moveUnderWrite(between));
    let result: BatchResult | null = null;
    for (let attempt = 1; result === null; attempt += 1) {
      this.model.failingReads = attempt <= failingReads ? 1 : 0;
      result = await this.send(batch, attempt > 1).catch((error: { type?: string }) => {
        if (error.type !== 'SheetUnavailable' || attempt > 10) throw error;
        return null;
      });
    }
    this.model.writeFaults = [];
    if (resend) result = await this.send(batch, true);
    if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
    this.pending = mergeEntries(result.repairs, this.pending);
  }

  async drain(): Promise<void> {
    for (let round = 0; this.pending.length > 0; round += 1) {
      if (round > 5) throw new Error('repairs do not come to an end');
      await this.flush({ do: 'flush', faults: [], failingReads: 0, between: null, resend: false });
    }
  }

  async take(next: Step): Promise<void> {
    if (next.do === 'wish') this.wish(next.key, next.columns, next.status);
    else if (next.do === 'flush') await this.flush(next);
    else if (next.do === 'move') this.move(next.move);
    else if (next.do === 'edit') this.edit(next.key, next.column);
    else this.model.landLate();
  }

  check(): void {
    const rows = this.model.sheets.length > 0 ? this.model.keyed('Logs') : new Map<string, Cell[]>();
    for (const [key, { cells }] of this.wished) {
      const row = rows.get(key);
      if (this.deleted.has(key)) {
        expect(row).toBeUndefined();
        continue;
      }
      if (!row) throw new Error(`key ${key} is missing`);
      cells.forEach((cell, column) => {
        const byHand = this.edited.get(`${key}/${column}`);
        const isFine =
          byHand === undefined
            ? isSameCell(row[column], cell)
            : isSameCell(row[column], byHand) || (this.hasMovedUnderWrite && isSameCell(row[column], cell));
        if (!isFine) throw new Error(`${key}/${HEADINGS.Logs[column]}: ${row[column]} instead of ${byHand ?? cell}`);
      });
    }
    expect(rows.size).toBe([...this.wished.keys()].filter((key) => !this.deleted.has(key)).length);
  }

  private moveUnderWrite(action: Move): void {
    this.hasMovedUnderWrite = true;
    this.move(action);
  }

  private unique(prefix: string): string {
    this.counter += 1;
    return `${prefix}${(this.counter * 7_919) % 1_000}-${this.counter}`;
  }
}
