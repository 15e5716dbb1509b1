import path from 'node:path';
import { createDriveClient } from '../activities/adapters/drive-client';
import type { GeminiTrouble } from '../activities/adapters/gemini-errors';
import type { GeminiClient, GeminiOutcome } from '../activities/adapters/gemini-client';
import { createGeminiClient } from '../activities/adapters/gemini-client';
import { openRegistry } from '../activities/adapters/open-registry';
import { createTelegramFiles } from '../activities/adapters/telegram-files';
import { keptSecret } from '../activities/kept-secret';
import { createMediaLinks, mediaLinkSecret } from '../activities/media-links';
import { createMediaRevocations } from '../activities/media-revocations';
import { createTelegramClient } from '../activities/adapters/telegram-client';
import type { ClassifyDeps } from '../activities/classify';
import { createGeminiAlerts } from '../activities/gemini-alerts';
import { createChartRenderer } from '../activities/charts/renderer';
import { createMirror, type MirrorOptions } from '../activities/mirror';
import { createModelServer } from '../activities/model-server';
import { createPromoteVersion } from '../activities/promote-version';
import { refusedModelItem } from '../activities/refused-model';
import { createServedCopy } from '../activities/served-copy';
import { createShadow } from '../activities/shadow';
import { createTrainingProcess } from '../activities/training/process/training-process';
import type { TrainingPlaces } from '../activities/training/process/jobs';
import { promotedNews } from '../activities/webhooks/announce';
import { createSimilarTickets } from '../activities/similar/similar-tickets';
import type { Config } from '../config/types';
import { createLabelDesk } from '../temporal/label-desk';
import { createRetrainDesk } from '../temporal/retrain-desk';
import { createWebhookDesk } from '../temporal/webhook-desk';
import { objectsFolder, type Core } from './core';

/** Where the mirror is, by the settings. */
export function mirrorPlace({ databaseUrl, dataDir }: Config): MirrorOptions {
  return databaseUrl === null ? { file: path.join(dataDir, 'mirror.db') } : { databaseUrl };
}

/** Fits share the machine with the tickets, which want a core of their own; one thread also trains the same anywhere. */
const FIT_THREADS = 1;

/** What a training process opens for itself. */
function trainingPlaces(config: Config): TrainingPlaces {
  const { minio, dataDir, mlflow, modelRegistryDir } = config;
  return {
    objects: minio === null ? { folder: objectsFolder(dataDir) } : { minio: { ...minio, bucket: minio.stateBucket } },
    mirror: mirrorPlace(config),
    registry: { mlflow, modelRegistryDir },
    options: { threads: FIT_THREADS },
  };
}

/** Every adapter over the core. The mirror is open; models, shadow and drawing thread start when asked to. */
export async function buildDeps(core: Core) {
  const { config, log, client, store, tellAdmins, spreadsheetId, plainChat } = core;
  const registry = openRegistry(config);
  const models = createModelServer({
    ...{ registry, log },
    copy: createServedCopy(config.dataDir),
    onRefused: (refused) => tellAdmins(refusedModelItem(refused, config.language)),
  });
  const retrain = createRetrainDesk({
    ...{ client, spreadsheetId, language: config.language },
    approvalDays: config.training.approvalDays,
  });
  const mirror = await createMirror(mirrorPlace(config));
  const { dataDir } = config;
  const secret = await mediaLinkSecret({ ...config.media, dataDir });
  return {
    ...core,
    drive: createDriveClient(config.google),
    registry,
    models,
    shadow: createShadow({ registry, store, log }),
    mirror,
    charts: createChartRenderer(),
    media: {
      store: core.mediaStore,
      links: createMediaLinks({ ...config.media, secret }),
      revocations: createMediaRevocations({ store, now: () => new Date() }),
      files: createTelegramFiles({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }),
    },
    /** Signs the console's sessions: the same for all processes of a data folder. */
    sessionSecret: config.console.sessionSecret ?? (await keptSecret({ dataDir, name: 'session-secret' })),
    gemini: createGemini(core),
    bots: {
      group: createTelegramClient({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }),
      admin: createTelegramClient({ token: config.telegram.adminToken, apiRoot: config.telegram.apiRoot }),
    },
    similar: createSimilarTickets({ source: mirror.sheetTickets, plainChat: () => plainChat.get(), log }),
    trainingProcess: createTrainingProcess({ places: trainingPlaces(config), log }),
    retrain,
    promote: createPromoteVersion({
      registry,
      retrain,
      onPromoted: (...promotion) => tellPromoted(core, ...promotion),
    }),
    webhooks: createWebhookDesk({ client, emitter: core.webhookEvents }),
    labels: createLabelDesk({ client, modelLabels: () => models.current()?.classifier.labels ?? [] }),
  };
}

/** Receivers of webhooks hear of a promotion; it stands, whether they do or not. */
async function tellPromoted(
  { webhookEvents, log }: Core,
  ...[version, former, by]: [version: string, former: string | null, by: string]
): Promise<void> {
  const at = new Date().toISOString();
  await webhookEvents
    .emit(promotedNews({ version, former, by, key: [version, at].join(':'), at }))
    .catch((error: unknown) => log.error({ err: error, version }, 'no webhook was told of a promotion'));
}

/** Gemini with its metrics, and its failures told to admins; null where it is not to be asked. */
function createGemini({ config, metrics, tellAdmins, log }: Core): GeminiClient | null {
  const { apiKey } = config.gemini;
  if (apiKey === null) return null;
  const alert = createGeminiAlerts({
    post: tellAdmins,
    cooldownMs: config.alertCooldownMs,
    language: config.language,
    log,
  });
  const asked = (outcome: GeminiOutcome, ms: number): void => {
    metrics.gemini.asked(outcome, ms);
    alert(outcome);
  };
  // What Google says of a failure may quote the ticket: only its kind and status are logged.
  const failed = ({ failure, status }: GeminiTrouble): void => log.warn({ failure, status }, 'Gemini gave no answer');
  return createGeminiClient({ ...config.gemini, apiKey }, { observer: { ...metrics.gemini, asked, failed } });
}

/** The cascade as this process runs it, one for the workflow's activity and for the API. */
export function cascadeDepsOf({ models, shadow, gemini, metrics, mirror, config, log }: Deps): ClassifyDeps {
  return {
    models,
    shadow,
    gemini,
    thresholds: config.thresholds,
    now: () => new Date(),
    onAnswer: (answer) => metrics.predicted(answer),
    keepTeacherAnswer: (answer) => {
      mirror.teacherAnswers
        .put({ ...answer, teacher: config.gemini.model })
        .catch((error: unknown) => log.warn({ err: error }, 'an answer of Gemini was not kept for training'));
    },
  };
}

export type Deps = Awaited<ReturnType<typeof buildDeps>>;
