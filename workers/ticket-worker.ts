import type { NativeConnection } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { createAlbumActivities } from '../activities/album';
import { createClassifyActivities } from '../activities/classify';
import { createLedgerPort } from '../activities/ledger-port';
import { createSheetSyncActivities } from '../activities/sheet-sync';
import { createMediaActivities } from '../activities/media';
import { createSheetActivities } from '../activities/sheets';
import { createOpenTicketActivities } from '../activities/open-ticket';
import { spreadsheetsOf } from '../activities/sheets/spreadsheets-of';
import type { Metrics } from '../activities/metrics';
import { createSpillActivities } from '../activities/spill';
import { createStoryActivities } from '../activities/story';
import { createWebhookSender } from '../activities/adapters/webhook-sender';
import { createWebhookActivities } from '../activities/webhooks';
import {
  announcingCandidates,
  announcingPosts,
  announcingRows,
  announcingStories,
} from '../activities/webhooks/announce';
import type { WebhookNews } from '../domain/webhooks';
import { createSymptomWatch } from '../activities/symptom-watch';
import { createApprovalCards } from '../activities/training/approval-cards';
import { createCandidateActivities } from '../activities/training/candidate';
import { createProgressActivities } from '../activities/training/progress';
import { createTrainers } from '../activities/training/trainers';
import { createMarkingActivities } from '../activities/training';
import { createTelegramActivities } from '../activities/telegram';
import { watchWebhooks, watchWriting, type WritingObserver } from '../activities/watch/part-metrics';
import { tracingRows } from '../activities/traced-rows';
import { createReports } from '../activities/mirror/reports';
import { createReportActivities } from '../activities/report';
import { csvButton } from '../bots/admin/features/report-csv';
import { renderHourReport } from '../bots/render/hour-report';
import { renderRetrainProgress } from '../bots/render/retrain-progress';
import { botTextsIn } from '../bots/texts/texts-in';
import type { WorkflowCode } from '../temporal/bundle';
import { createDataConverter } from '../temporal/payloads/data-converter';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../temporal/queues';
import type { Tracing } from '../temporal/tracing/start';
import { deploymentName } from '../temporal/versioning';
import { WORKFLOW_CACHE } from '../temporal/workflow-cache';
import type { LedgerPortActivities, SheetActivities, TelegramActivities } from '../workflows/ports';
import { cascadeDepsOf, type Deps } from './deps';

/**
 * Milliseconds after which the server knows what an activity says it has sent. Without it that is held back for four fifths
 * of a heartbeat timeout, and a worker that is killed meanwhile sends again what went out.
 */
export const HEARD_WITHIN_MS = 1_000;

/** All activities of the main queue, over the adapters of this process. */
export function createActivities(deps: Deps) {
  const now = (): Date => new Date();
  const { client, log, config, mirror, sheets, bots, moves, sent, store } = deps;
  const { timeZone, language } = config;
  const writing = watchWriting(deps.metrics.registry, deps.sheets.quota);
  const emit = (news: WebhookNews): Promise<void> => deps.webhookEvents.emit(news);
  const telegram = countingSla(
    createTelegramActivities({
      client,
      bots,
      moves,
      sent,
      pictures: store,
      similar: deps.similar,
      settings: config.telegram,
      log,
    }),
    writing,
  );
  const ledgerPort = createLedgerPort({
    client,
    language,
    noteSymptom: createSymptomWatch({
      ...{ now, log, timeZone, language, rule: config.burst, symptoms: mirror.symptomReports },
      post: (message) => telegram.post(message),
    }),
  });
  return {
    ...createClassifyActivities({ ...cascadeDepsOf(deps), labels: deps.labels }),
    ...announcingRows(ledgerPort, emit),
    ...createRetrainActivities(deps, ledgerPort),
    ...tracingRows(
      countingPersisted(
        createSheetActivities({
          ...{ client, sheets, drive: deps.drive, mirror, store, log, now },
          ...{ shareWith: config.google.shareWith, timeZone },
        }),
        { ...deps.metrics, batchApplied: (rows: number) => writing.batchApplied(rows) },
      ),
    ),
    ...createSheetSyncActivities({
      ...{ client, sheets, mirror, log, now },
      post: (message) => telegram.post(message),
      spreadsheetsOf: (spreadsheetId) => spreadsheetsOf(store, spreadsheetId),
      ...{ timeZone, language },
      plainChat: () => deps.plainChat.get(),
    }),
    ...announcingPosts(telegram, emit),
    ...createSpillActivities({ store }),
    ...createAlbumActivities({ desk: deps.ticketDesk, records: deps.albums }),
    ...createOpenTicketActivities({ bot: bots.group, moves, desk: deps.ticketDesk, now }),
    ...announcingStories(createStoryActivities({ store }), emit),
    ...createReportActivities({
      ...{ client, store, log, timeZone, language, slaTargetMin: config.ticket.slaTargetMin },
      reports: createReports(mirror.db),
      charts: deps.charts,
      modelVersion: () => deps.models.current()?.version ?? null,
      words: {
        charts: botTextsIn(language).charts,
        report: (content) => renderHourReport(content, language),
        csvButton: (period) => csvButton({ period, app: null }, language),
      },
    }),
    ...createWebhookActivities({
      ...{ client, language, now },
      find: (id) => deps.webhooks.find(id),
      send: createWebhookSender(config.webhooks),
      observer: watchWebhooks(deps.metrics.registry),
    }),
    ...createMediaActivities({
      ...deps.media,
      prefix: config.media.prefix,
      linkOf: (key) => deps.media.links.linkOf(key),
      now: Date.now,
    }),
  };
}

