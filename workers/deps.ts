import path from 'node:path';
import { Registry } from 'prom-client';
import type { TemporalConnection } from '../temporal/connect';
import { createDriveClient } from '../activities/adapters/drive-client';
import type { GeminiTrouble } from '../activities/adapters/gemini-errors';
import type { GeminiClient, GeminiOutcome } from '../activities/adapters/gemini-client';
import { createGeminiClient } from '../activities/adapters/gemini-client';
import { createMinioStore } from '../activities/adapters/minio-store';
import { openRegistry } from '../activities/adapters/open-registry';
import { createFolderStore, type ObjectStore } from '../activities/adapters/object-store';
import { createSheetsClient } from '../activities/adapters/sheets-client';
import { createTelegramFiles } from '../activities/adapters/telegram-files';
import { createMediaLinks, mediaLinkSecret } from '../activities/media-links';
import { createMediaRevocations } from '../activities/media-revocations';
import { createTelegramClient } from '../activities/adapters/telegram-client';
import { createAlbumRecords } from '../activities/album-records';
import { createChatMoves } from '../activities/chat-moves';
import { createSentMessages } from '../activities/sent-messages';
import type { ClassifyDeps } from '../activities/classify';
import { createGeminiAlerts } from '../activities/gemini-alerts';
import { createMetrics, type Metrics } from '../activities/metrics';
import { postMessage } from '../activities/outbox-port';
import { keptSecret } from '../activities/kept-secret';
import { createPlainChat } from '../activities/plain-chat';
import { createSheetLink } from '../activities/sheets/spreadsheets-of';
import { readStory } from '../activities/story';
import { createChartRenderer } from '../activities/charts/renderer';
import { createMirror, type MirrorOptions } from '../activities/mirror';
import { createModelServer } from '../activities/model-server';
import { refusedModelItem } from '../activities/refused-model';
import { createShadow } from '../activities/shadow';
import { createTrainingProcess } from '../activities/training/process/training-process';
import type { TrainingPlaces } from '../activities/training/process/jobs';
import { createSimilarTickets } from '../activities/similar/similar-tickets';
import type { Config } from '../config/types';
import { withAlbums } from '../temporal/album-desk';
import { createLabelDesk } from '../temporal/label-desk';
import { createLedgerDesk } from '../temporal/ledger-desk';
import { createRetrainDesk } from '../temporal/retrain-desk';
import { createTicketDesk } from '../temporal/ticket-desk';
import type { OutboxItem } from '../workflows/contracts/outbox';
import type { Log } from './log';

/** Media stand apart from the product's own files where they may be public: in a bucket of their own. */
function openStores({ minio, dataDir }: Config): { store: ObjectStore; mediaStore: ObjectStore } {
  if (minio === null) {
    const store = createFolderStore(objectsFolder(dataDir));
    return { store, mediaStore: store };
  }
  const { mediaBucket, stateBucket } = minio;
  return {
    store: createMinioStore({ ...minio, bucket: stateBucket }),
    mediaStore: createMinioStore({ ...minio, bucket: mediaBucket }),
  };
}

function mirrorPlace({ databaseUrl, dataDir }: Config): MirrorOptions {
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

function objectsFolder(dataDir: string): string {
  return path.join(dataDir, 'objects');
}

/** Every adapter, built once per process and handed down. */
export async function buildDeps(config: Config, temporal: TemporalConnection, log: Log) {
  const { client } = temporal;
  const sheets = createSheetsClient(config.google);
  const spreadsheetId = await sheets.findSpreadsheet();
  const { store, mediaStore } = openStores(config);
  const moves = createChatMoves(store);
  const registry = openRegistry(config);
  const tellAdmins = (item: OutboxItem): Promise<void> =>
    postMessage({ client, moves, settings: config.telegram }, { to: { role: 'admins' }, item });
  const models = createModelServer({
    registry,
    log,
    onRefused: (refused) => tellAdmins(refusedModelItem(refused, config.language)),
  });
  const shadow = createShadow({ registry, store, log });
  const mirror = await createMirror(mirrorPlace(config));
  const albums = createAlbumRecords(store);
  const { dataDir } = config;
  const secret = await mediaLinkSecret({ ...config.media, dataDir });
  const sessionSecret = config.console.sessionSecret ?? (await keptSecret({ dataDir, name: 'session-secret' }));
  const links = createMediaLinks({ ...config.media, secret });
  const metrics = createMetrics(new Registry(), config.gemini);
  const settings = { ...config.ticket, spreadsheetId };
  const [firstGroup] = config.telegram.collecting;
  const plainChat = createPlainChat(moves, firstGroup?.chatId ?? null);
  const ticketDesk = createTicketDesk({
    client,
    settings,
    plainChat: () => plainChat.forNewTicket(),
    archivedStory: (ticketId) => readStory(store, ticketId),
  });
  return {
    config,
    log,
    client,
    sheets,
    drive: createDriveClient(config.google),
    spreadsheetId,
    registry,
    models,
    shadow,
    /** Hands a message for all admins to their outboxes. */
    tellAdmins,
    mirror,
    charts: createChartRenderer(),
    store,
    media: {
      store: mediaStore,
      links,
      revocations: createMediaRevocations({ store, now: () => new Date() }),
      files: createTelegramFiles({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }),
    },
    sessionSecret,
    metrics,
    gemini: createGemini(config, { metrics, tellAdmins, log }),
    bots: {
      group: createTelegramClient({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }),
      admin: createTelegramClient({ token: config.telegram.adminToken, apiRoot: config.telegram.apiRoot }),
    },
    similar: createSimilarTickets({ source: mirror.sheetTickets, plainChat: () => plainChat.get(), log }),
    ledger: createLedgerDesk({ client, spreadsheetId }),
    trainingProcess: createTrainingProcess({ places: trainingPlaces(config), log }),
    retrain: createRetrainDesk({
      client,
      spreadsheetId,
      approvalDays: config.training.approvalDays,
      language: config.language,
    }),
    labels: createLabelDesk({ client, modelLabels: () => models.current()?.classifier.labels ?? [] }),
    plainChat,
    sheetUrl: createSheetLink({ store, spreadsheetId, apiRoot: config.google.apiRoot }),
    albums,
    moves,
    sent: createSentMessages(store),
    ticketDesk,
    desk: withAlbums(ticketDesk, { client, albumOf: (address) => albums.get(address) }),
  };
}

/** Gemini with its metrics, and its failures told to admins; null where it is not to be asked. */
function createGemini(
  config: Config,
  { metrics, tellAdmins, log }: { metrics: Metrics; tellAdmins: (item: OutboxItem) => Promise<void>; log: Log },
): GeminiClient | null {
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
