import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createFolderStore } from '../activities/adapters/object-store';
import { createDriveClient } from '../activities/adapters/drive-client';
import { createSheetsClient } from '../activities/adapters/sheets-client';
import { createMirror } from '../activities/mirror';
import { createSheetActivities } from '../activities/sheets';
import { createSpillActivities } from '../activities/spill';
import { loadConfig } from '../config/env';
import { startSandbox } from '../sandbox/server';
import { loadWorkflowCode } from '../temporal/bundle';
import { connectTemporal } from '../temporal/connect';
import { ONCEK_QUEUE } from '../temporal/queues';
import { runWorker } from '../workers/run-worker';
import { startDevServer } from './dev-server';
import { freePorts } from './free-ports';
import { waitForTemporal } from './run/start';

/** A ledger with nothing of the product around it but Temporal and the stand-in of Google. */
export interface LedgerAlone {
  readonly client: Client;
  /** Root address of the sandbox, without a slash at the end. */
  readonly sandbox: string;
  readonly spreadsheetId: string;
  /** Ends all that was started and removes its folder. */
  stop(): Promise<void>;
}

const CODE_ROOT = path.resolve(__dirname, '..');

/**
 * Starts a Temporal dev server, the sandbox, and a worker that has only the ledger's activities; on free ports, with the
 * production settings of quota and time-outs.
 */
export async function startLedgerAlone(): Promise<LedgerAlone> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-ledger-'));
    stops.push(() => rm(dataDir, { recursive: true, force: true }));
    const sandbox = await startSandbox({ port: 0 });
    stops.push(() => sandbox.close());
    const [temporalPort, uiPort] = await freePorts(2);
    const config = loadConfig({
      DATA_DIR: dataDir,
      SANDBOX_PORT: String(sandbox.port),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      TEMPORAL_UI_PORT: String(uiPort),
    });
    const server = startDevServer({
      command: process.env.TEMPORAL_CLI_PATH || 'temporal',
      dataDir,
      address: config.temporal.address,
      uiPort: config.temporal.uiPort,
    });
    stops.push(() => server.stop());
    const waiting = new AbortController();
    await Promise.race([waitForTemporal(config, waiting.signal), server.ended]).finally(() => waiting.abort());
    const { client, connection } = await connectTemporal(config.temporal);
    stops.push(() => connection.close());
    const native = await NativeConnection.connect({ address: config.temporal.address });
    stops.push(() => native.close());
    const mirror = await createMirror({ file: path.join(dataDir, 'mirror.db') });
    stops.push(() => mirror.close());
    const sheets = createSheetsClient(config.google);
    const store = createFolderStore(path.join(dataDir, 'objects'));
    const worker = runWorker(
      await Worker.create({
        connection: native,
        taskQueue: ONCEK_QUEUE,
        workflowBundle: await loadWorkflowCode(CODE_ROOT),
        activities: {
          ...createSheetActivities({
            ...{ sheets, drive: createDriveClient(config.google), mirror, store, client, log: silent },
            ...{ shareWith: [], timeZone: config.timeZone, now: () => new Date() },
          }),
          ...createSpillActivities({ store }),
        },
      }),
    );
    stops.push(() => worker.stop());
    return { client, sandbox: sandbox.url, spreadsheetId: await sheets.findSpreadsheet(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const ignore = (): void => undefined;
const silent = { info: ignore, warn: ignore, error: ignore };
