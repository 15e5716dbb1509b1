import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { createFolderRegistry } from '../../activities/adapters/folder-registry';
import { createFolderStore } from '../../activities/adapters/object-store';
import { createChatMoves } from '../../activities/chat-moves';
import type { Mirror } from '../../activities/mirror';
import { createMarkingActivities, createTrainingActivities } from '../../activities/training';
import { createApprovalCards } from '../../activities/training/approval-cards';
import { createCandidateActivities } from '../../activities/training/candidate';
import { createProgressActivities } from '../../activities/training/progress';
import { createTrainers } from '../../activities/training/trainers';
import { BEAT_MS } from '../../activities/training/while-telling';
import { renderRetrainProgress } from '../../bots/render/retrain-progress';
import { demoExamples } from '../../ml/demo/examples';
import type { WorkflowCode } from '../../temporal/bundle';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../../temporal/queues';
import { deploymentName, setCurrentVersion } from '../../temporal/versioning';
import { HEARD_WITHIN_MS } from '../../workers/ticket-worker';
import type { LedgerEntry } from '../../workflows/contracts/ledger';
import { aTrainingProcess } from './training-process';
import { aTrackingRow } from './training-sheets';

const BUILD = 'build-1';
const ROWS_OF_LABEL = 30;
const examples = demoExamples(42);

/** Four labels, and 120 approved rows of them. */
export const RETRAIN_LABELS = [...new Set(examples.map(({ label }) => label))].sort().slice(0, 4);
export const RETRAIN_ROWS = RETRAIN_LABELS.flatMap((label) =>
  examples.filter((row) => row.label === label).slice(0, ROWS_OF_LABEL),
).map(({ problem, solving, label }, at) => aTrackingRow(`k${at}`, { text: problem, solving, label }));

/**
 * The product's activities over one folder; Telegram and the ledger are kept in lists.
 * @param input.onCard - hears each card of a model that goes out
 */
export function aRetrainProduct(input: {
  client: Client;
  folder: string;
  mirror: Mirror;
  onCard?: (html: string) => void;
}) {
  const { client, folder, mirror, onCard } = input;
  const store = createFolderStore(path.join(folder, 'objects'));
  const registry = createFolderRegistry({ dir: path.join(folder, 'models') });
  const [cards, edits, posts]: [string[], string[], string[]] = [[], [], []];
  const pictures: Uint8Array[] = [];
  const log = { warn: () => undefined };
  const bot = {
    sendMessage({ html }: { html: string }) {
      onCard?.(html);
      return Promise.resolve({ messageId: cards.push(html) });
    },
    sendPicture: ({ png }: { png: Uint8Array }) => Promise.resolve({ messageId: pictures.push(png) }),
    editMessage: ({ html }: { html: string }) => Promise.resolve(void edits.push(html)),
  };
  const training = createTrainingActivities(aTrainingProcess(folder));
  const main = {
    ...createMarkingActivities({
      ...{ store, mirror, pollMs: 20 },
      enqueueRows: ({ entries }: { entries: readonly LedgerEntry[] }) =>
        mirror.trainingMarks.note(
          entries[0]?.onlyIf?.markId ?? '',
          entries.map(({ key }) => ({ key, outcome: 'marked' as const })),
        ),
    }),
    ...createCandidateActivities({
      ...{ client, store, registry },
      trainers: createTrainers({ client, namespace: 'default', trainingQueue: TRAINING_QUEUE }),
    }),
    ...createApprovalCards({
      ...{ bot, store, log, moves: createChatMoves(store), timeZone: 'Asia/Jakarta' },
      settings: { adminUserIds: [9001], reportingChatId: null },
    }),
    ...createProgressActivities({
      client,
      bot,
      render: (run, seen) => renderRetrainProgress(run, seen, 'id'),
      log,
      pollMs: 50,
    }),
    post: ({ item }: { item: { html: string } }) => Promise.resolve(void posts.push(item.html)),
  };
  return { registry, training, main, cards, pictures, edits, posts };
}

/** Workers of both queues, versioned as the product's are. @returns stops them */
export async function startRetrainWorkers(input: {
  client: Client;
  native: NativeConnection;
  workflowBundle: WorkflowCode;
  training: object;
  main: object;
}) {
  const { client, native, workflowBundle, training, main } = input;
  const versioned = (taskQueue: string) => ({
    ...{ connection: native, taskQueue },
    workerDeploymentOptions: {
      ...{ useWorkerVersioning: true as const, defaultVersioningBehavior: 'AUTO_UPGRADE' as const },
      version: { deploymentName: deploymentName(taskQueue), buildId: BUILD },
    },
  });
  const workers = [
    await Worker.create({
      ...{ ...versioned(ONCEK_QUEUE), workflowBundle, activities: main },
      maxHeartbeatThrottleInterval: HEARD_WITHIN_MS,
    }),
    await Worker.create({
      ...{ ...versioned(TRAINING_QUEUE), activities: training, maxConcurrentActivityTaskExecutions: 1 },
      ...{ maxHeartbeatThrottleInterval: BEAT_MS, defaultHeartbeatThrottleInterval: BEAT_MS },
    }),
  ];
  const running = workers.map((worker) => worker.run());
  const current = { client, namespace: 'default', buildId: BUILD };
  for (const taskQueue of [ONCEK_QUEUE, TRAINING_QUEUE]) await setCurrentVersion({ ...current, taskQueue });
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  };
}
