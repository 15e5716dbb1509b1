import { foldLabel } from '../../domain/labels';
import type { TrainingRow } from '../../domain/training-rows';
import { loadModel, type LoadedModel } from '../../ml/artifact';
import { pairedBootstrap } from '../../ml/bootstrap';
import { disagreement, judgeRows, type LabelNumbers, numberLabels, topConfusions } from '../../ml/evaluation';
import { mcnemar } from '../../ml/mcnemar';
import { autoFigures, figuresOf, type Judged, labelFigures } from '../../ml/metrics';
import type {
  ClassComparison,
  Comparison,
  EvaluationInput,
  EvaluationSummary,
  ModelFigures,
} from '../../workflows/contracts/training';
import type { ModelRegistry, ModelVersionName } from '../adapters/model-registry';
import type { ObjectStore } from '../adapters/object-store';
import type { ChartRenderer } from '../charts/renderer';
import { storeReport } from './evaluation-report';
import { holdOut } from './hold-out';
import { readLineage, readSnapshot, SNAPSHOT_TAG } from './snapshot-store';
import { readModel } from './model-folder';
import { warningsOf } from './warnings';

export interface EvaluationDeps {
  readonly store: Pick<ObjectStore, 'get' | 'put' | 'list'>;
  readonly registry: Pick<ModelRegistry, 'production' | 'load' | 'list'>;
  readonly charts: Pick<ChartRenderer, 'png'>;
  readonly log: { warn(fields: Record<string, unknown>, message: string): void };
  /** Share of the work that is done, 0..1, roughly. */
  readonly onProgress?: (share: number) => void;
}

const CONFUSIONS = 20;

interface Production extends LoadedModel {
  readonly version: ModelVersionName;
}

/**
 * Judges a candidate and the Production model on the rows that the candidate was not fitted on. Production may have been
 * trained on some of them: where its snapshot is known, the rows it did not have are compared by themselves as well.
 */
export async function evaluateCandidate(deps: EvaluationDeps, input: EvaluationInput): Promise<EvaluationSummary> {
  const { store, onProgress } = deps;
  const { snapshot } = await readLineage(store, input.fingerprint);
  const { train, test: rows } = holdOut(await readSnapshot(store, input.fingerprint), input);
  const candidate = await loadModel(await readModel(store, input.candidateKey));
  const production = await loadProduction(deps);
  const labels = numberLabels(
    rows.map(({ label }) => label),
    candidate.classifier.labels,
    production?.classifier.labels ?? [],
  );
  const own = await judgeRows(candidate.classifier, rows, labels);
  onProgress?.(0.1);
  const theirs = production && (await judgeRows(production.classifier, rows, labels));
  onProgress?.(0.2);
  const onTrain = await judgeOwnRows(candidate, train);
  onProgress?.(0.6);
  const compared = (keep: readonly boolean[]): Promise<Comparison> => {
    const kept = (judged: readonly Judged[]): Judged[] => judged.filter((_, row) => keep[row]);
    return compare(kept(own), theirs && kept(theirs), labels.names.length, input.seed);
  };
  const isUnseen = production && (await unseenRows(deps, production.version, rows));
  const unseenCount = isUnseen?.filter(Boolean).length ?? 0;
  const evaluation = {
    fingerprint: input.fingerprint,
    productionVersion: production?.version ?? null,
    all: await compared(rows.map(() => true)),
    unseen: isUnseen && unseenCount > 0 && unseenCount < rows.length ? await compared(isUnseen) : null,
    candidate: modelFigures(own, candidate, null, labels.names.length),
    production: theirs && production && modelFigures(theirs, production, production.version, labels.names.length),
    train: onTrain,
    classes: classesOf(own, theirs, labels),
    confusions: topConfusions(own, labels.names.length, CONFUSIONS).map(({ expected, predicted, rows: count }) => ({
      expected: labels.names[expected]!,
      predicted: labels.names[predicted]!,
      rows: count,
    })),
    drift: snapshot.drift,
  };
  const held = new Set(rows.map(({ label }) => label));
  const known = new Set(candidate.classifier.labels.map(foldLabel));
  const warnings = warningsOf(evaluation, {
    lost: (production?.classifier.labels ?? []).filter((label) => !known.has(foldLabel(label))),
    notEvaluated: snapshot.classes.map(({ label }) => label).filter((label) => !held.has(label)),
    promised: candidate.manifest.calibration.promisedPrecision,
  });
  const summary = { ...evaluation, warnings };
  onProgress?.(0.8);
  return storeReport(
    { store, charts: deps.charts },
    { reportKey: input.reportKey, summary, snapshot, labels, own, theirs },
  );
}

