/** Local wall-clock hours of the default breaks; Asia/Jakarta has been UTC+7 all year since 1964. */
const BREAKS = [
  { from: 0, to: 6 },
  { from: 13, to: 14 },
  { from: 19, to: 20 },
];
const UTC_OFFSET_S = 7 * 3_600;

/**
 * Active minutes between two instants, counted second by second and knowing nothing of the product's own reckoning.
 * @param fromS - Unix seconds, not after `toS`
 * @returns minutes, rounded to 2 decimals
 */
export function countActiveMinutes(fromS: number, toS: number): number {
  let seconds = 0;
  for (let at = fromS; at < toS; at += 1) {
    const hour = ((((at + UTC_OFFSET_S) % 86_400) + 86_400) % 86_400) / 3_600;
    if (!BREAKS.some(({ from, to }) => hour >= from && hour < to)) seconds += 1;
  }
  return Math.round((seconds / 60) * 100) / 100;
}