/** The light steps of a retraining, and all of an approval. */
function createRetrainActivities(deps: Deps, { enqueueRows }: Pick<LedgerPortActivities, 'enqueueRows'>) {
  const { client, log, config, mirror, bots, moves, store, registry } = deps;
  const { timeZone, language, telegram: settings } = config;
  const { namespace } = config.temporal;
  return {
    ...createMarkingActivities({ store, mirror, enqueueRows }),
    ...announcingCandidates(
      createCandidateActivities({
        ...{ client, store, registry },
        trainers: createTrainers({ client, namespace, trainingQueue: TRAINING_QUEUE }),
      }),
      (news) => deps.webhookEvents.emit(news),
      () => new Date(),
    ),
    ...createApprovalCards({ bot: bots.admin, store, moves, settings, timeZone, log }),
    ...createProgressActivities({
      client,
      bot: bots.admin,
      render: (progress, seen) => renderRetrainProgress(progress, seen, language),
      log,
    }),
  };
}

/** Of the messages of one step the first is counted. */
const SLA_STEP = /:(warning|breach|escalation):[\d.]+:0$/;

/** Counts announced steps of SLA clocks, by the keys of their messages; one that is sent again counts again. */
function countingSla(telegram: TelegramActivities, writing: Pick<WritingObserver, 'slaAnnounced'>): TelegramActivities {
  return {
    ...telegram,
    async post(message) {
      await telegram.post(message);
      const [, event] = (message.item.kind === 'direct' && SLA_STEP.exec(message.item.key)) || [];
      if (event !== undefined) writing.slaAnnounced(event);
    },
  };
}

/** Counts what became of rows of ML_Tracking. */
function countingPersisted(
  sheets: SheetActivities,
  metrics: Pick<Metrics, 'persisted'> & Pick<WritingObserver, 'batchApplied'>,
): SheetActivities {
  return {
    ...sheets,
    async writeBatch(batch) {
      const result = await sheets.writeBatch(batch);
      const rows = result.kind === 'applied' ? result.rows : [];
      if (result.kind === 'applied') metrics.batchApplied(rows.length);
      for (const { worksheet, outcome } of rows) if (worksheet === 'ML_Tracking') metrics.persisted(outcome);
      return result;
    },
    async tellParked(parked) {
      await sheets.tellParked(parked);
      if (parked.entry.worksheet === 'ML_Tracking') metrics.persisted('parked');
    },
  };
}

/** The worker of tickets, ledger and outboxes. */
export async function createTicketWorker(input: {
  deps: Deps;
  connection: NativeConnection;
  workflowBundle: WorkflowCode;
  buildId: string;
  /** Not null: the bundle is the traced one. */
  tracing?: Tracing | null;
}): Promise<Worker> {
  const { deps, connection, workflowBundle, buildId, tracing } = input;
  return Worker.create({
    ...tracing?.workerOptions,
    connection,
    namespace: deps.config.temporal.namespace,
    dataConverter: createDataConverter(deps.config.temporal.payloadKeys),
    taskQueue: ONCEK_QUEUE,
    workflowBundle,
    activities: createActivities(deps),
    ...WORKFLOW_CACHE,
    maxHeartbeatThrottleInterval: HEARD_WITHIN_MS,
    shutdownGraceTime: '10 s',
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deploymentName(ONCEK_QUEUE), buildId },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  });
}
