import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { createMirror } from '../../../activities/mirror';
import { rowId, type LedgerRow } from '../../../activities/mirror/ledger-rows';
import { waitFor } from '../../support/wait';
import { NOW } from './sheets-makers';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-mirror-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function aRow(over: Partial<LedgerRow> = {}): LedgerRow {
  return {
    worksheet: 'Logs',
    key: '1',
    sequence: 1,
    appliedMark: 'u:1:c',
    wished: ['1', 2, true, null],
    written: ['1', 2, true, null],
    planned: null,
    plannedMark: null,
    rowHint: 2,
    ...over,
  };
}

describe('createMirror', () => {
  it('makes the folder, keeps rows over a restart, and migrates only once', async () => {
    const file = path.join(folder, 'deep', 'mirror.db');
    const first = await createMirror({ file });
    await first.ledgerRows.put('book', [aRow()]);
    await first.close();

    const second = await createMirror({ file });
    expect(await second.ledgerRows.load('book', [aRow()])).toEqual(new Map([[rowId(aRow()), aRow()]]));
    await second.close();
    expect(existsSync(file)).toBe(true);
  });

  // Found by the fault `sqlite-locked`: a worker that had been killed could not start for as long as it lasted.
  it('opens while another process holds the write lock, where all tables are there', async () => {
    const file = path.join(folder, 'mirror.db');
    await (await createMirror({ file })).close();
    const other = new SqliteDatabase(file);
    try {
      other.exec('begin immediate');
      const mirror = await createMirror({ file });
      expect(await mirror.ledgerRows.load('book', [aRow()])).toEqual(new Map());
      await mirror.close();
    } finally {
      other.close();
    }
  });

  // Found by the fault `sqlite-locked`: the whole worker stood still meanwhile, and lost its workflow tasks.
  it('a write waits for the lock of another process while ours goes on', async () => {
    const file = path.join(folder, 'mirror.db');
    const mirror = await createMirror({ file });
    const other = new SqliteDatabase(file);
    try {
      other.exec('begin immediate');
      let isWritten = false;
      const writing = mirror.ledgerRows.put('book', [aRow()]).then(() => (isWritten = true));
      let turns = 0;
      const turning = setInterval(() => (turns += 1), 1);
      await waitFor(() => turns >= 100, { describe: 'a hundred turns of the event loop', timeoutMs: 4_000 });
      clearInterval(turning);
      expect(isWritten).toBe(false);
      other.exec('rollback');
      await writing;
      expect((await mirror.ledgerRows.load('book', [aRow()])).size).toBe(1);
    } finally {
      other.close();
      await mirror.close();
    }
  });

  it('says by name that it cannot be opened, without the password of the address', async () => {
    const error: unknown = await createMirror({ databaseUrl: 'postgres://me:hunter2@127.0.0.1:1/none' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'InvalidSetting', message: expect.stringContaining('DATABASE_URL') });
    expect(String(error)).not.toContain('hunter2');
    await expect(createMirror({ file: folder })).rejects.toMatchObject({ name: 'InvalidSetting' });
  });
});

describe('ledger rows', () => {
  it('keeps spreadsheets, worksheets and keys apart', async () => {
    const mirror = await createMirror({ file: ':memory:' }, () => NOW);
    await mirror.ledgerRows.put('book', [
      aRow(),
      aRow({ worksheet: 'ML_Tracking' }),
      aRow({ key: '1@-100', sequence: 3 }),
    ]);
    await mirror.ledgerRows.put('other', [aRow({ sequence: 9 })]);

    const found = await mirror.ledgerRows.load('book', [
      { worksheet: 'Logs', key: '1' },
      { worksheet: 'Logs', key: '1@-100' },
      { worksheet: 'Monitoring', key: '1' },
    ]);
    expect([...found.values()].map(({ key, sequence }) => [key, sequence])).toEqual([
      ['1', 1],
      ['1@-100', 3],
    ]);
    await mirror.close();
  });

  it('stores a whole batch of 1,200 rows with what is planned for them', async () => {
    const mirror = await createMirror({ file: ':memory:' }, () => NOW);
    const place = { row: 7, columns: [1], before: ['x'] };
    const planned = { kind: 'update' as const, sequence: 2, cells: ['y'], places: [place] };
    const rows = Array.from({ length: 1_200 }, (_, index) => aRow({ key: `${index}`, planned, plannedMark: 'u:2:c' }));
    await mirror.ledgerRows.put('book', rows);

    const found = await mirror.ledgerRows.load('book', rows);
    expect(found.size).toBe(1_200);
    expect(found.get(rowId(rows[1_199] ?? aRow()))).toEqual(rows[1_199]);
    await mirror.close();
  });

  it('lets no writer with an older sequence undo a newer one', async () => {
    const mirror = await createMirror({ file: ':memory:' }, () => NOW);
    await mirror.ledgerRows.put('book', [aRow({ sequence: 5, written: ['new'] })]);
    await mirror.ledgerRows.put('book', [aRow({ sequence: 4, written: ['old'] })]);
    expect((await mirror.ledgerRows.load('book', [aRow()])).get(rowId(aRow()))).toMatchObject({
      sequence: 5,
      written: ['new'],
    });

    await mirror.ledgerRows.put('book', [aRow({ sequence: 5, written: ['repaired'] })]);
    expect((await mirror.ledgerRows.load('book', [aRow()])).get(rowId(aRow()))).toMatchObject({
      written: ['repaired'],
    });
    await mirror.close();
  });

  it('names the rows of a spreadsheet whose writing is under way', async () => {
    const mirror = await createMirror({ file: ':memory:' }, () => NOW);
    const planned = { kind: 'update' as const, sequence: 2, cells: ['1'], places: [] };
    await mirror.ledgerRows.put('book', [aRow(), aRow({ key: '2', planned, plannedMark: 'u:2:c' })]);
    await mirror.ledgerRows.put('other', [aRow({ key: '3', planned, plannedMark: 'u:3:c' })]);
    expect((await mirror.ledgerRows.inFlight('book')).map(({ key }) => key)).toEqual(['2']);
    await mirror.close();
  });
});
