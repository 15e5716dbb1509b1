import type { Mirror } from '../../../activities/mirror';
import { takeSnapshot } from '../../../activities/training/snapshot';
import type { WriteBatchDeps } from '../../../activities/sheets/write-batch';
import { writeBatch } from '../../../activities/sheets/write-batch';
import { HEADINGS, type Cell, type Worksheet } from '../../../domain/sheet-rows';
import { memoryStore } from '../../support/memory-store';
import { NOW, aBatch, anEntry, aWriter, cellsOf, type silentLog } from './sheets-makers';
import type { SheetModel } from './sheets-model';
import { aModelSync, type ModelSync } from './sheet-sync-makers';

let model: SheetModel;
let mirror: Mirror;
let deps: WriteBatchDeps;
let log: ReturnType<typeof silentLog>;
let sync: ModelSync;

beforeEach(async () => {
  ({ model, mirror, deps, log } = await aWriter());
  sync = aModelSync({ model, mirror, log });
});
afterEach(() => mirror.close());

const LABEL = HEADINGS.ML_Tracking.indexOf('Symtomps');
const STATUS = HEADINGS.ML_Tracking.indexOf('review_status');

/** Half an hour on: what the ledger wrote so far was written before the next reading began. */
const later = (): Date => new Date(NOW.getTime() + 30 * 60_000);

let sequence = 0;
/** The ledger writes a label and a status, beside a time of its own. */
async function ledgerWrites(key: string, label: string, status = 'pending', over: Record<string, Cell> = {}) {
  sequence += 1;
  const named = { Symtomps: label, review_status: status, Timestamps: `t${sequence}`, ...over };
  await writeBatch(deps, aBatch([anEntry(key, named, { worksheet: 'ML_Tracking', sequence })]), false);
}

function personSets(key: string, value: string, column = LABEL, worksheet: Worksheet = 'ML_Tracking'): void {
  const row = model.keyed(worksheet).get(key);
  if (!row) throw new Error(`no row ${key}`);
  row[column] = value;
}

/** What a reading finds to tell, as `key.cell=value`. */
async function told(): Promise<string[]> {
  await sync.read('book');
  return (await sync.tell()).map(({ key, cell, value }) => `${key}.${cell}=${value}`).sort();
}

const addRows = (worksheet: Worksheet, rows: Record<string, Cell>[]) =>
  model.addSheet(worksheet, [[...HEADINGS[worksheet]], ...rows.map((named) => cellsOf(worksheet, named))], {
    rowCount: 2_000,
    columnCount: 26,
  });

