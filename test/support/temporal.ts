import { join } from 'node:path';

import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';

import { type DynamicConfig, dynamicConfigArguments, ONE_PARTITION } from '../../scripts/dynamic-config';
import { startGuarded } from './guarded-process';
import { freePort } from './ports';
import { isOnPostgres, startServerOnPostgres } from './temporal-on-postgres';
import { findTemporalCli, findTestServer } from './tools';
import { waitFor } from './wait';

/** Custom search attributes to register: name to type. */
export type SearchAttributeTypes = Readonly<Record<string, 'Keyword' | 'Double' | 'Datetime'>>;

/** What a test's Temporal server is to know. */
export interface TemporalServerOptions {
  /** Default: none. */
  searchAttributes?: SearchAttributeTypes;
}

export interface DevServerOptions extends TemporalServerOptions {
  /** Dynamic configuration of the server above the product's. @example { 'limit.historyCount.suggestContinueAsNew': 40 } */
  dynamicConfig?: DynamicConfig;
}

/** A running Temporal dev server of a test's own, with the namespace `default` ready. */
export interface DevServer {
  /** `host:port` of its gRPC service. */
  readonly address: string;
  /** Ends the server and removes its database. */
  close(): Promise<void>;
}

/** Wire values of Temporal's `IndexedValueType`, an enum that no package of ours exports. */
const INDEXED_VALUE_TYPES = { Keyword: 2, Double: 4, Datetime: 6 } as const;
const START_TIMEOUT_MS = 45_000;

/**
 * Starts a Temporal server whose clock jumps over timers while a workflow's result is awaited.
 *
 * Its clock is one for all its workflows: run the tests of one environment in series, and `teardown()` it at the end.
 * The prepared server of the tool cache is used where there is one, else the SDK's own download.
 */
export async function createTimeSkippingEnv(options: TemporalServerOptions = {}): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const path = findTestServer();
  const env = await TestWorkflowEnvironment.createTimeSkipping(
    path ? { server: { executable: { type: 'existing-path', path } } } : {},
  );
  const { searchAttributes = {} } = options;
  if (Object.keys(searchAttributes).length > 0) {
    await env.connection.operatorService.addSearchAttributes({
      namespace: env.namespace ?? 'default',
      searchAttributes: Object.fromEntries(
        Object.entries(searchAttributes).map(([name, type]) => [name, INDEXED_VALUE_TYPES[type]]),
      ),
    });
  }
  return env;
}

/**
 * Starts a real Temporal server (dev server of the Temporal CLI) on a free loopback port and waits until it answers.
 *
 * Server and database are gone after `close()`, and also when the test's process dies. With
 * `ONCEK_TEST_TEMPORAL=postgres` a Temporal server over PostgreSQL takes its place.
 * @throws Error when there is no Temporal CLI, or the server ended or did not answer within 45 s
 */
export async function startDevServer({
  searchAttributes = {},
  dynamicConfig = {},
}: DevServerOptions = {}): Promise<DevServer> {
  if (isOnPostgres()) return startServerOnPostgres(dynamicConfig);
  const command = findTemporalCli();
  if (!command) throw new Error('no Temporal CLI: run `make setup`, or set TEMPORAL_CLI_PATH');
  const address = `127.0.0.1:${await freePort()}`;
  const server = await startGuarded({
    command,
    args: (folder) =>
      devServerArguments({ address, dbFile: join(folder, 'temporal.db'), searchAttributes, dynamicConfig }),
  });
  try {
    await waitFor(
      () => {
        server.assertRunning();
        return isReady(address, Object.keys(searchAttributes));
      },
      { describe: `Temporal dev server on ${address} answers`, timeoutMs: START_TIMEOUT_MS, intervalMs: 100 },
    );
  } catch (cause) {
    const output = server.output();
    await server.stop();
    throw new Error(`the Temporal dev server did not start: ${output}`, { cause });
  }
  return { address, close: () => server.stop() };
}

/**
 * Lets the SDK's runtime of this test file log errors only: a worker's start and stop would drown the test report.
 * Does nothing where the runtime exists already.
 */
export function quietRuntime(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'IllegalStateError') throw error;
  }
}

function devServerArguments(options: {
  address: string;
  dbFile: string;
  searchAttributes: SearchAttributeTypes;
  dynamicConfig: DynamicConfig;
}): string[] {
  const [ip = '', port = ''] = options.address.split(':');
  return [
    ...['server', 'start-dev', '--headless', '--ip', ip, '--port', port, '--db-filename', options.dbFile],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL', '--log-level', 'error'],
    ...Object.entries(options.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...dynamicConfigArguments({ ...ONE_PARTITION, ...options.dynamicConfig }),
  ];
}

async function isReady(address: string, searchAttributes: string[]): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    return searchAttributes.every((name) => name in customAttributes);
  } finally {
    await connection.close();
  }
}
