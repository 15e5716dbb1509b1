/**
 * Cuts a list for statements with a parameter or more for each item: far below what a statement may have (SQLite 32,766,
 * PostgreSQL 65,535).
 * @param size - items in a chunk. Default 500
 */
export function chunks<T>(items: readonly T[], size = 500): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
