import { thresholdsOf } from '../../activities/classify';
import { createReports } from '../../activities/mirror/reports';
import type { ModelDesk } from '../../bots/admin/model-desk';
import type { ReportDesk } from '../../bots/admin/report-desk';
import type { RetrainBotDesk } from '../../bots/admin/retrain-desk';
import type { ModelStatus } from '../../bots/render/model-status';
import { localDateTime } from '../../domain/local-time';
import { createReportRunner } from '../../temporal/report-runner';
import type { Deps } from '../deps';
import { shadowNow } from './shadow-now';

/** What the admin bot's commands reach beside tickets: reports, models, retraining. */
export function adminDesksOf(deps: Deps): {
  readonly reportDesk: ReportDesk;
  readonly modelDesk: ModelDesk;
  readonly retrainDesk: RetrainBotDesk;
} {
  return { reportDesk: reportDeskOf(deps), modelDesk: modelDeskOf(deps), retrainDesk: retrainDeskOf(deps) };
}

function reportDeskOf(deps: Deps): ReportDesk {
  const { mirror, models, charts, config } = deps;
  return {
    runReport: createReportRunner(deps),
    reports: createReports(mirror.db),
    charts,
    modelVersion: () => models.current()?.version ?? null,
    timeZone: config.timeZone,
    appCodes: config.ticket.grammar.appCodes,
    slaTargetMin: config.ticket.slaTargetMin,
  };
}

function modelDeskOf(deps: Deps): ModelDesk {
  const { models, registry, promote } = deps;
  return {
    status: () => modelStatusOf(deps),
    versions: () => registry.list(),
    promote,
    shadow: () => shadowNow(deps),
    reload: () => models.reload(),
  };
}

function retrainDeskOf({ retrain, trainingProcess, spreadsheetId }: Deps): RetrainBotDesk {
  return { ...retrain, readiness: () => trainingProcess.run('lookAtTrainingSet', { spreadsheetId }) };
}

function modelStatusOf({ models, config }: Deps): ModelStatus | null {
  const model = models.current();
  if (!model) return null;
  const { manifest, version, classifier } = model;
  const { trainedAt, figures } = manifest;
  const thresholds = thresholdsOf(model, config.thresholds);
  return {
    version,
    classes: classifier.labels.length,
    origin: manifest.origin,
    trainedAt: trainedAt === null ? null : localDateTime(trainedAt, config.timeZone),
    samples: manifest.rows.used,
    figures: { macroF1: figures.macroF1, weightedF1: figures.weightedF1, accuracy: figures.accuracy },
    thresholds: { auto: thresholds.auto, cascade: thresholds.cascade },
    gemini: config.gemini.apiKey === null ? null : config.gemini.model,
    hasFailed: models.lastError() !== null,
  };
}
