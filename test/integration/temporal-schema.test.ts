import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { findPostgres, findTemporalServer } from '../support/tools';

const SCRIPT = path.resolve(__dirname, '../../temporal/cluster/set-up-schema.sh');
const postgresTools = findPostgres();
const temporal = findTemporalServer();
const hasAll = postgresTools !== null && temporal !== null;

(hasAll ? describe : describe.skip)(
  'the tables of a Temporal server [needs postgresql and scripts/setup/temporal-server.sh]',
  () => {
    let postgres: TestPostgres;
    let root: URL;
    let folder: string;

    beforeAll(async () => {
      postgres = await startPostgres(postgresTools!);
      root = new URL(await postgres.createDatabase());
      folder = await mkdtemp(path.join(tmpdir(), 'oncek-schema-'));
      await writeFile(path.join(folder, 'password'), 'anything, as the server of the test trusts');
      for (const database of ['temporal', 'temporal_visibility']) await query(root, `CREATE DATABASE ${database}`);
    }, 60_000);
    afterAll(async () => {
      await postgres?.close();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    async function query(url: URL, statement: string): Promise<Record<string, unknown>[]> {
      const client = new Client({ connectionString: url.href });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(statement)).rows;
      } finally {
        await client.end();
      }
    }
    const inDatabase = (name: string): URL => new URL(`/${name}`, root);
    const version = async (name: string): Promise<unknown> =>
      (await query(inDatabase(name), 'SELECT curr_version FROM schema_version'))[0]?.curr_version;
    async function setUp(): Promise<string> {
      const { stdout } = await promisify(execFile)(SCRIPT, {
        env: {
          ...{ PATH: process.env.PATH, SQL_TOOL: temporal?.sqlTool },
          ...{ SQL_HOST: root.hostname, SQL_PORT: root.port, SQL_USER: 'oncek' },
          SQL_PASSWORD_FILE: path.join(folder, 'password'),
        },
      });
      return stdout;
    }

    test('are made in empty databases, and a second run leaves them as they are', async () => {
      expect(await setUp()).toContain('the tables of Temporal are up to date');
      const versions = [await version('temporal'), await version('temporal_visibility')];
      expect(versions).toEqual([expect.stringMatching(/^1\.\d+$/), expect.stringMatching(/^1\.\d+$/)]);
      expect(await setUp()).toContain('the tables of Temporal are up to date');
      expect([await version('temporal'), await version('temporal_visibility')]).toEqual(versions);
    }, 90_000);
  },
);
