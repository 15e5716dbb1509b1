import { jsonBytes, mergeEntries, takeBatch, type SequencedEntry } from './ledger';

/** Entries in the object store, by the number of their file. */
export interface SpillFile {
  readonly number: number;
  readonly entries: number;
  /** Of the entries' JSON, in UTF-8. */
  readonly bytes: number;
}

/**
 * Entries that wait for their turn, in the order pending, spilled, leaving or tail, tail. Only `pending` is taken from;
 * while files lie between, what comes goes to the tail, so that no entry overtakes an older one of its row.
 */
export interface Backlog<T extends SequencedEntry> {
  pending: T[];
  spilled: SpillFile[];
  /** Just being written into a file. */
  leaving: T[];
  /** Came after all that is spilled. */
  tail: T[];
  /** Numbers of files whose entries are held again: to be deleted. */
  emptied: number[];
  /** Number of the newest file. */
  fileNumber: number;
}

export interface Weight {
  readonly entries: number;
  readonly bytes: number;
}

/** What keeps a backlog small: put a chunk into a file, take the oldest file back, or delete files taken back. */
export type BacklogStep<T> =
  | { readonly kind: 'spill'; readonly number: number; readonly chunk: readonly T[]; readonly at: 'front' | 'end' }
  | { readonly kind: 'takeBack'; readonly file: SpillFile }
  | { readonly kind: 'forget'; readonly numbers: readonly number[] };

/**
 * What a backlog may hold together with a batch in flight. With the parked entries it is 2,000 entries or 1 MB: the state
 * must fit into one payload (2 MB), also with what comes while a file is being written.
 */
export const HELD_LIMIT: Weight = { entries: 1_900, bytes: 900_000 };
/** Parked entries that are held beside it; more of them go into a file of their own. */
export const PARKED_LIMIT: Weight = { entries: 100, bytes: 100_000 };
/** A file, and what stays in front of files for the next batch. */
export const FILE_LIMIT = { maxRows: 500, maxBytes: 250_000 };
/** A file is taken back only up to this, so that a tail can grow to a file's size before it has to go. */
const REFILL_LIMIT: Weight = { entries: 1_500, bytes: 750_000 };

export function emptyBacklog<T extends SequencedEntry>(): Backlog<T> {
  return { pending: [], spilled: [], leaving: [], tail: [], emptied: [], fileNumber: 0 };
}

/** Takes entries in behind all that wait. */
export function accept<T extends SequencedEntry>(backlog: Backlog<T>, entries: readonly T[]): void {
  if (hasGap(backlog)) backlog.tail = mergeEntries(backlog.tail, entries);
  else backlog.pending = mergeEntries(backlog.pending, entries);
}

/** Entries waiting, the spilled ones included; those of one row in several files count several times. */
export function waitingCount({ pending, spilled, leaving, tail }: Backlog<SequencedEntry>): number {
  const inFiles = spilled.reduce((sum, { entries }) => sum + entries, 0);
  return pending.length + inFiles + leaving.length + tail.length;
}

/** What a backlog holds in memory. */
export function heldWeight({ pending, leaving, tail }: Backlog<SequencedEntry>): Weight {
  return sum([weigh(pending), weigh(leaving), weigh(tail)]);
}

export function weigh(entries: readonly SequencedEntry[]): Weight {
  return { entries: entries.length, bytes: entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) };
}

export function sum(weights: readonly Weight[]): Weight {
  return weights.reduce((a, b) => ({ entries: a.entries + b.entries, bytes: a.bytes + b.bytes }), {
    entries: 0,
    bytes: 0,
  });
}

/** Whether a weight is within a limit. */
export function fits(weight: Weight, limit: Weight): boolean {
  return weight.entries <= limit.entries && weight.bytes <= limit.bytes;
}

/** Whether there is something to do to keep the backlog small and its head filled. @param others - in flight */
export function needsStep(backlog: Backlog<SequencedEntry>, others: Weight): boolean {
  return isOverfull(backlog, others) || canTakeBack(backlog, others) || backlog.emptied.length > 0;
}

/**
 * Begins the next step; what is to be spilled leaves its place at once. One step at a time: `endStep` comes before the
 * next one.
 * @param others - the weight of the entries in flight, halves of a refused batch included
 */
