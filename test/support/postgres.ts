import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startGuarded } from './guarded-process';
import { freePort } from './ports';
import { findPostgres, type PostgresTools } from './tools';
import { waitFor } from './wait';

/** A PostgreSQL server of a test's own, empty. */
export interface TestPostgres {
  /** Makes an empty database. @returns its `postgres://…` */
  createDatabase(): Promise<string>;
  /** Ends the server and removes its data. Connections must be closed before. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/**
 * PostgreSQL's programs. Where there are none, says by name on stderr that its tests are skipped.
 * @example const tools = postgresOrNotice(); (tools ? describe : describe.skip)('on PostgreSQL', …)
 */
export function postgresOrNotice(): PostgresTools | null {
  const tools = findPostgres();
  if (!tools)
    process.stderr.write('PostgreSQL is not installed: tests on it are skipped (apt-get install postgresql)\n');
  return tools;
}

/** Starts a server on a free loopback port, in a folder that is removed with it, in whatever way the test ends. */
export async function startPostgres({ binDir, runAs }: PostgresTools): Promise<TestPostgres> {
  const port = await freePort();
  const data = (folder: string): string => join(folder, 'data');
  const server = await startGuarded({
    command: join(binDir, 'postgres'),
    ...(runAs && { runAs }),
    prepare: (folder) =>
      promisify(execFile)(
        join(binDir, 'initdb'),
        ['-D', data(folder), '-U', 'oncek', '-A', 'trust', '-E', 'UTF8', '--locale', 'C', '--no-sync'],
        { ...runAs, cwd: folder },
      ),
    args: (folder) => [
      ...['-D', data(folder), '-h', '127.0.0.1', '-p', String(port)],
      ...['-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'full_page_writes=off'],
    ],
  });
  const urlOf = (database: string): string => `postgres://oncek@127.0.0.1:${port}/${database}`;
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: urlOf('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  try {
    await waitFor(
      async () => {
        server.assertRunning();
        await run('select 1');
        return true;
      },
      { describe: 'PostgreSQL answers', timeoutMs: START_TIMEOUT_MS, intervalMs: 100 },
    );
  } catch (cause) {
    const output = server.output();
    await server.stop();
    throw new Error(`PostgreSQL did not start: ${output}`, { cause });
  }
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      await run(`create database test_${databases}`);
      return urlOf(`test_${databases}`);
    },
    close: () => server.stop(),
  };
}
