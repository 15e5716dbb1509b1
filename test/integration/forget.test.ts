import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore, type ObjectStore } from '../../activities/adapters/object-store';
import type { Mirror } from '../../activities/mirror';
import { forget } from '../../activities/forget/forget';
import { fingerprintOf, putSnapshot, readSnapshot } from '../../activities/training/snapshot-store';
import type { TrainingRow } from '../../domain/training-rows';
import { keyOf, recordOf, rowHash } from '../../activities/sheet-sync/records';
import { HEADINGS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { trainingText } from '../../domain/training-text';
import { aTicketState, aProblem } from '../support/makers';
import { eachMirror } from '../support/mirrors';

const WHO = 9101;
const TEXT = 'nama Budi Santoso login mytech gagal';
const OTHERS = 'odp penuh di bandung';
const AT = '2026-11-01T02:00:00.000Z';
const now = (): Date => new Date(AT);

function aStory(messageId: number, { who = WHO, chatId = -1001, text = TEXT } = {}): [string, string] {
  const from = { id: who, name: `Teknisi ${who}` };
  const state = aTicketState({
    ...{ ticketId: `${chatId}-${messageId}`, chatId, messageId, rowKey: String(messageId) },
    problem: aProblem({ text, from }),
    classifiedText: text,
    media: [
      {
        ...{ fileId: 'f', messageId, at: AT, since: AT, status: 'stored' },
        ...{ key: `media/${messageId}.jpg`, url: `http://h/${messageId}` },
      },
    ],
    story: [
      { at: AT, kind: 'opened', who: from.name, detail: text },
      { at: AT, kind: 'solution', who: 'Damas', detail: 'sudah direset' },
    ],
  });
  return [`stories/${state.ticketId}.json`, JSON.stringify({ ...state, status: { text, phase: 'closed' } })];
}

const NAMED = { media_url: 'http://h/x', media_type: 'photo', ops_text: 'ops' };

function cellsOf(worksheet: Worksheet, key: string, text: string): Cell[] {
  const named: Record<string, Cell> = { ...NAMED, tech_message_id: key, tech_raw_text: text };
  return HEADINGS[worksheet].map((heading) => named[heading] ?? null);
}

function aRecord(worksheet: Worksheet, cells: Cell[]) {
  const rowNumber = Number(keyOf(worksheet, cells)) + 1;
  const row = { key: keyOf(worksheet, cells) ?? '', isKeyed: true, rowNumber, cells, hash: rowHash(cells) };
  return recordOf(worksheet, row, { spreadsheetId: 'book', timeZone: 'Asia/Jakarta', seenAt: AT, isUnsettled: false });
}

function aRow(keys: readonly string[], text: string): TrainingRow {
  return {
    ...{ problem: trainingText(text), solving: 'reset', label: 'KENDALA LOGIN', origin: 'person', weight: 1 },
    sources: keys.map((key) => ({
      ...{ spreadsheetId: 'book', worksheet: 'ML_Tracking', key, rowHash: 'h', isReviewed: true, isToMark: false },
    })),
  };
}

describe.each(eachMirror())('a technician is forgotten, with the mirror in %s', (_, open) => {
  let mirror: Mirror;
  let store: ObjectStore;
  let folder: string;
  let fingerprint: string;
  beforeEach(async () => {
    mirror = await open();
    folder = await mkdtemp(path.join(tmpdir(), 'oncek-forget-'));
    store = createFolderStore(folder);
    for (const [key, story] of [aStory(1), aStory(2, { chatId: -1002 }), aStory(3, { who: 9102, text: OTHERS })]) {
      await store.put(key, story);
    }
    for (const id of [1, 2, 3]) await store.put(`media/${id}.jpg`, 'picture');
    await fill('1', TEXT);
    await fill('2', TEXT);
    await fill('3', OTHERS);
    await mirror.teacherAnswers.put({
      ...{ problem: 'nama [NAMA] login mytech gagal', solving: '', label: 'KENDALA LOGIN', confidence: 0.9 },
      ...{ teacher: 'gemini', modelVersion: 'v1', at: AT },
    });
    const rows = [aRow(['1'], TEXT), aRow(['2', '3'], 'sama persis'), aRow(['3'], OTHERS), aRow([], TEXT)];
    fingerprint = fingerprintOf(rows);
    await putSnapshot(store, rows, { snapshot: { fingerprint }, rejected: [] } as never);
  });
  afterEach(async () => {
    await mirror.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A row of each worksheet, as read and as written. */
  async function fill(key: string, text: string): Promise<void> {
    for (const worksheet of ['Logs', 'ML_Tracking'] as const) {
      const row = { spreadsheet_id: 'book', worksheet, row_key: key, sequence: 1, updated_at: AT };
      const cells = cellsOf(worksheet, key, text);
      const json = JSON.stringify(cells);
      await mirror.db
        .insertInto('ledger_rows')
        .values({ ...row, wished: json, written: json })
        .execute();
      await mirror.sheetRows.store(
        { spreadsheetId: 'book', worksheet },
        {
          ...{ moved: [], edited: [], settled: [] },
          records: [aRecord(worksheet, cells)],
        },
      );
    }
  }

  /** All that the mirror and the stores hold, as one text. */
  async function everything(): Promise<string> {
    const tables = ['logs_rows', 'tracking_rows', 'ledger_rows', 'replaced_cells', 'teacher_answers'] as const;
    const rows = await Promise.all(tables.map((table) => mirror.db.selectFrom(table).selectAll().execute()));
    const objects: string[] = [];
    for await (const key of store.list('')) {
      objects.push(key.endsWith('.gz') ? '' : Buffer.from((await store.get(key)) ?? '').toString());
    }
    return JSON.stringify(rows) + objects.join('\n') + JSON.stringify(await readSnapshot(store, fingerprint));
  }

  const run = (more: { chatId?: number; isDry?: boolean } = {}) =>
    forget(
      { db: mirror.db, store, mediaStore: store, now },
      { userId: WHO, chatId: more.chatId ?? null },
      { isDry: more.isDry ?? false },
    );
  const counts = ({ tickets, ...found }: Awaited<ReturnType<typeof run>>) => ({ tickets: tickets.length, ...found });

  const ALL = {
    ...{ tickets: 2, trainingRows: 3, mirrorRows: 4, writtenCells: 4, teacherAnswers: 1, symptomReports: 0 },
    ...{ mediaFiles: 2, stories: 2 },
  };

  test('a dry run counts the same as the run, and changes nothing', async () => {
    const before = await everything();
    expect(counts(await run({ isDry: true }))).toEqual(ALL);
    expect(await everything()).toBe(before);
    expect(counts(await run())).toEqual(ALL);
  });

  test('nothing of the texts and files is left; what others wrote is', async () => {
    await run();
    const left = await everything();
    for (const gone of ['Budi', 'login mytech', `Teknisi ${WHO}`, 'http://h/1', 'http://h/2'])
      expect(left).not.toContain(gone);
    for (const kept of [OTHERS, 'Teknisi 9102', 'http://h/3', 'sudah direset', 'sama persis'])
      expect(left).toContain(kept);
    expect([await store.get('media/1.jpg'), await store.get('media/2.jpg')]).toEqual([null, null]);
    expect(await store.get('media/3.jpg')).not.toBeNull();
    expect((await readSnapshot(store, fingerprint)).map(({ sources }) => sources.map(({ key }) => key))).toEqual(
      expect.arrayContaining([['3'], ['3']]),
    );
  });

  test('the ticket stays known: a late message to it opens no new one', async () => {
    await run();
    const story = JSON.parse(Buffer.from((await store.get('stories/-1001-1.json')) ?? '').toString()) as object;
    expect(story).toMatchObject({
      ticketId: '-1001-1',
      rowKey: '1',
      problem: { text: '', from: { id: WHO, name: '' } },
    });
    expect(story).toMatchObject({ forgottenAt: AT, status: { text: '', phase: 'closed' } });
  });

  test('done again it finds nothing to remove; a row that came back from the sheet it removes again', async () => {
    await run();
    const left = await everything();
    const NOTHING = { mirrorRows: 0, writtenCells: 0, mediaFiles: 0, stories: 0, trainingRows: 0, teacherAnswers: 0 };
    expect(counts(await run())).toMatchObject({ tickets: 2, ...NOTHING });
    expect(await everything()).toBe(left);
    await mirror.db.updateTable('logs_rows').set({ text: TEXT }).where('row_key', '=', '1').execute();
    expect(counts(await run())).toMatchObject({ ...NOTHING, mirrorRows: 1 });
    expect(await everything()).toBe(left);
  });

  test('broken off in the middle, the next run goes on', async () => {
    const broken: ObjectStore = {
      ...store,
      delete: (key) => (key === 'media/2.jpg' ? Promise.reject(new Error('away')) : store.delete(key)),
    };
    const deps = { db: mirror.db, store, mediaStore: broken, now };
    await expect(forget(deps, { userId: WHO, chatId: null }, { isDry: false })).rejects.toThrow('away');
    expect(await store.get('media/2.jpg')).not.toBeNull();
    await run();
    expect(await everything()).not.toContain('Budi');
    expect(await store.get('media/2.jpg')).toBeNull();
  });

  test('of one chat only its tickets', async () => {
    expect(counts(await run({ chatId: -1002 }))).toMatchObject({ tickets: 1, mediaFiles: 1, stories: 1 });
    expect(await store.get('media/1.jpg')).not.toBeNull();
    expect(counts(await run({ chatId: -1009 }))).toMatchObject({ tickets: 0 });
  });

  test('a row that is being written at this moment is left to the ledger', async () => {
    await mirror.db.updateTable('ledger_rows').set({ planned: '{}' }).where('row_key', '=', '1').execute();
    expect(counts(await run())).toMatchObject({ writtenCells: 2 });
  });
});
