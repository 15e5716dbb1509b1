import type { Cell } from '../../domain/sheet-rows';

/** A row of one of the ranges asked for. */
export interface StreamedRow {
  /** Which of the ranges, from 0. */
  readonly range: number;
  /** Which row of the range, from 0. Google leaves out empty rows at a range's end. */
  readonly index: number;
  /** As Google gives them: cut behind the last filled cell. */
  readonly cells: Cell[];
}

/** Takes rows out of an answer of `values.batchGet` as its bytes come in. */
export interface RowSplitter {
  /** @returns the rows that these bytes complete */
  push(bytes: Uint8Array): StreamedRow[];
  /** @throws Error when the answer broke off */
  end(): void;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** `{ "valueRanges": [ { "values": [ [row] ] } ] }` */
const RANGE_DEPTH = 3;
const ROW_DEPTH = 5;

/**
 * Parsing 50,000 rows at once would hold up everything else of the process, and hold them in memory twice: here only a
 * row at a time is parsed, and its end found by counting brackets. Works on bytes: no byte of another character of
 * UTF-8 looks like a quote, a backslash or a bracket.
 */
export function createRowSplitter(): RowSplitter {
  let depth = 0;
  let isInText = false;
  /** Backslashes right before the next byte, if that is inside a text. */
  let backslashes = 0;
  let range = -1;
  let index = 0;
  let hasEnded = false;
  /** What came of the row at hand in earlier chunks. */
  let begun: Buffer[] = [];

  return {
    push(bytes) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const rows: StreamedRow[] = [];
      let rowStart = 0;
      let at = 0;
      while (at < chunk.length) {
        if (isInText) {
          const quote = chunk.indexOf(QUOTE, at);
          const end = quote < 0 ? chunk.length : quote;
          let first = end;
          while (first > at && chunk[first - 1] === BACKSLASH) first -= 1;
          const count = end - first + (first === at ? backslashes : 0);
          isInText = quote < 0 || count % 2 === 1;
          backslashes = quote < 0 ? count : 0;
          at = end + 1;
          continue;
        }
        const byte = chunk[at];
        if (byte === QUOTE) {
          isInText = true;
          backslashes = 0;
        } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
          depth += 1;
          if (depth === ROW_DEPTH) rowStart = at;
          if (depth === RANGE_DEPTH) [range, index] = [range + 1, 0];
        } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
          if (depth === ROW_DEPTH) {
            const text = Buffer.concat([...begun, chunk.subarray(rowStart, at + 1)]).toString('utf8');
            begun = [];
            rows.push({ range, index, cells: JSON.parse(text) as Cell[] });
            index += 1;
          }
          depth -= 1;
          hasEnded = depth === 0;
        }
        at += 1;
      }
      // A copy, since whoever gave the bytes may use their memory again.
      if (depth >= ROW_DEPTH) begun.push(Buffer.from(chunk.subarray(rowStart)));
      return rows;
    },
    end() {
      if (!hasEnded) throw new Error('the answer broke off');
    },
  };
}
