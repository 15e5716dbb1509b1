/** Rows by label. */
export type LabelRows = Readonly<Record<string, number>>;

/** How far the shares of the labels have moved since an earlier set. */
export interface LabelShift {
  /** Population stability index: below 0.1 little, 0.1 to 0.25 some, above it much. */
  readonly psi: number;
  /** The labels whose share moved most, at most 10, the furthest first; shares 0..1. */
  readonly labels: readonly { readonly label: string; readonly before: number; readonly now: number }[];
}

/** A label that one of the sets lacks counts as this share of it: the index would be infinite otherwise. */
const LEAST_SHARE = 1e-4;
const MOST_LABELS = 10;

/**
 * The population stability index of label shares: Σ (now − before) · ln(now / before).
 * @returns null where one of the sets has no rows
 */
export function labelShift(before: LabelRows, now: LabelRows): LabelShift | null {
  const [allBefore, allNow] = [total(before), total(now)];
  if (allBefore === 0 || allNow === 0) return null;
  const labels = [...new Set([...Object.keys(before), ...Object.keys(now)])].map((label) => ({
    label,
    before: rowsOf(before, label) / allBefore,
    now: rowsOf(now, label) / allNow,
  }));
  const psi = labels.reduce((sum, shares) => {
    const [was, is] = [Math.max(LEAST_SHARE, shares.before), Math.max(LEAST_SHARE, shares.now)];
    return sum + (is - was) * Math.log(is / was);
  }, 0);
  const moved = labels
    .filter((shares) => shares.now !== shares.before)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.label < b.label ? -1 : 1));
  return { psi, labels: moved.slice(0, MOST_LABELS) };
}

function rowsOf(rows: LabelRows, label: string): number {
  return Object.hasOwn(rows, label) ? (rows[label] ?? 0) : 0;
}

function total(rows: LabelRows): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}
