import type { Mirror } from '../../../activities/mirror';
import { writeBatch, type WriteBatchDeps } from '../../../activities/sheets/write-batch';
import { HEADINGS } from '../../../domain/sheet-rows';
import type { BatchResult } from '../../../workflows/contracts/ledger';
import { aBatch, anEntry, aWriter, cellsOf, type silentLog } from './sheets-makers';
import { refused, type SheetModel } from './sheets-model';

let model: SheetModel;
let mirror: Mirror;
let deps: WriteBatchDeps;
let log: ReturnType<typeof silentLog>;

beforeEach(async () => {
  ({ model, mirror, deps, log } = await aWriter());
});
afterEach(() => mirror.close());

const APP = HEADINGS.Logs.indexOf('app_code');
const SOLVER = HEADINGS.Logs.indexOf('solver_name');
const LABEL = HEADINGS.Logs.indexOf('symtomps');
const SLA_STATUS = HEADINGS.Logs.indexOf('sla_status');
const rowOf = (key: string) => model.keyed('Logs').get(key);
const outcomes = (result: BatchResult) =>
  result.kind === 'applied' ? result.rows.map(({ key, outcome, keptCells }) => ({ key, outcome, keptCells })) : result;

describe('writeBatch, new rows', () => {
  it('adds a missing worksheet, its headings, the rows and the mark in one request', async () => {
    const result = await writeBatch(
      deps,
      aBatch([anEntry('1'), anEntry('2')], { metadataId: 7, markValue: 'u:1:c' }),
      false,
    );

    expect(outcomes(result)).toEqual([
      { key: '1', outcome: 'written', keptCells: [] },
      { key: '2', outcome: 'written', keptCells: [] },
    ]);
    expect(model.sheet('Logs').rows[0]).toEqual(HEADINGS.Logs);
    expect([...model.keyed('Logs').keys()]).toEqual(['1', '2']);
    expect(model.marks).toEqual(new Map([[7, 'u:1:c']]));
    expect(model.calls.filter((call) => call === 'batchUpdate')).toHaveLength(1);
  });

  it('adds rows below the last key and above whatever stands further down', async () => {
    model.addSheet('Logs', [[...HEADINGS.Logs], cellsOf('Logs', { tech_message_id: '1' }), [], ['a note']]);

    await writeBatch(deps, aBatch([anEntry('2')]), false);

    expect(model.sheet('Logs').rows[2]?.[3]).toBe('2');
    expect(model.sheet('Logs').rows[4]).toEqual(['a note']);
  });

  it('adds a row where the grid ends with the last row', async () => {
    const grid = { rowCount: 2, columnCount: 20 };
    model.addSheet('Logs', [[...HEADINGS.Logs], cellsOf('Logs', { tech_message_id: '1' })], grid);

    expect(outcomes(await writeBatch(deps, aBatch([anEntry('2')]), false))).toMatchObject([{ outcome: 'written' }]);
    expect([...model.keyed('Logs').keys()]).toEqual(['1', '2']);
  });

  it('gives an empty worksheet its headings and the columns it lacks', async () => {
    model.addSheet('Logs', [], { rowCount: 10, columnCount: 5 });

    await writeBatch(deps, aBatch([anEntry('1')]), false);

    expect(model.sheet('Logs')).toMatchObject({ columnCount: 20 });
    expect(model.sheet('Logs').rows[0]).toEqual(HEADINGS.Logs);
  });

  it('takes a key that an old sheet holds as a number for the same key', async () => {
    model.addSheet('Logs', [[...HEADINGS.Logs], cellsOf('Logs', { tech_message_id: 41, app_code: 'MIS' })]);

    await writeBatch(deps, aBatch([anEntry('41', { app_code: 'MIT' })]), false);

    expect(model.keyed('Logs').size).toBe(1);
    expect(rowOf('41')?.[APP]).toBe('MIT');
  });

  it('refuses an entry without a key instead of adding it again and again', async () => {
    expect(await writeBatch(deps, aBatch([anEntry(' ')]), false)).toMatchObject({ kind: 'refused' });
  });
});