export function beginStep<T extends SequencedEntry>(backlog: Backlog<T>, others: Weight): BacklogStep<T> | null {
  if (isOverfull(backlog, others)) {
    const step = beginSpill(backlog, others);
    if (step) return step;
  }
  const [file] = backlog.spilled;
  if (file && canTakeBack(backlog, others)) return { kind: 'takeBack', file };
  return backlog.emptied.length > 0 ? { kind: 'forget', numbers: [...backlog.emptied] } : null;
}

/** Notes that a step is done. @param found - the entries of the file taken back */
export function endStep<T extends SequencedEntry>(
  backlog: Backlog<T>,
  step: BacklogStep<T>,
  found: readonly T[],
): void {
  switch (step.kind) {
    case 'spill': {
      const file = { number: step.number, ...weigh(step.chunk) };
      backlog.leaving = [];
      backlog.spilled = step.at === 'front' ? [file, ...backlog.spilled] : [...backlog.spilled, file];
      return;
    }
    case 'takeBack':
      backlog.pending = mergeEntries(backlog.pending, found);
      backlog.spilled = backlog.spilled.filter(({ number }) => number !== step.file.number);
      backlog.emptied = [...backlog.emptied, step.file.number];
      if (hasFiles(backlog)) return;
      backlog.pending = mergeEntries(backlog.pending, backlog.tail);
      backlog.tail = [];
      return;
    case 'forget':
      backlog.emptied = backlog.emptied.filter((number) => !step.numbers.includes(number));
  }
}

function beginSpill<T extends SequencedEntry>(backlog: Backlog<T>, others: Weight): BacklogStep<T> | null {
  if (!hasGap(backlog)) {
    // The first file: all behind the next batch moves to the tail.
    const head = headOf(backlog.pending, others);
    backlog.tail = backlog.pending.slice(head);
    backlog.pending = backlog.pending.slice(0, head);
  }
  const isTail = backlog.tail.length > 0;
  // Only files stand behind: then the end of what is pending goes before them.
  const source = isTail ? backlog.tail : backlog.pending.slice(headOf(backlog.pending, others)).reverse();
  if (source.length === 0) return null;
  const { batch } = takeBatch(source, FILE_LIMIT);
  const chunk = isTail ? batch : batch.reverse();
  if (isTail) backlog.tail = backlog.tail.slice(chunk.length);
  else backlog.pending = backlog.pending.slice(0, -chunk.length);
  backlog.leaving = chunk;
  backlog.fileNumber += 1;
  return { kind: 'spill', number: backlog.fileNumber, chunk, at: isTail ? 'end' : 'front' };
}

/** How many of the pending entries stay: a batch, or none where something large is held beside it. */
function headOf(pending: readonly SequencedEntry[], others: Weight): number {
  const head = takeBatch(pending, FILE_LIMIT).batch;
  return others.entries === 0 || fits(sum([others, weigh(head)]), HELD_LIMIT) ? head.length : 0;
}

function isOverfull(backlog: Backlog<SequencedEntry>, others: Weight): boolean {
  const held = sum([heldWeight(backlog), others]);
  if (!fits(held, HELD_LIMIT))
    return backlog.tail.length > 0 || backlog.pending.length > headOf(backlog.pending, others);
  const [file] = backlog.spilled;
  // A long tail must not keep the files out for ever.
  const isStuck = file && backlog.pending.length === 0 && backlog.tail.length > 0 && !hasRoom(backlog, others, file);
  return Boolean(isStuck) && (others.entries === 0 || fits(sum([others, file as Weight]), REFILL_LIMIT));
}

function canTakeBack(backlog: Backlog<SequencedEntry>, others: Weight): boolean {
  const [file] = backlog.spilled;
  return file !== undefined && backlog.pending.length < FILE_LIMIT.maxRows && hasRoom(backlog, others, file);
}

function hasRoom(backlog: Backlog<SequencedEntry>, others: Weight, file: SpillFile): boolean {
  const held = sum([heldWeight(backlog), others]);
  return held.entries === 0 || fits(sum([held, file]), REFILL_LIMIT);
}

function hasFiles({ spilled, leaving }: Backlog<SequencedEntry>): boolean {
  return spilled.length > 0 || leaving.length > 0;
}

function hasGap(backlog: Backlog<SequencedEntry>): boolean {
  return hasFiles(backlog) || backlog.tail.length > 0;
}

// eslint-disable-next-line no-restricted-syntax -- a cache: the same for whoever asks
const sizes = new WeakMap<object, number>();

function sizeOf(entry: SequencedEntry): number {
  const known = sizes.get(entry) ?? jsonBytes(entry);
  sizes.set(entry, known);
  return known;
}