/** How well it answers what it was fitted on: far above the rows held out, it has learned by heart. Gemini's answers count nothing. */
async function judgeOwnRows({ classifier }: LoadedModel, train: readonly TrainingRow[]) {
  const rows = train.filter(({ origin }) => origin !== 'teacher');
  const labels = numberLabels(
    rows.map(({ label }) => label),
    classifier.labels,
  );
  const { accuracy, macroF1 } = figuresOf(await judgeRows(classifier, rows, labels), labels.names.length);
  return { accuracy, macroF1 };
}

/** null where nothing serves, or what serves cannot be loaded: a training must be able to mend that. */
async function loadProduction({ registry, log }: EvaluationDeps): Promise<Production | null> {
  const version = await registry.production();
  if (version === null) return null;
  try {
    return { version, ...(await loadModel(await registry.load(version))) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ version, reason }, 'the Production model cannot be loaded: the candidate is compared with none');
    return null;
  }
}

/** Per row whether Production was not trained on its text; null where its snapshot is not known. */
async function unseenRows(
  { registry, store }: EvaluationDeps,
  version: ModelVersionName,
  rows: readonly { readonly problem: string; readonly solving: string }[],
): Promise<boolean[] | null> {
  const fingerprint = (await registry.list()).find((one) => one.version === version)?.tags[SNAPSHOT_TAG];
  if (fingerprint === undefined) return null;
  // A snapshot that people cleared away says nothing; the comparison on all rows stands.
  const known = await readSnapshot(store, fingerprint).catch(() => null);
  if (known === null) return null;
  const textOf = ({ problem, solving }: { problem: string; solving: string }): string =>
    JSON.stringify([problem, solving]);
  const seen = new Set(known.map(textOf));
  return rows.map((row) => !seen.has(textOf(row)));
}

async function compare(
  own: readonly Judged[],
  theirs: readonly Judged[] | null,
  labelCount: number,
  seed: number,
): Promise<Comparison> {
  const { first, second, difference } = await pairedBootstrap(own, theirs, labelCount, { seed });
  const counts = theirs && disagreement(own, theirs);
  return {
    ...{ rows: own.length, candidate: first, production: second, difference },
    mcnemar: counts && {
      ...{ onlyCandidate: counts.onlyFirst, onlyProduction: counts.onlySecond },
      ...mcnemar(counts.onlyFirst, counts.onlySecond),
    },
  };
}

function modelFigures(
  judged: readonly Judged[],
  { manifest }: LoadedModel,
  version: ModelVersionName | null,
  labelCount: number,
): ModelFigures {
  const { autoThreshold } = manifest.calibration;
  const { share, precision } = autoFigures(judged, autoThreshold);
  const { ece, coverageAt95 } = figuresOf(judged, labelCount);
  return { version, autoThreshold, autoShare: share, autoPrecision: precision, ece, coverageAt95 };
}

function classesOf(own: readonly Judged[], theirs: readonly Judged[] | null, labels: LabelNumbers): ClassComparison[] {
  const production = theirs && labelFigures(theirs, labels.names.length);
  return labelFigures(own, labels.names.length)
    .map(({ precision, recall, f1, support }, at) => ({
      ...{ label: labels.names[at]!, rows: support, precision, recall, f1 },
      productionF1: production?.[at]?.f1 ?? null,
    }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
}