describe('whose a cell is', () => {
  it('a label and a status that a person set are told once, and not the minute after', async () => {
    await ledgerWrites('1', 'A');
    await ledgerWrites('2', 'B');
    expect(await told()).toEqual([]);
    personSets('1', 'C');
    personSets('2', 'APPROVED', STATUS);
    expect(await told()).toEqual(['1.label=C', '2.status=APPROVED']);
    expect(await told()).toEqual([]);
  });

  it('the ticket takes the label over and the ledger writes the status: nothing more to tell', async () => {
    await ledgerWrites('1', 'A');
    personSets('1', 'C');
    expect(await told()).toEqual(['1.label=C']);
    await ledgerWrites('1', 'C', 'CORRECTED');
    expect(await told()).toEqual([]);
    expect(await mirror.peopleCells.load('book', 'ML_Tracking', ['1'])).toEqual(new Map());
  });

  it('a person who sets back what stood there before our last writing has made an edit', async () => {
    await ledgerWrites('1', 'A');
    await told();
    sync = aModelSync({ model, mirror, log }, later);
    await ledgerWrites('1', 'B', 'pending', { Timestamps: 'same' });
    personSets('1', 'A');
    expect(await told()).toEqual(['1.label=A']);
  });

  it('a person who takes a value back has nothing left to tell; set once more it is a new edit', async () => {
    await ledgerWrites('1', 'A');
    personSets('1', 'C');
    await told();
    personSets('1', 'A');
    expect(await told()).toEqual([]);
    personSets('1', 'C');
    expect(await told()).toEqual(['1.label=C']);
  });

  it('the same value once more, after we wrote something else in between two readings, is a new edit', async () => {
    await ledgerWrites('1', 'A');
    personSets('1', 'C');
    await told();
    await ledgerWrites('1', 'C', 'CORRECTED');
    await ledgerWrites('1', 'A', 'pending');
    personSets('1', 'C');
    sync = aModelSync({ model, mirror, log }, later);
    expect(await told()).toEqual(['1.label=C']);
  });

  it('a cell that a person emptied is told as empty; white space around a label is no edit', async () => {
    await ledgerWrites('1', 'A');
    await ledgerWrites('2', 'B');
    personSets('1', '');
    personSets('2', ' B ');
    expect(await told()).toEqual(['1.label=']);
  });

  it('the symtomps of Logs count, its other cells do not', async () => {
    await writeBatch(deps, aBatch([anEntry('7', { symtomps: 'A', ops_text: 'x' })]), false);
    personSets('7', 'by hand', HEADINGS.Logs.indexOf('ops_text'), 'Logs');
    expect(await told()).toEqual([]);
    personSets('7', 'B', HEADINGS.Logs.indexOf('symtomps'), 'Logs');
    expect(await told()).toEqual(['7.label=B']);
  });

  it('our own writing that lands while a reading is under way, even twice, is never taken for a person’s', async () => {
    await ledgerWrites('1', 'A');
    sync.meanwhile = async () => {
      await ledgerWrites('1', 'B');
      await ledgerWrites('1', 'C');
    };
    expect(await told()).toEqual([]);
    expect(await told()).toEqual([]);
  });

  it('an edit in a row that the ledger is adding just now is a person’s', async () => {
    let first: string[] = [];
    const { batchUpdate } = model;
    model.batchUpdate = async (id, requests) => {
      model.batchUpdate = batchUpdate;
      await batchUpdate(id, requests);
      personSets('1', 'C');
      first = await told();
    };
    await ledgerWrites('1', 'A');
    expect(first).toEqual(['1.label=C']);
    expect(await told()).toEqual([]);
  });

  it('a write that hit another row, sorted in between, is not that row’s edit: neither before nor after the repair', async () => {
    await ledgerWrites('1', 'A');
    await ledgerWrites('2', 'B');
    await told();
    let during: string[] = [];
    model.beforeWrite = () => void model.sheet('ML_Tracking').rows.splice(1, 2, ...swapped());
    const swapped = () => model.sheet('ML_Tracking').rows.slice(1, 3).reverse();
    const { batchUpdate } = model;
    model.batchUpdate = async (id, requests) => {
      model.batchUpdate = batchUpdate;
      await batchUpdate(id, requests);
      expect(model.keyed('ML_Tracking').get('2')?.[LABEL]).toBe('C');
      during = await told();
    };
    await ledgerWrites('1', 'C');
    expect(during).toEqual([]);
    expect(await told()).toEqual([]);
    personSets('2', 'D');
    expect(await told()).toEqual(['2.label=D']);
  });

  it('a person’s label in a row beside one that is being written with the same label is told at once', async () => {
    await ledgerWrites('1', 'A');
    await ledgerWrites('2', 'B');
    let during: string[] = [];
    const { batchUpdate } = model;
    model.batchUpdate = async (id, requests) => {
      model.batchUpdate = batchUpdate;
      personSets('2', 'C');
      during = await told();
      await batchUpdate(id, requests);
    };
    await ledgerWrites('1', 'C');
    expect(during).toEqual(['2.label=C']);
  });
});

describe('a mirror that was lost', () => {
  it('takes what stands in a full sheet as known, and hears of what changes after', async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => ({
      ...{ tech_message_id: `${index + 1}`, Symtomps: 'A', review_status: 'CORRECTED' },
    }));
    addRows('ML_Tracking', rows);
    expect(await told()).toEqual([]);
    personSets('1200', 'B');
    expect(await told()).toEqual(['1200.label=B']);
    expect(await told()).toEqual([]);
    expect(await mirror.sheetRows.count({ spreadsheetId: 'book', worksheet: 'ML_Tracking' })).toBe(1_500);
  });
});