describe('writeBatch, known rows', () => {
  it('writes only what changed, and nothing at all when nothing did', async () => {
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT', solver_name: 'Eri' })]), false);
    const update = aBatch([anEntry('1', { app_code: 'MIS', solver_name: 'Eri' }, { sequence: 2 })]);
    expect(outcomes(await writeBatch(deps, update, false))).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
    expect(rowOf('1')?.[APP]).toBe('MIS');

    model.calls = [];
    const same = aBatch([anEntry('1', { app_code: 'MIS', solver_name: 'Eri' }, { sequence: 3 })]);
    expect(outcomes(await writeBatch(deps, same, false))).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
    expect(model.calls).not.toContain('batchUpdate');
  });

  it('drops an entry that is older than the one applied', async () => {
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT' }, { sequence: 5 })]), false);
    const old = await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIS' }, { sequence: 4 })]), false);

    expect(outcomes(old)).toMatchObject([{ outcome: 'stale' }]);
    expect(rowOf('1')?.[APP]).toBe('MIT');
  });

  it('sequence 0 writes a row of no ticket once, and gives way to whatever of ours stands there', async () => {
    const first = aBatch([anEntry('1', { app_code: 'MIT' }, { sequence: 0 })]);
    expect(outcomes(await writeBatch(deps, first, false))).toMatchObject([{ outcome: 'written' }]);
    const again = aBatch([anEntry('1', { app_code: 'MIS' }, { sequence: 0 })]);
    expect(outcomes(await writeBatch(deps, again, false))).toMatchObject([{ outcome: 'stale' }]);
    const ticket = aBatch([anEntry('1', { app_code: 'MIS' }, { sequence: 1 })]);
    expect(outcomes(await writeBatch(deps, ticket, false))).toMatchObject([{ outcome: 'written' }]);
    expect(rowOf('1')?.[APP]).toBe('MIS');
  });

  it('of two entries for one row writes the one with the higher sequence', async () => {
    const entries = [anEntry('1', { app_code: 'MIS' }, { sequence: 2 }), anEntry('1', { app_code: 'MIT' })];
    expect(outcomes(await writeBatch(deps, aBatch(entries), false))).toMatchObject([
      { outcome: 'stale' },
      { outcome: 'written' },
    ]);
    expect(rowOf('1')?.[APP]).toBe('MIS');
  });

  it('keeps a cell that a person changed, names it, and writes the others', async () => {
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT', symtomps: 'A' })]), false);
    rowOf('1')?.splice(LABEL, 1, 'by hand');
    const entry = anEntry('1', { app_code: 'MIS', symtomps: 'B' }, { sequence: 2 });

    expect(outcomes(await writeBatch(deps, aBatch([entry]), false))).toEqual([
      { key: '1', outcome: 'written', keptCells: ['symtomps'] },
    ]);
    expect(rowOf('1')?.[APP]).toBe('MIS');
    expect(rowOf('1')?.[LABEL]).toBe('by hand');
  });

  it('gives the values that people wrote into the cells it keeps', async () => {
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT', symtomps: 'A' })]), false);
    rowOf('1')?.splice(LABEL, 1, 'by hand');
    const entry = anEntry('1', { app_code: 'MIS', symtomps: 'B' }, { sequence: 2 });
    expect(await writeBatch(deps, aBatch([entry]), false)).toMatchObject({
      rows: [{ keptCells: ['symtomps'], keptValues: { symtomps: 'by hand' } }],
    });
  });

  it('overwrites a Monitoring row whole, whoever changed it', async () => {
    const hour = (auto: number, sequence: number) =>
      anEntry('2026-03-02 09:00', { auto_count: auto }, { worksheet: 'Monitoring', sequence });
    await writeBatch(deps, aBatch([hour(3, 1)]), false);
    model.sheet('Monitoring').rows[1]?.splice(3, 1, 99);

    await writeBatch(deps, aBatch([hour(4, 2)]), false);

    expect(model.sheet('Monitoring').rows[1]?.[3]).toBe(4);
  });

  it('takes what stands in the sheet for its own where the mirror was lost', async () => {
    model.addSheet('Logs', [[...HEADINGS.Logs], cellsOf('Logs', { tech_message_id: '1', symtomps: 'A' })]);

    await writeBatch(deps, aBatch([anEntry('1', { symtomps: 'B' })]), false);

    expect(rowOf('1')?.[LABEL]).toBe('B');
  });

  it('does not write a row again that a person deleted', async () => {
    await writeBatch(deps, aBatch([anEntry('1'), anEntry('2')]), false);
    model.sheet('Logs').rows.splice(1, 1);

    const result = await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT' }, { sequence: 2 })]), false);

    expect(outcomes(result)).toEqual([{ key: '1', outcome: 'deletedByPerson', keptCells: [] }]);
    expect([...model.keyed('Logs').keys()]).toEqual(['2']);
  });

  it('changes a row that is to be changed only where it exists, and adds none: a cancel after a lost hand-over', async () => {
    await writeBatch(deps, aBatch([anEntry('1')]), false);
    const cancelled = (key: string) => anEntry(key, { symtomps: 'DIBATALKAN' }, { sequence: 9, isExistingOnly: true });

    const result = await writeBatch(deps, aBatch([cancelled('1'), cancelled('2')]), false);

    expect(outcomes(result)).toMatchObject([
      { key: '1', outcome: 'written' },
      { key: '2', outcome: 'stale' },
    ]);
    expect([...model.keyed('Logs').keys()]).toEqual(['1']);
    expect(rowOf('1')?.[LABEL]).toBe('DIBATALKAN');
  });

  it('writes the first of two rows with the same key and says so', async () => {
    const twin = (app: string) => cellsOf('Logs', { tech_message_id: '1', app_code: app });
    model.addSheet('Logs', [[...HEADINGS.Logs], twin('a'), twin('b')]);

    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT' })]), false);

    expect(model.sheet('Logs').rows.map((row) => row[APP])).toEqual(['app_code', 'MIT', 'b']);
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { rows: [{ worksheet: 'Logs', key: '1' }] } },
    ]);
  });

  it('says of each key that stands in several rows, and of each deleted row, once', async () => {
    const twin = () => cellsOf('Logs', { tech_message_id: '1' });
    model.addSheet('Logs', [[...HEADINGS.Logs], twin(), twin(), twin()]);
    const alerts = async (batch = aBatch([anEntry('2', {}, { sequence: (sequence += 1) })])) => {
      const result = await writeBatch(deps, batch, false);
      return result.kind === 'applied' ? (result.alerts ?? null) : result;
    };
    let sequence = 0;
    const named = (key: string) => [{ worksheet: 'Logs', key }];

    const batch = aBatch([anEntry('2')]);
    const warnings = () => log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields);
    await alerts(batch);
    await alerts();
    expect(warnings()).toEqual([{ rows: named('1') }]);

    model.sheet('Logs').rows = model.sheet('Logs').rows.filter((row) => row[3] !== '2');
    sequence = 5;
    const next = aBatch([anEntry('2', {}, { sequence: 6 })]);
    expect(await alerts(next)).toEqual({ deleted: named('2') });
    // The answer may have been lost: the same batch tells the same.
    expect(await alerts(next)).toEqual({ deleted: named('2') });
    expect(await alerts()).toBeNull();
  });

  it('reads twice per update when the row still stands where it stood', async () => {
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT' })]), false);
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIS' }, { sequence: 2 })]), false);
    model.calls = [];
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'MIT' }, { sequence: 3 })]), false);
    expect(model.calls).toEqual(['readRanges', 'batchUpdate', 'readRanges']);
  });
});

