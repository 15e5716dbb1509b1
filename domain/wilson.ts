/** One-sided 95 %. */
const BOUND_Z = 1.645;

/** Lower end of the Wilson score interval for a share of `right` in `count`, one-sided 95 %; 0 of none. */
export function wilsonLower(right: number, count: number): number {
  if (count === 0) return 0;
  const share = right / count;
  const square = BOUND_Z ** 2 / count;
  const spread = BOUND_Z * Math.sqrt((share * (1 - share)) / count + square / (4 * count));
  return (share + square / 2 - spread) / (1 + square);
}
