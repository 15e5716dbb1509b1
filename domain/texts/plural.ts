/**
 * A count with its noun in English: `1 row`, `2 rows`.
 * @param count - a whole number, or one already written out
 * @param many - the noun of any count but 1 @default `one` with an s
 */
export function counted(count: number | string, one: string, many = `${one}s`): string {
  return `${count} ${String(count) === '1' ? one : many}`;
}
