import { z } from 'zod';
import { isFormula, usedRowCount, type Cell, type Worksheet } from './model';
import { columnOf } from './people';

/** Query of `GET /sheets/people/{worksheet}/window`. */
export const windowSchema = z.object({
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  find: z.string().max(200).default(''),
});

/** Distinct values listed for a filter; a column of more is filtered by finding. */
const MAX_VALUES = 500;

/**
 * One page of the rows below the headings, by their numbers, as people see them: without those the filter hides. `find`
 * keeps rows with that text in any cell.
 */
export function windowOf(sheet: Worksheet, { from, limit, find }: z.infer<typeof windowSchema>): object {
  const wanted = find.trim().toLowerCase();
  const [headings = [], ...body] = sheet.rows.slice(0, usedRowCount(sheet));
  const hides = hiddenBy(sheet);
  const shown = body.map((cells, index) => ({ row: index + 2, cells })).filter((line) => !hides(line));
  const found =
    wanted === ''
      ? shown
      : shown.filter(({ cells }) => cells.some((cell) => textOf(cell).toLowerCase().includes(wanted)));
  return {
    columnCount: body.reduce((widest, cells) => Math.max(widest, cells.length), headings.length),
    headings: headings.map((cell) => cell ?? ''),
    total: body.length,
    hidden: body.length - shown.length,
    found: found.length,
    rows: found.slice(from, from + limit).map(({ row, cells }) => ({ row, cells: cells.map((cell) => cell ?? '') })),
    filtered: Object.fromEntries(hiddenValues(sheet)),
    protectedRanges: sheet.protectedRanges.map(({ range, by }) => ({ ...range, by })),
    access: sheet.access,
  };
}

/** The distinct texts in a column below the headings, in order of their first row, for a filter to choose from. */
export function columnValues(sheet: Worksheet, column: string | number): object {
  const index = columnOf(sheet, column);
  const texts = sheet.rows.slice(1, usedRowCount(sheet)).map((row) => textOf(row[index] ?? null));
  const values = [...new Set(texts)];
  return { values: values.slice(0, MAX_VALUES), isCut: values.length > MAX_VALUES };
}

/** A row outside of the filter's range is shown, as in Google's own pages. */
function hiddenBy(sheet: Worksheet): (line: { row: number; cells: readonly Cell[] }) => boolean {
  const last = sheet.basicFilter?.range.endRowIndex ?? sheet.rowCount;
  const columns = hiddenValues(sheet).map(([column, values]) => ({ column: Number(column), values: new Set(values) }));
  return ({ row, cells }) =>
    row <= last && columns.some(({ column, values }) => values.has(textOf(cells[column] ?? null)));
}

/** Column index and hidden texts. Conditions that only the API can set hide nothing here. */
function hiddenValues(sheet: Worksheet): [column: string, values: string[]][] {
  return Object.entries(sheet.basicFilter?.criteria ?? {}).flatMap(([column, criterion]) => {
    const parsed = criterionSchema.safeParse(criterion);
    return parsed.success ? [[column, parsed.data.hiddenValues] as [string, string[]]] : [];
  });
}

const criterionSchema = z.object({ hiddenValues: z.array(z.string()).min(1) });

function textOf(cell: Cell): string {
  return isFormula(cell) ? cell.formula : String(cell ?? '');
}