describe('writeBatch, refusals', () => {
  it('writes nothing under headings that are not its own, and names column, expected and found', async () => {
    const headings = [...HEADINGS.Logs];
    headings[3] = 'ticket no';
    model.addSheet('Logs', [headings]);

    const result = await writeBatch(deps, aBatch([anEntry('1')]), false);

    expect(result).toEqual({
      ...{ kind: 'blocked', cause: 'headings', worksheet: 'Logs' },
      reason: expect.stringContaining('column D must be "tech_message_id", is "ticket no"'),
    });
    expect(model.calls).not.toContain('batchUpdate');
  });

  it('is blocked, not refused, where people protected all rows of a worksheet', async () => {
    model.addSheet('Logs', [[...HEADINGS.Logs], cellsOf('Logs', { tech_message_id: '1' })]);
    const words = 'Invalid requests[0].insertDimension: You are trying to edit a protected cell or object.';
    jest.spyOn(model, 'batchUpdate').mockImplementation(() => Promise.reject(refused(words)));
    const write = () => writeBatch(deps, aBatch([anEntry('2')]), false);
    const whole = { sheetId: 0, startRow: 0, endRow: null, startColumn: 0, endColumn: null };

    model.protections = [whole];
    expect(await write()).toEqual({ kind: 'blocked', cause: 'protected', worksheet: 'Logs', reason: words });
    model.protections = [{ ...whole, startRow: 1, startColumn: 19, endColumn: 20 }];
    expect(await write()).toMatchObject({ kind: 'blocked' });
    // One row, another worksheet, columns that are the people's own: then the entry is at fault.
    model.protections = [{ ...whole, startRow: 1, endRow: 2 }];
    expect(await write()).toMatchObject({ kind: 'refused' });
    model.protections = [{ ...whole, sheetId: 9 }];
    expect(await write()).toMatchObject({ kind: 'refused' });
    model.protections = [{ ...whole, startColumn: 20 }];
    expect(await write()).toMatchObject({ kind: 'refused' });
  });

  it('looks at the properties of the spreadsheet once, not for each batch that adds rows', async () => {
    model.addSheet('Logs', [[...HEADINGS.Logs]], { rowCount: 2, columnCount: 20 });
    for (let count = 1; count <= 5; count += 1) {
      await writeBatch(deps, aBatch([anEntry(`${count}`), anEntry(`${count + 100}`)]), false);
    }
    expect(model.keyed('Logs').size).toBe(10);
    expect(model.calls.filter((call) => call === 'listWorksheets')).toHaveLength(1);
    expect(model.calls).toHaveLength(1 + 5 * 3);
  });

  it('tells a mark of somebody else under its id as a collision', async () => {
    model.marks.set(7, 'other');
    expect(await writeBatch(deps, aBatch([anEntry('1')], { metadataId: 7 }), false)).toEqual({ kind: 'collision' });
    expect(model.sheets).toEqual([]);
  });

  it('looks again at the worksheets before it believes a refusal', async () => {
    await writeBatch(deps, aBatch([anEntry('1')]), false);
    await writeBatch(deps, aBatch([anEntry('2', {}, { sequence: 1 })]), false);
    // Deleted and made anew by a person: another id under the same name.
    model.sheet('Logs').sheetId += 500;

    expect(await writeBatch(deps, aBatch([anEntry('3')]), false)).toMatchObject({ kind: 'applied' });
    expect([...model.keyed('Logs').keys()]).toEqual(['1', '2', '3']);
  });

  it('keeps a lost sending from landing beside the halves of a refused batch', async () => {
    model.addSheet('Logs', [[...HEADINGS.Logs]]);
    const batch = aBatch([anEntry('1')]);
    model.writeFaults = ['late'];
    await expect(writeBatch(deps, batch, false)).rejects.toMatchObject({ type: 'SheetUnavailable' });
    const send = model.batchUpdate;
    const spy = jest
      .spyOn(model, 'batchUpdate')
      .mockImplementation((id, requests) =>
        requests.some(({ updateCells }) => updateCells) ? Promise.reject(refused('bad cell')) : send(id, requests),
      );

    expect(await writeBatch(deps, batch, true)).toMatchObject({ kind: 'refused' });
    spy.mockRestore();
    expect(model.landLate()).toBe(1);
    expect(model.sheet('Logs').rows).toHaveLength(1);
    expect(await writeBatch(deps, batch, true)).toEqual({ kind: 'collision' });
  });

  it('deletes expired marks along with a batch, and goes on where Google misses one of them', async () => {
    await writeBatch(deps, aBatch([anEntry('1')], { metadataId: 7 }), false);
    await writeBatch(deps, aBatch([anEntry('2')], { expiredMarks: [7] }), false);
    expect([...model.marks.keys()]).not.toContain(7);

    const send = model.batchUpdate;
    jest.spyOn(model, 'batchUpdate').mockImplementation((id, requests) => {
      const index = requests.findIndex((request) => request.deleteDeveloperMetadata);
      if (index < 0) return send(id, requests);
      return Promise.reject(refused(`Invalid requests[${index}].deleteDeveloperMetadata: no such metadata`));
    });
    expect(await writeBatch(deps, aBatch([anEntry('3')], { expiredMarks: [7] }), false)).toMatchObject({
      kind: 'applied',
    });
    expect([...model.keyed('Logs').keys()]).toEqual(['1', '2', '3']);
  });
});

