import type { Insertable } from 'kysely';
import type { Mirror } from '../../activities/mirror';
import { findTickets } from '../../activities/mirror/find-tickets';
import type { LogsRowsTable } from '../../activities/mirror/schema';
import { eachMirror } from '../support/mirrors';

const AT = '2026-03-02T03:00:00.000Z';

function aRow(key: string, over: Partial<Insertable<LogsRowsTable>> = {}): Insertable<LogsRowsTable> {
  return {
    ...{ spreadsheet_id: 'book', row_key: key, is_keyed: 1, row_number: Number(key) + 1, row_hash: 'x', unreadable: 0 },
    ...{ is_unsettled: 0, seen_at: AT, removed_at: null, day: '2026-03-02', group_label: 'Demo', ticket_date: null },
    ...{
      response_time: null,
      response_at: null,
      problem_date: null,
      problem_time: null,
      problem_at: null,
      text: 'lupa sandi',
    },
    ...{ media_type: '', media_url: '', ops_message_id: '', ops_text: '', solving: 'sudah direset', solve_time: null },
    ...{
      app_code: 'MIT',
      solver_name: 'Bagas',
      is_oncek: 0,
      sla_response_min: 3,
      sla_status: 'OK',
      sla_remaining_min: 12,
    },
    ...{ label: 'KENDALA LOGIN', label_cell: 'KENDALA LOGIN', ...over },
  };
}

describe.each(eachMirror())('tickets by words, %s', (_, open) => {
  let mirror: Mirror;
  beforeEach(async () => {
    mirror = await open();
    await mirror.db
      .insertInto('logs_rows')
      .values([
        aRow('1'),
        aRow('2', { text: 'MODEM mati 100% total', label_cell: '', day: '2026-03-05' }),
        aRow('3', { text: 'modem_baru', day: '2026-03-04' }),
        aRow('4', { text: 'modem hilang', removed_at: AT }),
        aRow('5', { text: "it's a \\ path", day: '2026-03-01' }),
      ])
      .execute();
  });
  afterEach(() => mirror.close());
  const keysOf = async (...words: string[]) => (await findTickets(mirror.db, words, 10)).map(({ key }) => key);

  it.each([
    [['modem'], ['2', '3']],
    [['MODEM', 'mati'], ['2']],
    [['direset', 'sandi'], ['1']],
    [['login'], ['3', '1', '5']],
    [['100%'], ['2']],
    [['%'], ['2']],
    [['modem_'], ['3']],
    [['\\'], ['5']],
    [["it's"], ['5']],
    [['nowhere'], []],
    [[], ['2', '3', '1', '5']],
  ])(
    '%j finds %j: every word, in whatever case, as it is written; newest day first, removed rows never',
    async (words, keys) => {
      expect(await keysOf(...words)).toEqual(keys);
    },
  );

  it('gives what a list shows, and no more than asked for', async () => {
    expect(await findTickets(mirror.db, [], 1)).toEqual([
      { key: '2', day: '2026-03-05', group: 'Demo', text: 'MODEM mati 100% total', label: null, app: 'MIT', sla: 'OK' },
    ]);
  });
});
