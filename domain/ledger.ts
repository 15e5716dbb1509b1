import type { Cell, Worksheet } from './sheet-rows';

/** As much of a ledger entry as ordering and cutting batches needs. */
export interface SequencedEntry {
  readonly worksheet: Worksheet;
  readonly key: string;
  readonly sequence: number;
  readonly cells: readonly Cell[];
  readonly repair?: boolean;
  /** Set on an entry that is written only where the row is unchanged. */
  readonly onlyIf?: object;
}

/**
 * Adds entries to those waiting. Of two for the same row the higher sequence stays, at the place of the first, so a row
 * that changes often still gets its turn; a repair, or an entry with a condition, never replaces a wish, only joins it.
 */
export function mergeEntries<T extends SequencedEntry>(waiting: readonly T[], added: readonly T[]): T[] {
  const merged = new Map<string, T>();
  for (const entry of [...waiting, ...added]) {
    const id = `${entry.worksheet}\n${entry.key}\n${entry.repair === true}\n${entry.onlyIf !== undefined}`;
    const held = merged.get(id);
    if (!held || entry.sequence >= held.sequence) merged.set(id, entry);
  }
  return [...merged.values()];
}

/**
 * The entries of the next batch, oldest first, and what stays. At least one entry is taken, however large.
 * @param limits - rows, and bytes of JSON in UTF-8
 */
export function takeBatch<T extends SequencedEntry>(
  waiting: readonly T[],
  limits: { maxRows: number; maxBytes: number },
): { batch: T[]; rest: T[] } {
  let size = 0;
  let count = 0;
  for (const entry of waiting) {
    size += jsonBytes(entry);
    if (count > 0 && (count >= limits.maxRows || size > limits.maxBytes)) break;
    count += 1;
  }
  return { batch: waiting.slice(0, count), rest: waiting.slice(count) };
}

/** Bytes of a value's JSON in UTF-8: what servers count, up to three times what `length` says. */
export function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value);
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * Names a content in 16 hex digits: two FNV-1a hashes of 32 bits over the UTF-16 units of its JSON. It tells two batches
 * or two rows apart; it is no protection against malice.
 */
export function contentHash(value: unknown): string {
  const text = JSON.stringify(value);
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ (unit + index), 0x01000193);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
