import type { ApprovalCard, CardFigures } from '../domain/approval-card';
import type { ApprovalDecision, Promotion } from './contracts/approval';
import type { ComparedFigure, Interval } from './contracts/training';
import type { Candidate } from './retrain-steps';

/** What is shown of a candidate, as long as nothing is decided and afterwards. */
export function approvalCardOf(candidate: Candidate, trials: number): Omit<ApprovalCard, 'state' | 'expiresAt'> {
  const { version, snapshot, evaluation } = candidate;
  const { all } = evaluation;
  return {
    version,
    rows: snapshot.rows,
    labels: snapshot.classes.length,
    trials,
    heldOut: all.rows,
    candidate: figuresOf(all.candidate),
    production: all.production && figuresOf(all.production),
    productionVersion: evaluation.productionVersion,
    difference: all.difference && all.difference.macroF1,
    mcnemarP: all.mcnemar && all.mcnemar.midP,
    auto: { share: evaluation.candidate.autoShare, precision: evaluation.candidate.autoPrecision },
    newLabels: snapshot.drift === null ? [] : snapshot.classes.filter(({ isNew }) => isNew).map(({ label }) => label),
    warnings: evaluation.warnings,
  };
}

/** The middles of the intervals. */
export function figuresOf(figures: Readonly<Record<ComparedFigure, Interval>>): CardFigures {
  return {
    accuracy: figures.accuracy.value,
    macroF1: figures.macroF1.value,
    weightedF1: figures.weightedF1.value,
  };
}

/** The state that the card shows. @param promotion - of an approved version, once it is known */
export function cardStateOf(decision: ApprovalDecision | null, promotion: Promotion | null): ApprovalCard['state'] {
  if (decision === null) return { kind: 'waiting' };
  const { kind, reason, newer } = decision;
  const by = decision.by?.name ?? '';
  switch (kind) {
    case 'rejected':
      return { kind, by, reason };
    case 'expired':
      return { kind };
    case 'superseded':
      return { kind, newer: newer ?? '' };
    case 'approved':
      if (promotion === null) return { kind: 'waiting' };
      return promotion.kind === 'promoted'
        ? { kind: 'promoted', by, reason, former: promotion.former }
        : { kind: 'refused', by };
  }
}
