import { judgeSheets, type Row } from '../../../../scripts/faults/check';
import { countByKind } from '../../../../scripts/faults/findings';
import type { Played } from '../../../../scripts/faults/player';
import { countActiveMinutes } from '../../../../scripts/faults/sla-oracle';

/** 2026-03-02, 09:00 in Jakarta: an hour without breaks. */
const NINE = Date.parse('2026-03-02T02:00:00Z') / 1_000;

const played: Played = {
  keys: ['7'],
  groupLabel: 'Demo',
  text: 'tidak bisa login',
  problemAtS: NINE,
  respondedAtS: NINE + 630,
  hasOncek: true,
  solving: 'sudah direset',
  app: 'MIT',
  solver: 'Bagas',
  isCancelled: false,
  files: [],
  places: [{ chatId: -1001000000001, messageId: 7 }],
  openedMs: 0,
  writtenMs: 0,
};

const logsRow = (changes: Record<number, Row[number]> = {}): Row => {
  const cells: Row[number][] = Array.from({ length: 20 }, () => null);
  Object.assign(cells, { 0: 'Demo', 3: '7', 6: 'tidak bisa login', 11: 'sudah direset', 13: 'MIT', 14: 'Bagas' });
  Object.assign(cells, { 15: 'true', 16: 10.5, 17: 'OK', 18: 4.5, ...changes });
  return cells;
};
const TRACKING: Row = ['7', 'tidak bisa login', 'sudah direset', 'KENDALA', 0.9, 'auto_approved', '', 'lightgbm'];

const SOLVERS = new Map([['7', { name: 'Orang 1', writtenMs: 5 }]]);

const figures = (logs: Row[], tracking: Row[], one: Played = played) => {
  const { lost, duplicated, wrong_cells, sla_errors, undecided } = countByKind(judgeSheets([one], { logs, tracking }));
  return [lost, duplicated, wrong_cells, sla_errors, undecided];
};

describe('judge', () => {
  it('finds nothing where each row stands once and is right', () => {
    expect(figures([logsRow()], [TRACKING])).toEqual([0, 0, 0, 0, 0]);
  });

  it.each<[string, Row[], Row[], number[]]>([
    ['a missing row of each worksheet as lost', [], [], [2, 0, 0, 0, 0]],
    ['a second row of a key', [logsRow(), logsRow()], [TRACKING], [0, 1, 0, 0, 0]],
    ['a row nobody wrote', [logsRow(), logsRow({ 3: '8' })], [TRACKING], [0, 1, 0, 0, 0]],
    ['a wrong solution', [logsRow({ 11: 'lain' })], [TRACKING], [0, 0, 1, 0, 0]],
    ['a minute too many', [logsRow({ 16: 11.5 })], [TRACKING], [0, 0, 0, 1, 0]],
    ['minutes as text', [logsRow({ 16: '10.5' })], [TRACKING], [0, 0, 0, 1, 0]],
    ['an answer that waits for a person', [logsRow()], [TRACKING.with(5, 'pending')], [0, 0, 0, 0, 1]],
    ['an answer for another solution', [logsRow()], [TRACKING.with(2, 'lain')], [0, 0, 1, 0, 0]],
  ])('counts %s', (_, logs, tracking, expected) => {
    expect(figures(logs, tracking)).toEqual(expected);
  });

  it('wants no row of a ticket that was cancelled before its first was written', () => {
    expect(figures([], [], { ...played, isCancelled: true })).toEqual([0, 0, 0, 0, 0]);
  });

  it('wants one row of an album, whichever of its messages it is of', () => {
    const album = { ...played, keys: ['6', '7'] };
    expect(figures([logsRow()], [TRACKING], album)).toEqual([0, 0, 0, 0, 0]);
    expect(figures([logsRow(), logsRow({ 3: '6' })], [TRACKING], album)[1]).toBe(1);
  });

  it('starts the clock of a forwarded problem with the first word of ops', () => {
    const forwarded = { ...played, problemAtS: null };
    expect(figures([logsRow()], [TRACKING], forwarded)[3]).toBe(2);
    expect(figures([logsRow({ 16: 0, 18: 15 })], [TRACKING], forwarded)[3]).toBe(0);
  });

  it('wants a solver that people wrote to stay, and no answer whose worksheet they deleted', () => {
    const byHand = { logs: [logsRow()], tracking: [], solvers: SOLVERS, trackingDeletedMs: 1 };
    expect(judgeSheets([played], byHand)).toEqual([
      { kind: 'wrong_cells', text: 'Logs 7 column 14: Bagas, not Orang 1' },
    ]);
  });

  it('forgives a solver lost to a sort between our read and our write, and nothing else in that row', () => {
    const moved = { tracking: [TRACKING], solvers: SOLVERS, sortedUnderWriteMs: 6 };
    expect(judgeSheets([played], { ...moved, logs: [logsRow()] })).toEqual([]);
    expect(judgeSheets([played], { ...moved, logs: [logsRow()], sortedUnderWriteMs: 5 })).toHaveLength(1);
    expect(judgeSheets([played], { ...moved, logs: [logsRow({ 14: 'Orang 1' })] })).toEqual([]);
    expect(judgeSheets([played], { ...moved, logs: [logsRow({ 11: 'lain' })] })).toHaveLength(1);
  });

  it('wants a cancelled ticket marked in both worksheets', () => {
    const cancelled = { ...played, isCancelled: true };
    expect(figures([logsRow()], [TRACKING], cancelled)).toEqual([0, 0, 2, 0, 0]);
    expect(figures([logsRow({ 19: 'DIBATALKAN' })], [TRACKING.with(5, 'CANCELLED')], cancelled)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

test.each([
  ['within an hour without breaks', '2026-03-02T09:00:00+07:00', '2026-03-02T09:10:30+07:00', 10.5],
  ['over the break at noon', '2026-03-02T12:50:00+07:00', '2026-03-02T14:05:00+07:00', 15],
  ['within a break', '2026-03-02T19:10:00+07:00', '2026-03-02T19:50:00+07:00', 0],
  ['over midnight and the night', '2026-03-02T23:00:00+07:00', '2026-03-03T06:30:00+07:00', 90],
])('the oracle counts active minutes %s', (_, from, to, minutes) => {
  expect(countActiveMinutes(Date.parse(from) / 1_000, Date.parse(to) / 1_000)).toBe(minutes);
});
