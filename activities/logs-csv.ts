import { stringify } from 'csv-stringify/sync';
import { HEADINGS } from '../domain/sheet-rows';

/** Rows of Logs as a CSV file with the sheet's headings; what a spreadsheet would run as a formula is kept text. */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([HEADINGS.Logs, ...rows], { bom: true, escape_formulas: true });
}
