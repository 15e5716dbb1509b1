import type { ApprovalCard } from '../../domain/approval-card';
import type { ApprovalInput } from '../../workflows/contracts/approval';
import type { RetrainInput } from '../../workflows/contracts/retrain';
import type { Comparison, EvaluationSummary, SnapshotSummary } from '../../workflows/contracts/training';
import { BENCH_QUEUE } from './workflow-bench';

/** A snapshot of 120 rows of two labels. */
export function aSnapshot(over: Partial<SnapshotSummary> = {}): SnapshotSummary {
  return {
    ...{ fingerprint: 'f'.repeat(64), takenAt: '2026-11-24T00:00:00.000Z', sheetsReadAt: '2026-11-24T00:00:00.000Z' },
    ...{ rows: 120, reviewed: 110, sources: [], rejected: [], singleRowLabels: [], drift: null, teachers: [] },
    classes: [
      { label: 'KENDALA LOGIN', rows: 80, byPeople: 70, isNew: false },
      { label: 'USER NOT FOUND', rows: 40, byPeople: 40, isNew: true },
    ],
    mark: { rows: 100, token: 'a'.repeat(64) },
    ...over,
  };
}

const interval = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });
const figures = (value: number) => ({
  ...{ accuracy: interval(value), macroF1: interval(value - 0.1), weightedF1: interval(value) },
});

/** On 24 rows: 0.8 of the candidate against 0.75 of v1. */
export function anEvaluation(over: Partial<EvaluationSummary> = {}): EvaluationSummary {
  const all: Comparison = {
    ...{ rows: 24, candidate: figures(0.8), production: figures(0.75), difference: figures(0.05) },
    mcnemar: { onlyCandidate: 5, onlyProduction: 2, exactP: 0.45, midP: 0.31 },
  };
  const model = { autoThreshold: 0.8, autoShare: 0.6, autoPrecision: 0.97, ece: 0.03, coverageAt95: 0.7 };
  return {
    ...{ fingerprint: 'f'.repeat(64), productionVersion: 'v1', all, unseen: null, drift: null },
    ...{ candidate: { version: null, ...model }, production: { version: 'v1', ...model } },
    ...{ classes: [], confusions: [], warnings: [], pictures: [], files: [] },
    ...over,
  };
}

/** Fixed options, asked for by an admin. */
export function aRetrainInput(over: Partial<RetrainInput> = {}): RetrainInput {
  return {
    ...{ spreadsheetId: 'book', trials: 0, force: false, mode: 'stratified_holdout', seed: 42 },
    by: { kind: 'bot', id: '9001', name: 'Admin' },
    ...{ requestKey: 'update 1', approvalDays: 7, trainingQueue: BENCH_QUEUE },
    ...over,
  };
}

/** What is shown of v2 beside v1. */
export function anApprovalCard(over: Partial<ApprovalCard> = {}): ApprovalCard {
  return {
    ...{ version: 'v2', rows: 120, labels: 2, trials: 0, heldOut: 24 },
    candidate: { accuracy: 0.8, macroF1: 0.7, weightedF1: 0.8 },
    production: { accuracy: 0.75, macroF1: 0.65, weightedF1: 0.75 },
    ...{ productionVersion: 'v1', difference: { value: 0.05, low: 0.03, high: 0.07 }, mcnemarP: 0.31 },
    ...{ auto: { share: 0.6, precision: 0.97 }, newLabels: [], warnings: [] },
    ...{ expiresAt: '2026-12-01T00:00:00.000Z', state: { kind: 'waiting' } },
    ...over,
  };
}

/** v2 waits for a week. */
export function anApprovalInput(over: Partial<ApprovalInput> = {}): ApprovalInput {
  const card: ApprovalInput['card'] = anApprovalCard();
  return {
    ...{ spreadsheetId: 'book', version: 'v2', runId: 'run-1', card, fingerprint: 'f'.repeat(64), approvalDays: 7 },
    ...over,
  };
}
