import type { Mirror } from '../../activities/mirror';
import { findTickets } from '../../activities/mirror/find-tickets';
import { aLogsRow, SEEN_AT } from '../support/mirror-rows';
import { eachMirror } from '../support/mirrors';

describe.each(eachMirror())('tickets by words, %s', (_, open) => {
  let mirror: Mirror;
  beforeEach(async () => {
    mirror = await open();
    await mirror.db
      .insertInto('logs_rows')
      .values([
        aLogsRow('1'),
        aLogsRow('2', { text: 'MODEM mati 100% total', label_cell: '', day: '2026-03-05' }),
        aLogsRow('3', { text: 'modem_baru', day: '2026-03-04' }),
        aLogsRow('4', { text: 'modem hilang', removed_at: SEEN_AT }),
        aLogsRow('5', { text: "it's a \\ path", day: '2026-03-01' }),
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
