import type { Mirror } from '../../activities/mirror';
import { createLogsReader, type LogsPosition } from '../../activities/mirror/logs-reader';
import { createRowPlaces } from '../../activities/mirror/row-places';
import { cellId, type PeopleCell } from '../../activities/mirror/people-cells';
import { rowId, type LedgerRow } from '../../activities/mirror/ledger-rows';
import { replacedSince } from '../../activities/mirror/replaced-cells';
import { keyOf, recordOf, rowHash } from '../../activities/sheet-sync/records';
import { HEADINGS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { eachMirror } from '../support/mirrors';

const AT = '2026-03-02T03:00:00.000Z';
const LATER = '2026-03-02T03:01:00.000Z';

let clock = new Date(AT);

const cellsOf = (worksheet: Worksheet, named: Readonly<Record<string, Cell>>): Cell[] =>
  HEADINGS[worksheet].map((heading) => named[heading] ?? null);

function aRecord(worksheet: Worksheet, rowNumber: number, named: Readonly<Record<string, Cell>>, seenAt = AT) {
  const cells = cellsOf(worksheet, named);
  const row = { key: keyOf(worksheet, cells) ?? 'no-key:x', isKeyed: true, rowNumber, cells, hash: rowHash(cells) };
  return recordOf(worksheet, row, { spreadsheetId: 'book', timeZone: 'Asia/Jakarta', seenAt, isUnsettled: false });
}

const LOGS = { spreadsheetId: 'book', worksheet: 'Logs' } as const;
const TRACKING = { spreadsheetId: 'book', worksheet: 'ML_Tracking' } as const;
const NOTHING = { records: [], moved: [], edited: [], settled: [] };

describe.each(eachMirror(() => clock))('rows of the sheets on %s', (_, open) => {
  let mirror: Mirror;
  beforeEach(async () => {
    clock = new Date(AT);
    mirror = await open();
  });
  afterEach(() => mirror.close());

  it('gives rows of Logs in their order, by their number, and newest day first without doubling any', async () => {
    const days = ['2026-03-01', '2026-03-03', '2026-03-02', '2026-03-03'];
    const records = days.map((day, index) =>
      aRecord('Logs', index + 2, { tech_message_id: String(index), ticket_date: day, sla_response_min: 2.5 }),
    );
    await mirror.sheetRows.store(LOGS, { ...NOTHING, records });
    const reader = createLogsReader(mirror.db);
    const all: unknown[] = [];
    for await (const page of reader.all('book')) all.push(...page.map(({ row, key }) => [row, key]));
    expect(all).toEqual([
      [2, '0'],
      [3, '1'],
      [4, '2'],
      [5, '3'],
    ]);
    const at = await reader.at('book', 4);
    expect([at?.cells[1], at?.cells[3], at?.cells[16]]).toEqual(['2026-03-02', '2', 2.5]);
    expect(await reader.at('book', 6)).toBeNull();

    const seen: (string | null)[] = [];
    for (let after: LogsPosition | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const page = await reader.newest({ days: { from: '2026-03-02', to: null }, after, limit: 1 });
      seen.push(...page.rows.map(({ key }) => key));
      after = page.next;
    }
    expect(seen).toEqual(['3', '1', '2']);
  });

  it('finds a row by what was read and by what was written since, in the newest spreadsheet that has it', async () => {
    const places = createRowPlaces(mirror.db);
    const read = aRecord('Logs', 7, { tech_message_id: '5' });
    await mirror.sheetRows.store(LOGS, { ...NOTHING, records: [read] });
    expect(await places.find('Logs', '5', ['book', 'book-2'])).toEqual({
      ...{ spreadsheetId: 'book', row: 7, hashes: [read.row_hash], wished: null },
    });
    clock = new Date(LATER);
    const written = cellsOf('Logs', { tech_message_id: '5', solving: 'reset' });
    await mirror.ledgerRows.put('book', [
      {
        ...{ worksheet: 'Logs', key: '5', sequence: 0, appliedMark: 'm', wished: written, written },
        ...{ planned: null, plannedMark: null, rowHint: 9 },
      },
    ]);
    const place = await places.find('Logs', '5', ['book']);
    expect(place).toMatchObject({ row: 7, wished: written });
    expect(place?.hashes).toEqual([rowHash(written.map((cell) => cell ?? '')), read.row_hash]);
    expect(await places.find('Logs', '6', ['book'])).toBeNull();
  });

  it('keeps old formats as dates, instants, minutes and words one can reckon with', async () => {
    const record = aRecord('Logs', 2, {
      ...{ tech_message_id: 17, ticket_date: '03/04/2025', response_at: '9:05', tech_message_date: '04/25/2025' },
      ...{ tech_message_time: '08:59:30', sla_response_min: '5,57', sla_status: 'Within SLA', app_code: 'mit' },
      ...{ sla_remaining_min: 'lots', symtomps: ' Kendala  Login ', solving: 'reset\u0000', is_oncek: 'TRUE' },
    });
    await mirror.sheetRows.store(LOGS, { ...NOTHING, records: [record] });
    const [row] = await mirror.db.selectFrom('logs_rows').selectAll().execute();
    expect(row).toMatchObject({
      ...{ row_key: '17', day: '2025-04-03', ticket_date: '2025-04-03', response_at: '2025-04-03T02:05:00.000Z' },
      ...{ problem_date: '2025-04-25', problem_at: '2025-04-25T01:59:30.000Z', sla_response_min: 5.57 },
      ...{ sla_status: 'OK', app_code: 'MIT', sla_remaining_min: null, unreadable: 1, is_oncek: 1 },
      ...{ label: 'KENDALA LOGIN', label_cell: 'Kendala  Login', solving: 'reset', removed_at: null, row_number: 2 },
    });
  });

  it('stores 1,234 rows, overwrites changed ones, moves others, and knows them by key', async () => {
    const records = Array.from({ length: 1_234 }, (__, index) =>
      aRecord('ML_Tracking', index + 2, { tech_message_id: `${index}`, Symtomps: 'A', review_status: 'pending' }),
    );
    await mirror.sheetRows.store(TRACKING, { ...NOTHING, records });
    const changed = aRecord(
      'ML_Tracking',
      3,
      { tech_message_id: '1', Symtomps: 'B', review_status: 'CORRECTED' },
      LATER,
    );
    const moved = records.slice(2).map(({ row_key }, index) => ({ key: row_key, rowNumber: 5_000 - index }));
    await mirror.sheetRows.store(TRACKING, { ...NOTHING, records: [changed], moved });

    const states = await mirror.sheetRows.states(TRACKING, ['0', '1', '2', '1233', 'none']);
    expect([...states.keys()].sort()).toEqual(['0', '1', '1233', '2']);
    expect(states.get('1')).toEqual({
      ...{ rowNumber: 3, hash: changed.row_hash, isUnsettled: false, isRemoved: false },
      ...{ label: 'B', status: 'CORRECTED' },
    });
    expect(states.get('2')?.rowNumber).toBe(5_000);
    expect(states.get('1233')?.rowNumber).toBe(5_000 - 1_231);
    expect(await mirror.sheetRows.count(TRACKING)).toBe(1_234);
  });

  it('notes rows that are gone, walks through those that are there, and takes a row back', async () => {
    const records = ['1', '2', '3', '4'].map((key, index) => aRecord('Logs', index + 2, { tech_message_id: key }));
    await mirror.sheetRows.store(LOGS, { ...NOTHING, records });
    await mirror.sheetRows.remove(LOGS, ['2', '4'], LATER);
    expect(await mirror.sheetRows.count(LOGS)).toBe(2);
    expect(await mirror.sheetRows.keysAfter(LOGS, '', 1)).toEqual(['1']);
    expect(await mirror.sheetRows.keysAfter(LOGS, '1', 10)).toEqual(['3']);
    await mirror.sheetRows.store(LOGS, { ...NOTHING, records: records.slice(1, 2) });
    expect((await mirror.sheetRows.states(LOGS, ['2', '4'])).get('2')?.isRemoved).toBe(false);
    expect(await mirror.sheetRows.count(LOGS)).toBe(3);
  });

  it('keeps what people set until it is told, and again when it changes; a value changed meanwhile stays untold', async () => {
    const cell: PeopleCell = { key: '1', cell: 'label', value: 'A', against: ['X'], seenAt: AT };
    await mirror.sheetRows.store(TRACKING, {
      ...NOTHING,
      edited: [cell, { ...cell, cell: 'status', value: 'APPROVED' }],
    });
    const untold = await mirror.peopleCells.untold(10);
    expect(untold).toHaveLength(2);
    await mirror.sheetRows.store(TRACKING, { ...NOTHING, edited: [{ ...cell, value: 'B', seenAt: LATER }] });
    await mirror.peopleCells.markTold(untold, LATER);
    expect(await mirror.peopleCells.untold(10)).toEqual([
      { ...cell, value: 'B', seenAt: LATER, spreadsheetId: 'book', worksheet: 'ML_Tracking' },
    ]);
    await mirror.sheetRows.store(TRACKING, { ...NOTHING, settled: [cell] });
    expect(await mirror.peopleCells.countUntold()).toBe(0);
    const held = await mirror.peopleCells.load('book', 'ML_Tracking', ['1']);
    expect([...held.keys()]).toEqual([cellId({ key: '1', cell: 'status' })]);
  });

  it('tells an alert once while it lasts, and again after it was mended', async () => {
    const duplicates = ['7', '8'].map((subject) => ({ kind: 'duplicate' as const, subject, detail: 'rows 2 and 9' }));
    const raise = (alerts: typeof duplicates, at: string) =>
      mirror.sheetAlerts.replace(LOGS, ['duplicate'], alerts, at);
    expect(await raise(duplicates, AT)).toEqual(duplicates);
    const [group] = await mirror.sheetAlerts.untold();
    expect(group).toMatchObject({
      ...LOGS,
      kind: 'duplicate',
      seenAt: AT,
      alerts: [{ subject: '7' }, { subject: '8' }],
    });
    if (group) await mirror.sheetAlerts.markTold(group, AT);
    expect(await raise(duplicates, LATER)).toEqual([]);
    expect(await mirror.sheetAlerts.untold()).toEqual([]);
    await raise(duplicates.slice(1), LATER);
    expect(await raise(duplicates, LATER)).toEqual(duplicates.slice(0, 1));
  });

  it('gives solved tickets newest first, page by page, without cancelled, unlabelled and removed ones', async () => {
    const logs = (key: string, day: string, named: Record<string, Cell> = {}) =>
      aRecord('Logs', 2, {
        ...{ tech_message_id: key, ticket_date: day, tech_raw_text: `text ${key}` },
        ...{ solving: 'reset', symtomps: 'Kendala Login', ...named },
      });
    const records = [
      ...[logs('1', '2026-03-01'), logs('2', '2026-03-02'), logs('3', '2026-03-02'), logs('9', '2026-03-09')],
      ...[logs('4', '2026-03-05', { symtomps: 'DIBATALKAN' }), logs('5', '2026-03-05', { symtomps: '' })],
      logs('6', '2026-03-05', { solving: '' }),
    ];
    await mirror.sheetRows.store(LOGS, { ...NOTHING, records });
    await mirror.sheetRows.remove(LOGS, ['9'], LATER);
    const first = await mirror.sheetTickets.solved({ limit: 2 });
    expect(first.map(({ key }) => key)).toEqual(['2', '3']);
    expect(first[0]).toEqual({
      ...{ spreadsheetId: 'book', key: '2', text: 'text 2', solving: 'reset' },
      ...{ symptom: 'Kendala Login', day: '2026-03-02' },
    });
    const [, last] = first;
    const next = await mirror.sheetTickets.solved({ limit: 2, ...(last && { after: last }) });
    expect(next.map(({ key }) => key)).toEqual(['1']);
    expect(await mirror.sheetTickets.solvedChangedAt()).toBeNull();
    const sync = { startedAt: AT, finishedAt: LATER, rowCount: 7, changedAt: AT };
    await mirror.sheetRows.finishSync(LOGS, sync);
    await mirror.sheetRows.finishSync(LOGS, { ...sync, rowCount: 8 });
    expect(await mirror.sheetRows.lastSync(LOGS)).toEqual({ ...sync, rowCount: 8 });
    expect(await mirror.sheetTickets.solvedChangedAt()).toBe(AT);
  });

  it('gives the queue for review, oldest first, with how many there are', async () => {
    const records = ['1', '2', '3'].map((key) =>
      aRecord('ML_Tracking', 2, {
        ...{ tech_message_id: key, review_status: key === '3' ? 'TRAINED' : 'Pending', ml_confidence: '0,41' },
        Timestamps: `2026-03-0${4 - Number(key)} 10:00:00`,
      }),
    );
    await mirror.sheetRows.store(TRACKING, { ...NOTHING, records });
    const { total, rows } = await mirror.sheetTickets.pendingReviews({ limit: 1 });
    expect(total).toBe(2);
    expect(rows).toMatchObject([{ key: '2', confidence: 0.41, classifiedAt: '2026-03-02T03:00:00.000Z' }]);
  });

  it('knows which of our writing was replaced since an instant, and which rows the ledger touched', async () => {
    const row = (written: Cell[], sequence: number): LedgerRow => ({
      ...{ worksheet: 'Logs', key: '1', sequence, appliedMark: 'm', wished: written, written },
      ...{ planned: null, plannedMark: null, rowHint: 2 },
    });
    await mirror.ledgerRows.put('book', [row(['a'], 1)]);
    clock = new Date(LATER);
    await mirror.ledgerRows.put('book', [row(['b'], 2)]);
    await mirror.ledgerRows.put('book', [row(['c'], 3), { ...row(['x'], 1), worksheet: 'ML_Tracking' }]);
    const replaced = (since: string) =>
      replacedSince(mirror.db, { spreadsheetId: 'book', worksheet: 'Logs', keys: ['1'] }, since);
    expect([...((await replaced(AT)).get('1') ?? [])].sort()).toEqual([['a'], ['b']]);
    expect((await replaced('2026-03-02T03:01:00.001Z')).get('1')).toBeUndefined();
    expect((await mirror.ledgerRows.changedSince('book', LATER)).map(rowId).sort()).toEqual([
      'Logs\n1',
      'ML_Tracking\n1',
    ]);
    expect(await mirror.ledgerRows.changedSince('book', '2026-03-02T03:01:00.001Z')).toEqual([]);
    clock = new Date('2026-03-02T03:30:00.000Z');
    await mirror.ledgerRows.put('book', [row(['d'], 4)]);
    expect((await replaced(AT)).get('1')).toEqual([['c']]);
  });
});
