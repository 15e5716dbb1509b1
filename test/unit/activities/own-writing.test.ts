import type { LedgerRow, PlannedWrite } from '../../../activities/mirror/ledger-rows';
import { columnsChangedByPeople, isOwnWriting } from '../../../activities/sheets/own-writing';
import type { Cell } from '../../../domain/sheet-rows';

type Row = Pick<LedgerRow, 'worksheet' | 'written' | 'planned'>;

const planned = (cells: Cell[], columns: number[]): PlannedWrite => ({
  ...{ kind: 'update', sequence: 2, cells },
  places: [{ row: 2, columns, before: [] }],
});
const row = (written: Cell[] | null, plan: PlannedWrite | null = null): Row => ({
  worksheet: 'ML_Tracking',
  written,
  planned: plan,
});

describe('what a person changed', () => {
  it('is what is neither last written nor about to be written', () => {
    const known = row(['1', 'A', 'pending'], planned(['1', 'B', 'pending'], [1]));
    expect(columnsChangedByPeople(known, ['1', 'A', 'pending'], [])).toEqual([]);
    expect(columnsChangedByPeople(known, ['1', 'B', 'pending'], [])).toEqual([]);
    expect(columnsChangedByPeople(known, ['1', 'C', 'APPROVED'], [])).toEqual([1, 2]);
  });

  it('an emptied cell is a change, an empty one read as nothing is none', () => {
    expect(columnsChangedByPeople(row(['1', 'A', null]), ['1', ''], [])).toEqual([1]);
    expect(columnsChangedByPeople(row(['1', null, '']), ['1'], [])).toEqual([]);
  });

  it('nothing is one in a row that the mirror never wrote, nor in Monitoring', () => {
    expect(columnsChangedByPeople(row(null), ['1', 'A'], [])).toEqual([]);
    expect(isOwnWriting(null, { worksheet: 'Logs', column: 1, present: 'x' })).toBe(true);
    expect(isOwnWriting(row(['h', 1]), { worksheet: 'Monitoring', column: 1, present: 2 })).toBe(true);
  });

  it('a value that a batch under way writes into the same column of another row may have gone astray: none either', () => {
    const known = row(['1', 'A', 'pending']);
    const other = row(['2', 'X', 'pending'], planned(['2', 'B', 'pending'], [1]));
    expect(columnsChangedByPeople(known, ['1', 'B', 'pending'], [other])).toEqual([]);
    expect(columnsChangedByPeople(known, ['1', 'B', 'pending'], [{ ...other, worksheet: 'Logs' }])).toEqual([1]);
    expect(columnsChangedByPeople(row(['1', 'A', 'new']), ['1', 'A', 'pending'], [other])).toEqual([2]);
  });
});
