import { createMirror, type Mirror } from '../../activities/mirror';
import { postgresOrNotice, startPostgres, type TestPostgres } from './postgres';

/**
 * Each database a mirror may be in, with what opens an empty one there: SQLite, and PostgreSQL where it is installed,
 * which is started before the tests of the file and ended after them.
 * @param now - the mirrors' clock; default the machine's
 * @example describe.each(eachMirror())('rows on %s', (_, open) => …)
 */
export function eachMirror(now?: () => Date): [database: string, open: () => Promise<Mirror>][] {
  const sqlite = () => createMirror({ file: ':memory:' }, now);
  const tools = postgresOrNotice();
  if (!tools) return [['SQLite', sqlite]];
  let postgres: TestPostgres | null = null;
  beforeAll(async () => {
    postgres = await startPostgres(tools);
  });
  afterAll(() => postgres?.close());
  const onPostgres = async () => {
    if (!postgres) throw new Error('PostgreSQL was not started');
    return createMirror({ databaseUrl: await postgres.createDatabase() }, now);
  };
  return [
    ['SQLite', sqlite],
    ['PostgreSQL', onPostgres],
  ];
}
