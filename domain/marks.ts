/** The key of all marks: as short as may be, since Google counts its characters with each mark. */
export const MARK_KEY = 'b';

/** Room for batch numbers of 14 digits. */
export const MARK_VALUE_CHARS = 40;

/** A mark outlives every duplicate of its request (their deadline is 3 minutes), with room to spare. */
export const MARK_LIFE_MS = 10 * 60_000;

/** A mark that stands in a spreadsheet. */
export interface KnownMark {
  readonly metadataId: number;
  /** ISO instant, UTC: from then on its request can only be refused. */
  readonly confirmedAt: string;
  /** Absent: the ledger's first one. */
  readonly spreadsheetId?: string;
}

/** What a batch writes into its mark. @param hash - 16 hex digits of its content */
export function markValueOf(uuid: string, batchNumber: number, hash: string): string {
  return `${uuid}:${batchNumber}:${hash}`;
}

/** What stands in the mark of a batch that must never be applied any more. */
export function refusedMarkValue(markValue: string): string {
  return `refused:${markValue}`.slice(0, MARK_VALUE_CHARS);
}

/** The ids of the marks of a spreadsheet that are old enough to be deleted along with its next batch. */
export function expiredMarks(
  marks: readonly KnownMark[],
  place: { readonly spreadsheetId: string; readonly firstSpreadsheetId: string; readonly nowMs: number },
): number[] {
  const { spreadsheetId, firstSpreadsheetId, nowMs } = place;
  return marks
    .filter(
      (mark) =>
        (mark.spreadsheetId ?? firstSpreadsheetId) === spreadsheetId &&
        Date.parse(mark.confirmedAt) <= nowMs - MARK_LIFE_MS,
    )
    .map(({ metadataId }) => metadataId);
}
