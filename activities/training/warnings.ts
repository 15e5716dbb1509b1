import type { EvaluationSummary, EvaluationWarning } from '../../workflows/contracts/training';

/** F1 that a label must lose before it is told, on so many rows at least: with fewer one answer decides. */
const WORSE_BY = 0.05;
const WORSE_ROWS = 5;
const FEW_ROWS = 100;
/** Above it the index speaks of a shift. */
const MUCH_DRIFT = 0.25;

/** What a person should know before approving, the gravest first. */
export function warningsOf(
  evaluation: Omit<EvaluationSummary, 'warnings' | 'pictures' | 'files'>,
  known: {
    /** Labels of Production that the candidate does not have. */
    readonly lost: readonly string[];
    /** Labels that no row was held out of. */
    readonly notEvaluated: readonly string[];
    /** What the candidate's threshold promises, 0..1. */
    readonly promised: number;
  },
): EvaluationWarning[] {
  const { all, unseen, classes, candidate, drift } = evaluation;
  const warnings: EvaluationWarning[] = [];
  const difference = all.difference?.macroF1 ?? null;
  if (difference && difference.value < 0) warnings.push({ kind: 'figuresWorse', difference: difference.value });
  const worse = classes.filter(
    ({ rows, f1, productionF1 }) => rows >= WORSE_ROWS && productionF1 !== null && productionF1 - f1 >= WORSE_BY,
  );
  if (worse.length > 0) warnings.push({ kind: 'classesWorse', labels: worse.map(({ label }) => label) });
  if (known.lost.length > 0) warnings.push({ kind: 'labelsLost', labels: known.lost });
  if (candidate.autoShare > 0 && candidate.autoPrecision < known.promised) {
    warnings.push({ kind: 'promiseMissed', promised: known.promised, measured: candidate.autoPrecision });
  }
  if (difference && difference.low <= 0 && difference.high >= 0) warnings.push({ kind: 'notProven' });
  if (unseen && unseen.rows < all.rows) warnings.push({ kind: 'productionSawRows', rows: all.rows - unseen.rows });
  if (all.rows < FEW_ROWS) warnings.push({ kind: 'fewRows', rows: all.rows });
  if (known.notEvaluated.length > 0) warnings.push({ kind: 'notEvaluated', labels: known.notEvaluated });
  if (drift && drift.psi > MUCH_DRIFT) warnings.push({ kind: 'drift', psi: drift.psi });
  return warnings;
}