describe('rows of all kinds', () => {
  const sheet = { spreadsheetId: 'book', worksheet: 'ML_Tracking' } as const;

  it('follows sorting, inserting and deleting by key; a deleted row that comes back is there again', async () => {
    addRows(
      'ML_Tracking',
      ['1', '2', '3'].map((key) => ({ tech_message_id: key, Symtomps: `L${key}` })),
    );
    await told();
    const { rows } = model.sheet('ML_Tracking');
    const [gone] = rows.splice(1, 1);
    rows.reverse().unshift(rows.pop() ?? []);
    const outcome = await sync.read('book');
    expect(outcome.ML_Tracking).toMatchObject({ rows: 2, changed: 0, moved: 1, removed: 1, edited: 0 });
    expect(
      [...(await mirror.sheetRows.states(sheet, ['1', '2', '3']))].map(([key, state]) => [
        key,
        state.rowNumber,
        state.isRemoved,
      ]),
    ).toEqual([
      ['1', 2, true],
      ['2', 3, false],
      ['3', 2, false],
    ]);
    rows.push(gone ?? []);
    expect((await sync.read('book')).ML_Tracking).toMatchObject({ changed: 1, removed: 0, edited: 0 });
    expect(await mirror.sheetRows.count(sheet)).toBe(3);
  });

  it('of a key in several rows the first counts, and the admins hear of it once', async () => {
    addRows('ML_Tracking', [
      ...[
        { tech_message_id: '1', Symtomps: 'A' },
        { tech_message_id: '2', Symtomps: 'B' },
      ],
      ...[
        { tech_message_id: '1', Symtomps: 'X' },
        { tech_message_id: 1, Symtomps: 'Y' },
      ],
    ]);
    expect((await sync.read('book')).ML_Tracking).toMatchObject({ rows: 4, duplicates: 2, changed: 2 });
    expect((await mirror.sheetRows.states(sheet, ['1'])).get('1')?.label).toBe('A');
    const [group] = await mirror.sheetAlerts.untold();
    expect(group?.alerts).toEqual([{ subject: '1', detail: 'rows 2, 4, 5' }]);
    if (group) await mirror.sheetAlerts.markTold(group, 'now');
    await sync.read('book');
    expect(await mirror.sheetAlerts.untold()).toEqual([]);
  });

  it('rows without a usable key are kept and counted, equal ones each; blank rows are nothing', async () => {
    const long = 'k'.repeat(201);
    addRows('ML_Tracking', [
      { Symtomps: 'A' },
      {},
      { Symtomps: 'A' },
      { tech_message_id: long },
      { tech_message_id: '1' },
    ]);
    expect((await sync.read('book')).ML_Tracking).toMatchObject({ rows: 4, keyless: 3, changed: 4 });
    expect((await sync.read('book')).ML_Tracking).toMatchObject({ rows: 4, changed: 0, removed: 0 });
    personSets('1', 'B');
    expect((await sync.read('book')).ML_Tracking).toMatchObject({ edited: 1 });
  });

  it('a renamed heading keeps its worksheet from being read, with one alert; the others go on', async () => {
    await ledgerWrites('1', 'A');
    await writeBatch(deps, aBatch([anEntry('1', { symtomps: 'A' })]), false);
    await told();
    model.sheet('Logs').rows[0] = HEADINGS.Logs.map((heading) => (heading === 'solving' ? 'jawaban' : heading));
    personSets('1', 'B');
    personSets('1', 'C', HEADINGS.Logs.indexOf('symtomps'), 'Logs');
    expect(await told()).toEqual(['1.label=B']);
    expect((await mirror.sheetAlerts.untold()).map(({ worksheet, kind }) => [worksheet, kind])).toEqual([
      ['Logs', 'headings'],
    ]);
    expect(await mirror.sheetRows.count({ ...sheet, worksheet: 'Logs' })).toBe(1);
    model.sheet('Logs').rows[0] = [...HEADINGS.Logs];
    expect(await told()).toEqual(['1.label=C']);
    expect(await mirror.sheetAlerts.untold()).toEqual([]);
  });

  it('a worksheet that people took away leaves its rows in the mirror, with an alert; none is missed before the first row', async () => {
    await ledgerWrites('1', 'A');
    await told();
    expect(await mirror.sheetAlerts.untold()).toEqual([]);
    model.sheets = [];
    await sync.read('book');
    expect(await mirror.sheetRows.count(sheet)).toBe(1);
    expect(await mirror.sheetAlerts.untold()).toMatchObject([{ worksheet: 'ML_Tracking', kind: 'missing' }]);
  });

  it('before the first ticket the worksheets count as read: a training says that there is nothing, and waits for nothing', async () => {
    model.sheets = [];
    await sync.read('book');
    const now = (): Date => NOW;
    const store = memoryStore();
    const asked = { spreadsheetId: 'book', runId: 'run-1', force: true };
    const refused = await takeSnapshot(
      { mirror, store, now, onProgress: () => undefined, spreadsheetsOf: () => Promise.resolve(['book']) },
      asked,
    );
    expect(refused).toMatchObject({ kind: 'refused', refusal: { reason: 'nothingUsable', have: 0, need: 50 } });
  });

  it('asks for the worksheets only while some of ours are missing: one request a reading from then on', async () => {
    for (const worksheet of ['Logs', 'ML_Tracking', 'Monitoring'] as const) addRows(worksheet, []);
    await sync.read('book');
    model.calls = [];
    await sync.read('book');
    expect(model.calls).toEqual(['readRanges']);
  });
});