describe('writeBatch, sent again', () => {
  it.each(['before', 'after', 'late'] as const)('has one row when the first sending broke off: %s', async (fault) => {
    const batch = aBatch([anEntry('1', { app_code: 'MIT' })]);
    model.writeFaults = [fault];
    await expect(writeBatch(deps, batch, false)).rejects.toMatchObject({ type: 'SheetUnavailable' });

    expect(outcomes(await writeBatch(deps, batch, true))).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
    expect(model.landLate()).toBe(fault === 'late' ? 1 : 0);
    expect([...model.keyed('Logs').keys()]).toEqual(['1']);
  });

  it('learns from the mark that a batch was applied, also when only reading back failed', async () => {
    await writeBatch(deps, aBatch([anEntry('1')]), false);
    const batch = aBatch([anEntry('1', { app_code: 'MIT' }, { sequence: 2 }), anEntry('2')]);
    model.writeFaults = ['after'];
    await expect(writeBatch(deps, batch, false)).rejects.toMatchObject({ type: 'SheetUnavailable' });
    model.failingReads = 1;
    await expect(writeBatch(deps, batch, true)).rejects.toMatchObject({ type: 'SheetUnavailable' });

    model.calls = [];
    const rows = [
      { key: '1', outcome: 'written', keptCells: [] },
      { key: '2', outcome: 'written', keptCells: [] },
    ];
    expect(outcomes(await writeBatch(deps, batch, true))).toEqual(rows);
    expect(outcomes(await writeBatch(deps, batch, true))).toEqual(rows);
    expect(model.calls).not.toContain('batchUpdate');
  });

  it('knows from the mirror that a batch was sent, even when the attempt count starts anew', async () => {
    const batch = aBatch([anEntry('1')]);
    model.writeFaults = ['after'];
    await expect(writeBatch(deps, batch, false)).rejects.toMatchObject({ type: 'SheetUnavailable' });

    expect(await writeBatch(deps, batch, false)).toMatchObject({ kind: 'applied', repairs: [] });
    expect([...model.keyed('Logs').keys()]).toEqual(['1']);
  });

  it('does not take a value of a lost sending for an edit by a person', async () => {
    await writeBatch(deps, aBatch([anEntry('1', { symtomps: 'A' })]), false);
    const batch = aBatch([anEntry('1', { symtomps: 'B' }, { sequence: 2 })]);
    model.writeFaults = ['after'];
    await expect(writeBatch(deps, batch, false)).rejects.toMatchObject({ type: 'SheetUnavailable' });

    const next = aBatch([anEntry('1', { symtomps: 'C' }, { sequence: 3 })]);
    expect(outcomes(await writeBatch(deps, next, false))).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
    expect(rowOf('1')?.[LABEL]).toBe('C');
  });
});

