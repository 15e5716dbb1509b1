import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createRetrainDesk } from '../../temporal/retrain-desk';
import { aReviewer } from '../support/makers';
import {
  aRetrainProduct,
  RETRAIN_LABELS as labels,
  RETRAIN_ROWS as rows,
  startRetrainWorkers,
} from '../support/retrain-product';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { trainingPlaces } from '../support/training-process';
import { aSyncedMirror, SPREADSHEET } from '../support/training-sheets';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

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

test('from the start by an admin over a search of two trials to a candidate, its card, the approval, and the rows marked', async () => {
  const client = new Client({ connection });
  const place = trainingPlaces(folder).mirror;
  const mirror = await aSyncedMirror({ tracking: rows }, place, new Date().toISOString());
  const product = aRetrainProduct({ client, folder, mirror });
  const stop = await startRetrainWorkers({ client, native, workflowBundle: await workflowCode(), ...product });
  try {
    const { registry, cards, pictures, edits, posts } = product;
    const desk = createRetrainDesk({ client, spreadsheetId: SPREADSHEET, approvalDays: 7, language: 'id' });
    const by = aReviewer();
    const started = await desk.start({ trials: 2, force: false, by, requestKey: 'telegram:9001:7' });
    expect(started.outcome).toBe('started');
    expect(await desk.watch({ chatId: 9001, messageId: 7 })).toBe(true);
    let step = 0;
    await waitFor(
      async () => {
        step = Math.max(step, (await desk.step((started as { runId: string }).runId)) ?? 0);
        return (await desk.progress())?.outcome != null;
      },
      { describe: 'it is over', timeoutMs: 50_000 },
    );
    expect(step).toBeGreaterThan(0);
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
    await mirror.close();
  }
}, 120_000);
