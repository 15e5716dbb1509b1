import fc from 'fast-check';
import {
  accept,
  beginStep,
  emptyBacklog,
  endStep,
  FILE_LIMIT,
  fits,
  HELD_LIMIT,
  heldWeight,
  needsStep,
  sum,
  waitingCount,
  weigh,
  type Backlog,
  type BacklogStep,
} from '../../../domain/backlog';
import { takeBatch, type SequencedEntry } from '../../../domain/ledger';

const entry = (key: string, sequence: number, chars = 10): SequencedEntry => ({
  worksheet: 'Logs',
  key,
  sequence,
  cells: ['x'.repeat(chars)],
});
const rows = (count: number, chars?: number): SequencedEntry[] =>
  Array.from({ length: count }, (_, index) => entry(`${index}`, 1, chars));

/** A ledger without Temporal: files in a map, one step at a time, batches that may stay in flight. */
class Ledger {
  backlog: Backlog<SequencedEntry> = emptyBacklog();
  files = new Map<number, readonly SequencedEntry[]>();
  inFlight: SequencedEntry[] = [];
  sheet = new Map<string, number[]>();
  step: BacklogStep<SequencedEntry> | null = null;

  /** Begins a step, or ends the one under way. @returns whether there was one */
  work(): boolean {
    const others = weigh(this.inFlight);
    if (!this.step) {
      if (!needsStep(this.backlog, others)) return false;
      this.step = beginStep(this.backlog, others);
      expect(this.step).not.toBeNull();
      return true;
    }
    const { step } = this;
    this.step = null;
    if (step.kind === 'spill') this.files.set(step.number, step.chunk);
    if (step.kind === 'forget') step.numbers.forEach((number) => this.files.delete(number));
    const found = step.kind === 'takeBack' ? this.files.get(step.file.number) : [];
    if (!found) throw new Error('a file was deleted before it was taken back');
    endStep(this.backlog, step, found);
    return true;
  }

  workAll(): void {
    for (let steps = 0; this.work(); steps += 1) if (steps > 10_000) throw new Error('no end of steps');
  }

  send(): boolean {
    if (this.inFlight.length > 0 || this.backlog.pending.length === 0) return false;
    const { batch, rest } = takeBatch(this.backlog.pending, { maxRows: 500, maxBytes: 500_000 });
    this.backlog.pending = rest;
    this.inFlight = batch;
    return true;
  }

  applied(): void {
    for (const { key, sequence } of this.inFlight) {
      this.sheet.set(key, [...(this.sheet.get(key) ?? []), sequence]);
    }
    this.inFlight = [];
  }

  drain(): void {
    for (let rounds = 0; waitingCount(this.backlog) > 0 || this.inFlight.length > 0; rounds += 1) {
      if (rounds > 10_000) throw new Error('entries are stuck');
      this.workAll();
      this.send();
      this.applied();
    }
    this.workAll();
  }
}

describe('a backlog', () => {
  it('up to 1,900 small entries stays in memory', () => {
    const ledger = new Ledger();
    accept(ledger.backlog, rows(1_900));
    expect(ledger.work()).toBe(false);
    accept(ledger.backlog, [entry('one more', 1)]);
    expect(ledger.work()).toBe(true);
  });

  it('of 50,000 entries holds at most 1,900, the rest in files of 500, in their order', () => {
    const ledger = new Ledger();
    accept(ledger.backlog, rows(50_000));
    ledger.workAll();
    expect(heldWeight(ledger.backlog).entries).toBeLessThanOrEqual(HELD_LIMIT.entries);
    expect(Math.max(...[...ledger.files.values()].map(({ length }) => length))).toBe(FILE_LIMIT.maxRows);
    expect(waitingCount(ledger.backlog)).toBe(50_000);
    ledger.drain();
    expect([...ledger.sheet.keys()]).toEqual(rows(50_000).map(({ key }) => key));
    expect(ledger.files.size).toBe(0);
  });

  it('goes by bytes where entries are large', () => {
    const ledger = new Ledger();
    accept(ledger.backlog, rows(60, 40_000));
    ledger.workAll();
    expect(fits(heldWeight(ledger.backlog), HELD_LIMIT)).toBe(true);
    ledger.drain();
    expect(ledger.sheet.size).toBe(60);
  });

  it('puts away even single entries of 980,000 characters, and takes each back', () => {
    const ledger = new Ledger();
    accept(ledger.backlog, rows(5, 980_000));
    ledger.workAll();
    expect(ledger.files.size).toBeGreaterThanOrEqual(4);
    ledger.drain();
    expect(ledger.sheet.size).toBe(5);
  });
});

type Doing =
  { do: 'accept'; keys: number[]; chars: number } | { do: 'work'; times: number } | { do: 'send' } | { do: 'applied' };
const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('accept' as const),
      keys: fc.array(fc.nat(1_500), { minLength: 1, maxLength: 900 }),
      chars: fc.constantFrom(5, 300, 3_000, 45_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('work' as const), times: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('send' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('applied' as const) }) },
);

it('whatever comes when: nothing is lost, no older entry follows a newer one of its row, no file is forgotten', () => {
  fc.assert(
    fc.property(fc.array(doing, { minLength: 5, maxLength: 40 }), (doings) => {
      const ledger = new Ledger();
      const newest = new Map<string, number>();
      let sequence = 0;
      for (const next of doings) {
        if (next.do === 'accept') {
          const entries = next.keys.map((key) => entry(`${key}`, (sequence += 1), next.chars));
          accept(ledger.backlog, entries);
          for (const { key, sequence: last } of entries) newest.set(key, last);
        } else if (next.do === 'work') {
          for (let times = 0; times < next.times; times += 1) ledger.work();
        } else if (next.do === 'send') ledger.send();
        else ledger.applied();
      }
      ledger.workAll();
      const held = sum([heldWeight(ledger.backlog), weigh(ledger.inFlight)]);
      expect(fits(held, HELD_LIMIT) || ledger.backlog.tail.length === 0).toBe(true);
      ledger.drain();
      expect(ledger.sheet.size).toBe(newest.size);
      for (const [key, sequences] of ledger.sheet) {
        expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
        expect(sequences.at(-1)).toBe(newest.get(key));
      }
      expect(ledger.files.size).toBe(0);
    }),
    { numRuns: 60, seed: 20_260_302 },
  );
}, 60_000);
