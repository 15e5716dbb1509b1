import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4';
import { toSheetFailure } from '../sheets/failures';
import type { Pace } from '../sheets/quota';
import { createRowSplitter, type StreamedRow } from './row-splitter';

/** Reads whole worksheets without holding them in memory. */
export interface SheetStream {
  /**
   * The rows of at most 100 ranges in A1 notation, unformatted, in order, as they come in: one request, one snapshot.
   * @param options.timeoutMs - for the request from its sending to its last row
   * @throws the failures of `toSheetFailure`, also between rows
   */
  streamRanges(
    spreadsheetId: string,
    ranges: readonly string[],
    options: { timeoutMs: number },
  ): AsyncIterable<readonly StreamedRow[]>;
}

const CALL = 'spreadsheets.values.batchGet';

/** @param deps.pace - waits for the call's turn under Google's quota */
export function createSheetStream(deps: {
  sheets: sheets_v4.Resource$Spreadsheets;
  pace: Pace;
  clock: () => Date;
}): SheetStream {
  const { sheets, pace, clock } = deps;
  return {
    async *streamRanges(spreadsheetId, ranges, { timeoutMs }) {
      await pace();
      try {
        const answer = await sheets.values.batchGet(
          {
            ...{ spreadsheetId, ranges: [...ranges], majorDimension: 'ROWS' },
            ...{ valueRenderOption: 'UNFORMATTED_VALUE', prettyPrint: false },
          },
          // Google's words in a refusal would be lost in a stream: so refusals are read here.
          { responseType: 'stream', timeout: timeoutMs, retry: false, validateStatus: () => true },
        );
        const body = answer.data as AsyncIterable<Uint8Array>;
        if (answer.status >= 400) throw await refusalOf(answer, body);
        const splitter = createRowSplitter();
        for await (const bytes of body) {
          const rows = splitter.push(bytes);
          if (rows.length > 0) yield rows;
        }
        splitter.end();
      } catch (error) {
        throw toSheetFailure(error, CALL, clock());
      }
    },
  };
}

/** A refusal in the form Google's client throws it. */
async function refusalOf(answer: { status: number; headers: unknown }, body: AsyncIterable<Uint8Array>) {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  let data: unknown = text;
  try {
    data = JSON.parse(text);
  } catch {
    // A page of a proxy in between: its status says enough.
  }
  return Object.assign(new Error(`status ${answer.status}`), {
    response: { status: answer.status, headers: answer.headers, data },
  });
}
