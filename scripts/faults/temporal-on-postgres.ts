import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Config } from '../../config/types';
import { OncekError } from '../../domain/errors';
import { reachTemporal } from '../../workers/reach-temporal';
import { ensureNamespace } from '../../temporal/namespace';
import { ensureSearchAttributes } from '../../temporal/search-attributes';
import { type DynamicConfig, ONE_PARTITION } from '../dynamic-config';
import { settledPorts } from './ports';
import { createProgram, type Program } from './program';
import { serverSettings } from './server-settings';
import type { TemporalServer } from './temporal-server';

const run = promisify(execFile);
const BUILT = 'temporal-server-1.29.1';
const POSTGRES_ROOT = '/usr/lib/postgresql';
const USER = 'oncek';
const DATABASES = { temporal: 'temporal', visibility: 'temporal_visibility', mirror: 'oncek' } as const;

/**
 * The Temporal server over PostgreSQL, on which the mirror stands, too.
 * @param folder - exists, with a folder `logs` in it
 * @param dynamicConfig - of the server, above the product's
 * @throws InvalidSetting where a program is missing: scripts/setup/temporal-server.sh builds the server's, or
 *   `TEMPORAL_SERVER_PATH` and `TEMPORAL_SQL_TOOL_PATH` name them
 */
export async function startOnPostgres(
  config: Pick<Config, 'temporal'>,
  folder: string,
  dynamicConfig: DynamicConfig = {},
): Promise<TemporalServer> {
  const [serverPath, sqlTool] = [
    programOf('TEMPORAL_SERVER_PATH', 'server'),
    programOf('TEMPORAL_SQL_TOOL_PATH', 'sql'),
  ];
  const [port = 0, ...own] = await settledPorts(9);
  const postgres = await startPostgres(folder, port);
  for (const database of Object.values(DATABASES)) await query(port, `create database ${database}`);
  for (const [name, schema] of [
    [DATABASES.temporal, 'temporal'],
    [DATABASES.visibility, 'visibility'],
  ] as const) {
    const at = [
      '--plugin',
      'postgres12',
      '--ep',
      '127.0.0.1',
      '-p',
      String(port),
      '-u',
      USER,
      '--pw',
      USER,
      '--db',
      name,
    ];
    await run(sqlTool, [...at, 'setup-schema', '-v', '0.0']);
    await run(sqlTool, [...at, 'update-schema', '--schema-name', `postgresql/v12/${schema}`]);
  }
  const root = path.join(folder, 'temporal-server');
  await mkdir(path.join(root, 'config'), { recursive: true });
  // What is JSON is YAML, too.
  const values = Object.entries({ ...ONE_PARTITION, ...dynamicConfig }).map(
    ([name, value]) => [name, [{ value }]] as const,
  );
  await writeFile(path.join(root, 'config/dynamic.yaml'), `${JSON.stringify(Object.fromEntries(values))}\n`);
  const frontend = Number(config.temporal.address.split(':')[1]);
  await writeFile(
    path.join(root, 'config/faults.yaml'),
    serverSettings({ postgres: port, frontend, own, user: USER, databases: DATABASES, root }),
  );
  const server = createProgram('temporal-server', () => ({
    command: serverPath,
    args: ['--root', root, '--env', 'faults', '--allow-no-auth', 'start'],
    env: {},
    cwd: root,
    logFile: path.join(folder, 'logs', 'temporal-server.log'),
    isReady: () => true,
  }));
  await server.start();
  await untilReady(config);
  return {
    env: { DATABASE_URL: `postgres://${USER}@127.0.0.1:${port}/${DATABASES.mirror}` },
    postgres,
    async restart() {
      await server.end('SIGKILL');
      await server.start();
      await untilReady(config);
    },
    async stop() {
      await server.end('SIGTERM');
      await postgres.end('SIGTERM');
    },
  };
}

/** As the setting says, else what scripts/setup/temporal-server.sh has put into the tool cache. */
function programOf(setting: string, name: string): string {
  const tools = process.env.ONCEK_TOOLS || path.join(homedir(), '.cache', 'oncek');
  const file = process.env[setting] || path.join(tools, BUILT, name);
  if (existsSync(file)) return file;
  throw new OncekError(
    'InvalidSetting',
    `there is no ${file}: run scripts/setup/temporal-server.sh, or set ${setting}`,
  );
}

async function untilReady({ temporal }: Pick<Config, 'temporal'>): Promise<void> {
  const { connection } = await reachTemporal(temporal, {
    signal: new AbortController().signal,
    async isReady({ connection: reached }) {
      await ensureNamespace(reached, temporal.namespace);
      await ensureSearchAttributes(reached, temporal.namespace);
    },
  });
  await connection.close();
}

/** The newest server of the system; as the user `postgres` where we are root, whom it refuses. */
async function startPostgres(folder: string, port: number): Promise<Program> {
  const versions = existsSync(POSTGRES_ROOT)
    ? (await readdir(POSTGRES_ROOT)).sort((a, b) => Number(b) - Number(a))
    : [];
  const [version] = versions;
  if (version === undefined)
    throw new OncekError('InvalidSetting', 'PostgreSQL is not installed (apt-get install postgresql)');
  const bin = path.join(POSTGRES_ROOT, version, 'bin');
  const home = path.join(folder, 'postgres');
  await mkdir(home);
  const runAs = process.getuid?.() === 0 ? await userNamed('postgres') : {};
  if (runAs.uid !== undefined) {
    await chown(home, runAs.uid, runAs.gid ?? runAs.uid);
    // The folder of a run is its owner's alone; the server has to come through it.
    await run('chmod', ['711', folder]);
  }
  const data = path.join(home, 'data');
  await run(path.join(bin, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale', 'C'], {
    ...runAs,
    cwd: home,
  });
  const server = createProgram('postgres', () => ({
    command: path.join(bin, 'postgres'),
    args: [
      '-D',
      data,
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=200',
    ],
    spawn: runAs,
    env: {},
    cwd: home,
    logFile: path.join(folder, 'logs', 'postgres.log'),
    isReady: () =>
      query(port, 'select 1').then(
        () => true,
        () => false,
      ),
  }));
  await server.start();
  return server;
}

async function userNamed(name: string): Promise<{ uid?: number; gid?: number }> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = (line ?? '').split(':');
  return uid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
}

async function query(port: number, statement: string): Promise<void> {
  const client = new Client({ connectionString: `postgres://${USER}@127.0.0.1:${port}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
