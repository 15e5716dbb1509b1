/** What may be wrong, as the last line of a run counts it; 0 in all of them is the promise. */
export const FINDING_KINDS = ['lost', 'duplicated', 'wrong_cells', 'sla_errors', 'undecided'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  readonly text: string;
}

export function countByKind(findings: readonly Finding[]): Record<FindingKind, number> {
  const count = (kind: FindingKind): number => findings.filter((finding) => finding.kind === kind).length;
  return Object.fromEntries(FINDING_KINDS.map((kind) => [kind, count(kind)])) as Record<FindingKind, number>;
}
