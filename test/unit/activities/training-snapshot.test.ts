import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore, type ObjectStore } from '../../../activities/adapters/object-store';
import type { Mirror } from '../../../activities/mirror';
import { takeSnapshot } from '../../../activities/training/snapshot';
import { readLineage, readSnapshot, rowsToMark } from '../../../activities/training/snapshot-store';
import type { Cell } from '../../../domain/sheet-rows';
import { aLogsRow, aSyncedMirror, aTrackingRow, READ_AT, SPREADSHEET, syncInto } from '../../support/training-sheets';

let folder: string;
let store: ObjectStore;
let mirror: Mirror;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-snapshot-'));
  store = createFolderStore(folder);
});
afterEach(async () => {
  await mirror.close();
  await rm(folder, { recursive: true, force: true });
});

const LABELS = ['KENDALA LOGIN', 'USER NOT FOUND'];

/** So many approved rows of two labels, each with a text of its own. */
function approved(count: number): Cell[][] {
  return Array.from({ length: count }, (_, at) => {
    const words = [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    return aTrackingRow(`k${at}`, { text: `kendala ${words}`, label: LABELS[at % 2] });
  });
}

function snapshotOf(options: { force?: boolean; runId?: string; now?: string } = {}) {
  const { force = false, runId = 'run-1', now = READ_AT } = options;
  return takeSnapshot(
    {
      ...{ mirror, store, now: () => new Date(now), onProgress: () => undefined },
      spreadsheetsOf: () => Promise.resolve([SPREADSHEET]),
    },
    { spreadsheetId: SPREADSHEET, runId, force },
  );
}

async function taken(options: Parameters<typeof snapshotOf>[0] = {}) {
  const result = await snapshotOf(options);
  if (result.kind !== 'taken') throw new Error(`refused: ${result.refusal.reason}`);
  return result.snapshot;
}

test('the same rows have the same fingerprint in whatever order they stand; a changed cell gives another', async () => {
  const rows = approved(120);
  mirror = await aSyncedMirror({ tracking: rows });
  const { fingerprint } = await taken();
  await syncInto(mirror, { tracking: [...rows].reverse() });
  expect((await taken()).fingerprint).toBe(fingerprint);
  await syncInto(mirror, { tracking: [aTrackingRow('k0', { text: 'kendala a', label: 'MIA' }), ...rows.slice(1)] });
  expect((await taken()).fingerprint).not.toBe(fingerprint);
});

test('is read back whole, without personal data, and with the hash of each raw row', async () => {
  const text = 'nama Budi Santoso hp 081234567890 tdk bisa login wo 12345';
  mirror = await aSyncedMirror({ tracking: [...approved(120), aTrackingRow('x', { text })], logs: [aLogsRow('old')] });
  const snapshot = await taken();
  const rows = await readSnapshot(store, snapshot.fingerprint);
  expect(rows).toHaveLength(122);
  expect(JSON.stringify(rows)).not.toMatch(/budi|santoso|0812|12345/i);
  const row = rows.find(({ sources }) => sources[0]?.key === 'x');
  expect(row).toMatchObject({
    problem: 'nama hp tidak bisa login wo_code',
    solving: 'sudah direset',
    origin: 'person',
  });
  expect(row?.sources[0]?.rowHash).toMatch(/^[0-9a-f]{32}$/);
  expect(rowsToMark(rows)).toHaveLength(121);
  expect(snapshot.mark.rows).toBe(121);
});

test('says where rows came from and why others were left out, each of them in its lineage', async () => {
  const tracking = [
    ...approved(120),
    aTrackingRow('p', { status: 'pending' }),
    aTrackingRow('c', { status: 'CANCELLED' }),
    aTrackingRow('u', { status: 'entahlah' }),
    aTrackingRow('d', { text: 'kendala a', label: 'KENDALA LOGIN' }),
    aTrackingRow('s', { text: 'kendala lain', label: 'LABEL TUNGGAL' }),
  ];
  mirror = await aSyncedMirror({ tracking, logs: [aLogsRow('k0'), aLogsRow('old'), aLogsRow('e', { label: '' })] });
  const snapshot = await taken();
  expect(snapshot.sources).toEqual([
    { source: 'ML_Tracking', read: 125, used: 121 },
    { source: 'Logs', read: 3, used: 1 },
    { source: 'teacher', read: 0, used: 0 },
  ]);
  expect(snapshot).toMatchObject({
    rows: 122,
    reviewed: 122,
    sheetsReadAt: READ_AT,
    singleRowLabels: ['LABEL TUNGGAL'],
  });
  const counts = Object.fromEntries(snapshot.rejected.map(({ reason, rows }) => [reason, rows]));
  expect(counts).toEqual({ pending: 1, cancelled: 1, unknownStatus: 1, duplicate: 1, tracked: 1, noLabel: 1 });
  const lineage = await readLineage(store, snapshot.fingerprint);
  expect(lineage.rejected).toContainEqual({ source: 'ML_Tracking', key: 'u', reason: 'unknownStatus' });
  expect(lineage.rejected).toHaveLength(6);
});

test('a text that ML_Tracking cut at 500 characters is learned whole, from Logs', async () => {
  const whole = `${'tidak bisa login '.repeat(40)}karena vpn`;
  mirror = await aSyncedMirror({
    tracking: [...approved(120), aTrackingRow('long', { text: whole.slice(0, 500) })],
    logs: [aLogsRow('long', { text: whole })],
  });
  const rows = await readSnapshot(store, (await taken()).fingerprint);
  const row = rows.find(({ sources }) => sources[0]?.key === 'long');
  expect(row?.problem.endsWith('karena vpn')).toBe(true);
});

test("Gemini's answers join with the weight of their agreement", async () => {
  const rows = approved(120);
  mirror = await aSyncedMirror({ tracking: rows });
  const at = (second: number) => new Date(Date.parse(READ_AT) + second * 1_000).toISOString();
  const told = { confidence: 0.9, teacher: 'gemini', modelVersion: 'v1' };
  for (const [index, [, text, solving, label]] of rows.slice(0, 40).entries()) {
    const known = { problem: String(text), solving: String(solving), label: String(label) };
    await mirror.teacherAnswers.put({ ...told, ...known, at: at(index) });
  }
  await mirror.teacherAnswers.put({ ...told, problem: 'belum dinilai', solving: '', label: LABELS[0]!, at: at(50) });
  const snapshot = await taken();
  expect(snapshot.teachers).toEqual([
    { teacher: 'gemini', compared: 40, agreed: 40, weight: expect.closeTo(0.937, 3), used: 1 },
  ]);
  const taught = (await readSnapshot(store, snapshot.fingerprint)).filter(({ origin }) => origin === 'teacher');
  expect(taught).toEqual([expect.objectContaining({ problem: 'belum dinilai', label: 'KENDALA LOGIN' })]);
});

test('label shares are compared with the last run, not with an earlier attempt of the same', async () => {
  mirror = await aSyncedMirror({ tracking: approved(120) });
  const first = await taken();
  expect(first.drift).toBeNull();
  expect((await taken()).drift).toBeNull();
  const more = Array.from({ length: 40 }, (_, at) =>
    aTrackingRow(`n${at}`, { label: 'BARU', text: `b${'x'.repeat(at + 1)}` }),
  );
  await syncInto(mirror, { tracking: [...approved(120), ...more] });
  const second = await taken({ runId: 'run-2' });
  // Shares go from (0.5, 0.5, 0) to (0.375, 0.375, 0.25): 2 · 0.125 · ln(4/3) + 0.2499 · ln 2500.
  expect(second.drift).toMatchObject({ against: first.fingerprint, psi: expect.closeTo(2.0271, 4) });
  expect(second.classes.filter(({ isNew }) => isNew).map(({ label }) => label)).toEqual(['BARU']);
});

test.each([
  ['fewer than 100 reviewed rows', approved(60), false, { reason: 'tooFewReviewed', have: 60, need: 100 }],
  ['fewer than 50 rows, even forced', approved(49), true, { reason: 'tooFewRows', have: 49, need: 50 }],
  [
    'no usable row at all',
    [aTrackingRow('p', { status: 'pending' })],
    true,
    { reason: 'nothingUsable', have: 0, need: 50 },
  ],
])('is refused and stores nothing with %s', async (_, tracking, force, refusal) => {
  mirror = await aSyncedMirror({ tracking });
  const result = await snapshotOf({ force });
  expect(result).toMatchObject({ kind: 'refused', refusal });
  await expect(readSnapshot(store, result.snapshot.fingerprint)).rejects.toMatchObject({ type: 'UnknownSnapshot' });
});

test('is taken of 60 reviewed rows where it is forced', async () => {
  mirror = await aSyncedMirror({ tracking: approved(60) });
  expect((await taken({ force: true })).rows).toBe(60);
});

test('waits while the sheets could not be read for more than ten minutes', async () => {
  mirror = await aSyncedMirror({ tracking: approved(120) });
  const later = (minutes: number) => new Date(Date.parse(READ_AT) + minutes * 60_000).toISOString();
  await expect(snapshotOf({ now: later(11) })).rejects.toMatchObject({ type: 'SheetUnavailable' });
  await expect(snapshotOf({ now: later(9) })).resolves.toMatchObject({ kind: 'taken' });
});

test('refuses at once where a person has to mend a worksheet: waiting would not help', async () => {
  mirror = await aSyncedMirror({ tracking: approved(120) });
  const now = new Date(Date.parse(READ_AT) + 11 * 60_000).toISOString();
  const sheet = { spreadsheetId: SPREADSHEET, worksheet: 'Logs' } as const;
  const found = async (kind: 'headings' | 'missing', detail: string) => {
    await mirror.sheetAlerts.replace(sheet, ['headings', 'missing'], [{ kind, subject: '', detail }], now);
    return snapshotOf({ now });
  };
  await expect(found('headings', 'G: "x" instead of "tech_raw_text"')).rejects.toMatchObject({
    type: 'SheetHeadings',
    message: expect.stringContaining('instead of "tech_raw_text"') as string,
  });
  await expect(found('missing', 'no worksheet of this name')).rejects.toMatchObject({ type: 'SheetNotFound' });
});

test('a damaged file is refused, not learned from', async () => {
  mirror = await aSyncedMirror({ tracking: approved(120) });
  const { fingerprint } = await taken();
  await store.put(`training/snapshots/${fingerprint}/rows.jsonl.gz`, 'damaged');
  await expect(readSnapshot(store, fingerprint)).rejects.toMatchObject({ type: 'UnknownSnapshot' });
});
