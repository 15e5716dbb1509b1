/** From this many cells on a spreadsheet takes no more new rows; Google's limit is 10 million. */
export const ROLL_OVER_CELLS = 8_000_000;

/** The year, and the number among those of a year, that an earlier roll-over put behind a title. */
const SUFFIX = /-20\d\d(-\d+)?$/;

/** A spreadsheet's title without what roll-overs put behind it. */
export function titleStem(title: string): string {
  return title.replace(SUFFIX, '');
}

/**
 * The title of the spreadsheet that follows: `Tiket`, `Tiket-2026`, `Tiket-2026-2`, `Tiket-2027`.
 * @param year - local, four digits
 * @param taken - titles in use; upper and lower case count as the same, as Drive sees it
 */
export function titleOfNext(title: string, year: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  const first = `${titleStem(title)}-${year}`;
  for (let number = 1; ; number += 1) {
    const wanted = number === 1 ? first : `${first}-${number}`;
    if (!used.has(wanted.toLowerCase())) return wanted;
  }
}

/** Cells of worksheets, empty ones included: what Google counts. */
export function cellCount(grids: readonly { readonly rowCount: number; readonly columnCount: number }[]): number {
  return grids.reduce((cells, { rowCount, columnCount }) => cells + rowCount * columnCount, 0);
}
