import { parseOldNumber } from '../../domain/old-formats';
import { HEADINGS, type Cell } from '../../domain/sheet-rows';

const MINUTES: ReadonlySet<string> = new Set(['sla_response_min', 'sla_remaining_min']);

/**
 * Cells of a row of Logs out of a body that names them: minutes are numbers, all others texts. What is not named is
 * undefined, and a blank empties its cell.
 */
export function logCells(body: Readonly<Record<string, unknown>>): (Cell | undefined)[] {
  return HEADINGS.Logs.map((heading) => {
    const value = body[heading] as Cell | undefined;
    if (value === undefined) return undefined;
    if (value === null || value === '') return null;
    return MINUTES.has(heading) ? (parseOldNumber(value) ?? String(value)) : String(value);
  });
}

/** A row by its headings. */
export function byHeading(cells: readonly Cell[]): Record<string, Cell> {
  return Object.fromEntries(HEADINGS.Logs.map((heading, column) => [heading, cells[column] ?? null]));
}
