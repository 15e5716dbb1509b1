import { isFormula, type Area, type Cell, type Worksheet } from './model';

export interface SortSpec {
  /** 0-based column of the worksheet. */
  readonly column: number;
  readonly isDescending: boolean;
}

/**
 * The rows of an area in another order: cells outside of its columns stay where they are. Numbers come before text,
 * text before booleans, empty cells last in both directions; equal ones keep their order.
 * @returns whole rows for `[area.startRow, …)`, up to the last used one; null when the order is already right
 */
export function sortedRows(sheet: Worksheet, area: Area, specs: readonly SortSpec[]): Cell[][] | null {
  const before = sheet.rows.slice(area.startRow, area.endRow);
  const order = before.map((_, index) => index).sort((a, b) => compareRows(before[a] ?? [], before[b] ?? [], specs));
  if (order.every((from, index) => from === index)) return null;
  return order.map((from, index) => mergedRow(before[index] ?? [], before[from] ?? [], area));
}

function mergedRow(outside: readonly Cell[], inside: readonly Cell[], area: Area): Cell[] {
  if (area.startColumn === 0 && area.endColumn >= Math.max(inside.length, outside.length)) return inside.slice();
  const width = Math.max(outside.length, Math.min(inside.length, area.endColumn));
  const row = Array.from({ length: width }, (_, column) => {
    const isInside = column >= area.startColumn && column < area.endColumn;
    return (isInside ? inside : outside)[column] ?? null;
  });
  while (row.length > 0 && row[row.length - 1] === null) row.pop();
  return row;
}

function compareRows(a: readonly Cell[], b: readonly Cell[], specs: readonly SortSpec[]): number {
  for (const { column, isDescending } of specs) {
    const difference = compareCells(a[column] ?? null, b[column] ?? null, isDescending);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareCells(a: Cell, b: Cell, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const difference = rank(a) - rank(b) || compareSameKind(a, b);
  return isDescending ? -difference : difference;
}

function rank(cell: Cell): number {
  if (typeof cell === 'number') return 0;
  return typeof cell === 'boolean' ? 2 : 1;
}

function compareSameKind(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const [left, right] = [textOf(a), textOf(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function textOf(cell: Cell): string {
  return (isFormula(cell) ? cell.formula : String(cell)).toLowerCase();
}