describe('writeBatch, rows that move under it', () => {
  const swapFirstTwo = (): void => {
    const { rows } = model.sheet('Logs');
    [rows[1], rows[2]] = [rows[2] ?? [], rows[1] ?? []];
  };

  async function twoRows(): Promise<void> {
    const rows = [
      anEntry('1', { app_code: 'a1', solver_name: 's1' }),
      anEntry('2', { app_code: 'a2', solver_name: 's2' }),
    ];
    await writeBatch(deps, aBatch(rows), false);
  }

  it('restores the row it hit by mistake and asks for the right one again', async () => {
    await twoRows();
    model.beforeWrite = swapFirstTwo;
    const entry = anEntry('1', { app_code: 'new', solver_name: 's1' }, { sequence: 2 });
    const result = await writeBatch(deps, aBatch([entry]), false);

    if (result.kind !== 'applied') throw new Error(result.kind);
    expect(rowOf('2')?.[APP]).toBe('new');
    expect(result.rows).toEqual([]);
    expect(result.repairs).toEqual([
      { ...entry, cells: expect.anything() },
      expect.objectContaining({ key: '2', sequence: 1, repair: true, ticketWorkflowId: null }),
    ]);

    expect(await writeBatch(deps, aBatch(result.repairs), false)).toMatchObject({ kind: 'applied', repairs: [] });
    expect(rowOf('1')?.slice(APP, SOLVER + 1)).toEqual(['new', 's1']);
    expect(rowOf('2')?.slice(APP, SOLVER + 1)).toEqual(['a2', 's2']);
  });

  it('says the same again when its own answer was lost', async () => {
    await twoRows();
    model.beforeWrite = swapFirstTwo;
    const batch = aBatch([anEntry('1', { app_code: 'new', solver_name: 's1' }, { sequence: 2 })]);
    const first = await writeBatch(deps, batch, false);
    expect(await writeBatch(deps, batch, true)).toEqual(first);
  });

  it('asks for the repair again where its row was deleted, another was hit, and the worker was killed with the answer', async () => {
    await twoRows();
    model.beforeWrite = () => model.sheet('Logs').rows.splice(1, 1);
    const batch = aBatch([anEntry('1', { app_code: 'new', solver_name: 's1' }, { sequence: 2 })]);
    const first = await writeBatch(deps, batch, false);
    if (first.kind !== 'applied') throw new Error(first.kind);
    expect(outcomes(first)).toEqual([{ key: '1', outcome: 'deletedByPerson', keptCells: [] }]);
    expect(rowOf('2')?.[APP]).toBe('new');
    expect(first.repairs).toMatchObject([{ key: '2', sequence: 1, repair: true }]);

    const again = await writeBatch(deps, batch, true);
    expect(again).toMatchObject({ kind: 'applied', repairs: first.repairs });
    if (again.kind === 'applied') await writeBatch(deps, aBatch(again.repairs), false);
    expect(rowOf('2')?.slice(APP, SOLVER + 1)).toEqual(['a2', 's2']);
  });

  it('takes a cell of another write for no person’s either where its answer was lost', async () => {
    await writeBatch(deps, aBatch(['4', '5', '1'].map((key) => anEntry(key, { sla_status: 'OK' }))), false);
    model.beforeWrite = () => model.sheet('Logs').rows.splice(2, 1);
    const batch = aBatch([
      anEntry('5', { sla_status: 'TERLAMBAT' }, { sequence: 2 }),
      anEntry('1', { sla_status: '' }, { sequence: 2 }),
    ]);
    const first = await writeBatch(deps, batch, false);
    expect(first).toMatchObject({ kind: 'applied', repairs: [{ key: '1', sequence: 2 }] });
    expect(rowOf('1')?.[SLA_STATUS]).toBe('TERLAMBAT');
    expect(await writeBatch(deps, batch, true)).toEqual(first);
    const next = aBatch([anEntry('1', { sla_status: 'OK' }, { sequence: 3 })]);
    expect(outcomes(await writeBatch(deps, next, false))).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
    expect(rowOf('1')?.[SLA_STATUS]).toBe('OK');
  });

  it('repairs a row it hit though its own row got the same cell by another write of the batch', async () => {
    await writeBatch(deps, aBatch(['5', '2', '1'].map((key) => anEntry(key, { sla_status: 'OK' }))), false);
    // An empty row comes first under the write: all rows stand one lower than they were read.
    model.beforeWrite = () => model.sheet('Logs').rows.splice(1, 0, []);
    const late = ['2', '1'].map((key) => anEntry(key, { sla_status: 'TERLAMBAT' }, { sequence: 2 }));
    const result = await writeBatch(deps, aBatch(late), false);
    if (result.kind !== 'applied') throw new Error(result.kind);
    expect(rowOf('5')?.[SLA_STATUS]).toBe('TERLAMBAT');
    expect(result.repairs.map(({ key, repair }) => [key, repair])).toEqual(expect.arrayContaining([['5', true]]));
    await writeBatch(deps, aBatch(result.repairs), false);
    expect(['5', '2', '1'].map((key) => rowOf(key)?.[SLA_STATUS])).toEqual(['OK', 'TERLAMBAT', 'TERLAMBAT']);
  });

  it('leaves cells that a person changed in the row it hit, beside those it hit', async () => {
    await twoRows();
    rowOf('2')?.splice(SOLVER, 1, 'by hand');
    model.beforeWrite = swapFirstTwo;
    const hit = await writeBatch(
      deps,
      aBatch([anEntry('1', { app_code: 'new', solver_name: 's1' }, { sequence: 2 })]),
      false,
    );
    if (hit.kind !== 'applied') throw new Error(hit.kind);
    await writeBatch(deps, aBatch(hit.repairs), false);

    expect(rowOf('2')?.slice(APP, SOLVER + 1)).toEqual(['a2', 'by hand']);
  });

  it('needs no repair when somebody sorts after the write', async () => {
    await twoRows();
    const batch = aBatch([anEntry('1', { app_code: 'new', solver_name: 's1' }, { sequence: 2 })]);
    model.writeFaults = ['after'];
    await expect(writeBatch(deps, batch, false)).rejects.toMatchObject({ type: 'SheetUnavailable' });
    swapFirstTwo();

    expect(await writeBatch(deps, batch, true)).toMatchObject({
      kind: 'applied',
      repairs: [],
      rows: [{ outcome: 'written' }],
    });
  });

  it('names a row it cannot restore because it never wrote it', async () => {
    await twoRows();
    model.sheet('Logs').rows.splice(2, 0, cellsOf('Logs', { tech_message_id: 'old', app_code: 'x' }));
    model.beforeWrite = swapFirstTwo;
    await writeBatch(deps, aBatch([anEntry('1', { app_code: 'new', solver_name: 's1' }, { sequence: 2 })]), false);

    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: { rows: [{ worksheet: 'Logs', row: 2 }] } }),
    );
  });
});

