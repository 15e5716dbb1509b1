import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/env';
import type { DynamicConfig } from '../../scripts/dynamic-config';
import { settledPorts } from '../../scripts/faults/ports';
import { startOnPostgres } from '../../scripts/faults/temporal-on-postgres';
import type { DevServer } from './temporal';

/** Whether tests that start a Temporal server start one over PostgreSQL in place of the dev server. */
export function isOnPostgres(): boolean {
  return process.env.ONCEK_TEST_TEMPORAL === 'postgres';
}

/** A Temporal server over PostgreSQL, both of a test's own and gone after `close()`. */
export async function startServerOnPostgres(dynamicConfig: DynamicConfig): Promise<DevServer> {
  const folder = await mkdtemp(join(tmpdir(), 'oncek-temporal-'));
  await mkdir(join(folder, 'logs'));
  const [port] = await settledPorts(1);
  const address = `127.0.0.1:${port}`;
  const { temporal } = loadConfig({ TEMPORAL_ADDRESS: address });
  const server = await startOnPostgres({ temporal }, folder, dynamicConfig);
  return {
    address,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
