import { sql } from 'kysely';
import { Client } from 'pg';
import { createMirror } from '../../activities/mirror';
import { postgresOrNotice, startPostgres } from '../support/postgres';
import { waitFor } from '../support/wait';

const tools = postgresOrNotice();

(tools ? test : test.skip)(
  'a connection that PostgreSQL ends while it is idle ends no process, and the next query opens another',
  async () => {
    const postgres = await startPostgres(tools ?? { binDir: '' });
    const databaseUrl = await postgres.createDatabase();
    const mirror = await createMirror({ databaseUrl });
    const admin = new Client({ connectionString: databaseUrl });
    await admin.connect();
    try {
      const ended = await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      );
      expect(ended.rowCount).toBeGreaterThan(0);
      // An unheard error of the pool would end this process.
      await waitFor(
        () =>
          sql<{ one: number }>`select 1 as one`.execute(mirror.db).then(
            ({ rows }) => rows[0]?.one === 1,
            () => false,
          ),
        { describe: 'the mirror answers again' },
      );
    } finally {
      await admin.end();
      await mirror.close();
      await postgres.close();
    }
  },
);
