import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createFolderRegistry } from '../../activities/adapters/folder-registry';
import { createFolderStore } from '../../activities/adapters/object-store';
import { createChatMoves } from '../../activities/chat-moves';
import { createMarkingActivities, createTrainingActivities } from '../../activities/training';
import { createApprovalCards } from '../../activities/training/approval-cards';
import { createCandidateActivities } from '../../activities/training/candidate';
import { createProgressActivities } from '../../activities/training/progress';
import { BEAT_MS } from '../../activities/training/while-telling';
import { createTrainers } from '../../activities/training/trainers';
import { renderRetrainProgress } from '../../bots/render/retrain-progress';
import { demoExamples } from '../../ml/demo/examples';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../../temporal/queues';
import { createRetrainDesk } from '../../temporal/retrain-desk';
import { deploymentName, setCurrentVersion } from '../../temporal/versioning';
import type { LedgerEntry } from '../../workflows/contracts/ledger';
import { aReviewer } from '../support/makers';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { aTrainingProcess, trainingPlaces } from '../support/training-process';
import { aSyncedMirror, aTrackingRow, SPREADSHEET } from '../support/training-sheets';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

const BUILD = 'build-1';
const ROWS_OF_LABEL = 30;
const examples = demoExamples(42);
const labels = [...new Set(examples.map(({ label }) => label))].sort().slice(0, 4);
const rows = labels
  .flatMap((label) => examples.filter((row) => row.label === label).slice(0, ROWS_OF_LABEL))
  .map(({ problem, solving, label }, at) => aTrackingRow(`k${at}`, { text: problem, solving, label }));

let folder: string;
let server: DevServer;
let connection: Connection;
let native: NativeConnection;

beforeAll(async () => {
  quietRuntime();
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-retrain-'));
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
});
afterAll(async () => {
  await native.close();
  await connection.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The product's activities over one folder; Telegram and the ledger are kept in lists. */
async function aProduct(client: Client) {
  const store = createFolderStore(path.join(folder, 'objects'));
  const registry = createFolderRegistry({ dir: path.join(folder, 'models') });
  const readAt = new Date().toISOString();
  const mirror = await aSyncedMirror({ tracking: rows }, trainingPlaces(folder).mirror, readAt);
  const [cards, edits, posts]: [string[], string[], string[]] = [[], [], []];
  const pictures: Uint8Array[] = [];
  const log = { warn: () => undefined };
  const bot = {
    sendMessage: ({ html }: { html: string }) => Promise.resolve({ messageId: cards.push(html) }),
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
  const close = async (): Promise<void> => {
    await mirror.close();
  };
  return { registry, training, main, cards, pictures, edits, posts, close };
}

/** Workers of both queues, versioned as the product's are. @returns stops them */
async function startWorkers(client: Client, { training, main }: { training: object; main: object }) {
  const versioned = (taskQueue: string) => ({
    ...{ connection: native, taskQueue },
    workerDeploymentOptions: {
      ...{ useWorkerVersioning: true as const, defaultVersioningBehavior: 'AUTO_UPGRADE' as const },
      version: { deploymentName: deploymentName(taskQueue), buildId: BUILD },
    },
  });
  const workers = [
    await Worker.create({ ...versioned(ONCEK_QUEUE), workflowBundle: await workflowCode(), activities: main }),
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

test('from the start by an admin over a search of two trials to a candidate, its card, the approval, and the rows marked', async () => {
  const client = new Client({ connection });
  const product = await aProduct(client);
  const stop = await startWorkers(client, product);
  try {
    const { registry, cards, pictures, edits, posts } = product;
    const desk = createRetrainDesk({ client, spreadsheetId: SPREADSHEET, approvalDays: 7, language: 'id' });
    const by = aReviewer();
    const started = await desk.start({ trials: 2, force: false, by, requestKey: 'telegram:9001:7' });
    expect(started.outcome).toBe('started');
    expect(await desk.watch({ chatId: 9001, messageId: 7 })).toBe(true);
    await waitFor(async () => (await desk.progress())?.outcome != null, { describe: 'it is over', timeoutMs: 50_000 });
    const progress = await desk.progress();
    expect(progress).toMatchObject({
      ...{ outcome: { kind: 'candidate' }, data: { rows: rows.length, labels: labels.length } },
      trials: { wanted: 2, finished: 2, failed: 0 },
    });
    const version = progress?.outcome?.kind === 'candidate' ? progress.outcome.version : '';
    await waitFor(() => edits.some((html) => html.includes('menunggu keputusan admin')), {
      describe: 'the message shows the end',
    });
    await waitFor(() => cards.length === 1, { describe: 'the admin has the card' });
    expect(pictures.map((png) => Buffer.from(png).subarray(1, 4).toString())).toEqual(['PNG', 'PNG']);
    expect(await registry.candidate()).toBe(version);
    expect(await registry.production()).toBeNull();

    const decided = await desk.decide(version, 'approve', { by, reason: null });
    expect(decided).toMatchObject({ decided: 'now', promotion: { kind: 'promoted', former: null } });
    expect(await registry.production()).toBe(version);
    await waitFor(() => posts.length === 1, { describe: 'admins hear of the marked rows' });
    expect(posts[0]).toContain(`${rows.length} baris ditandai`);
    await waitFor(async () => (await desk.approval(version))?.marked != null, { describe: 'the approval is over' });
    const again = await desk.decide(version, 'reject', { by, reason: null });
    expect(again?.decided ?? 'over').not.toBe('now');
  } finally {
    await stop();
    await product.close();
  }
}, 120_000);