describe('writeBatch, of a ledger that does not know its spreadsheets', () => {
  beforeEach(() => {
    deps = { ...deps, spreadsheetsOf: (id) => Promise.resolve([id, 'book-2']) };
  });
  const elsewhere = { kind: 'elsewhere', spreadsheets: ['book', 'book-2'] };

  it('writes nothing where there are several: a row of a later one would be written twice', async () => {
    expect(await writeBatch(deps, aBatch([anEntry('1')]), false)).toEqual(elsewhere);
    expect(model.calls).toEqual([]);
  });

  it('sees to it that a sending which may be under way can no longer be applied', async () => {
    const batch = aBatch([anEntry('1')]);
    model.addSheet('Logs', [[...HEADINGS.Logs]]);
    model.writeFaults = ['late'];
    await expect(
      writeBatch({ ...deps, spreadsheetsOf: (id) => Promise.resolve([id]) }, batch, false),
    ).rejects.toThrow();
    expect(await writeBatch(deps, batch, true)).toEqual({ ...elsewhere, isMarked: true });
    expect(model.landLate()).toBe(1);
    expect(model.keyed('Logs').size).toBe(0);
  });

  it('confirms a sending that was applied', async () => {
    const batch = aBatch([anEntry('1')]);
    model.writeFaults = ['after'];
    await expect(
      writeBatch({ ...deps, spreadsheetsOf: (id) => Promise.resolve([id]) }, batch, false),
    ).rejects.toThrow();
    expect(outcomes(await writeBatch(deps, batch, true))).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
  });

  it('asks nobody once the ledger knows', async () => {
    const result = await writeBatch(deps, aBatch([anEntry('1')], { isPlaced: true }), false);
    expect(outcomes(result)).toEqual([{ key: '1', outcome: 'written', keptCells: [] }]);
  });
});

describe('writeBatch, the size of a spreadsheet', () => {
  it('says from the set number of cells on that it is nearly full', async () => {
    model.addSheet('Arsip', [], { rowCount: 10, columnCount: 10 });
    const full = { ...deps, rollOverCells: 100 + 26_000 + 2 * 26 };
    expect(await writeBatch(full, aBatch([anEntry('1')]), false)).not.toHaveProperty('isNearlyFull');
    expect(await writeBatch(full, aBatch([anEntry('2')]), false)).toMatchObject({
      kind: 'applied',
      isNearlyFull: true,
    });
  });
});
