import {
  checkHeadings,
  columnLetter,
  HEADINGS,
  isSameCell,
  KEY_COLUMN,
  MAX_CELL_CHARS,
  textCell,
  WORKSHEETS,
} from '../../../domain/sheet-rows';

describe('headings', () => {
  it('are 20, 8 and 9', () => {
    expect(WORKSHEETS.map((sheet) => HEADINGS[sheet].length)).toEqual([20, 8, 9]);
    expect(WORKSHEETS.map((sheet) => HEADINGS[sheet][KEY_COLUMN[sheet]])).toEqual([
      'tech_message_id',
      'tech_message_id',
      'datetime_hour',
    ]);
  });

  it.each(WORKSHEETS)('%s accepts its own', (worksheet) => {
    expect(checkHeadings(worksheet, HEADINGS[worksheet])).toEqual({ ok: true });
  });

  it('accepts those of existing sheets, trimmed and in any case, and columns of the users’ own after them', () => {
    const tracking = [
      'tech message id',
      ' tech raw text ',
      'SOLVING',
      'symtomps',
      'ml_confidence',
      'review_status',
      'Timestamps',
      'prediction_source',
      'catatan',
    ];
    expect(checkHeadings('ML_Tracking', tracking)).toEqual({ ok: true });
    for (const [first, app, solver] of [
      ['Date', 'App', 'Solver'],
      ['Ticket Date', 'app', 'Solver Name'],
      ['Column 1', 'APP', 'solver_name'],
    ]) {
      const logs = [...HEADINGS.Logs] as string[];
      logs.splice(1, 1, first ?? '');
      logs.splice(6, 1, 'tech raw text');
      logs.splice(13, 2, app ?? '', solver ?? '');
      logs.splice(16, 2, 'SLA Response Time', 'SLA Status');
      expect(checkHeadings('Logs', logs)).toEqual({ ok: true });
    }
  });

  it('names each wrong column by letter, with what was expected and what was found', () => {
    const moved = ['tech_message_id', 'solving', 'tech_raw_text', ...HEADINGS.ML_Tracking.slice(3, 7)];
    expect(checkHeadings('ML_Tracking', moved)).toEqual({
      ok: false,
      wrong: [
        { column: 'B', expected: 'tech_raw_text', found: 'solving' },
        { column: 'C', expected: 'solving', found: 'tech_raw_text' },
        { column: 'H', expected: 'prediction_source', found: '' },
      ],
    });
  });
});

describe('cells', () => {
  it('have letters', () => {
    expect([0, 19, 25, 26, 701, 702].map(columnLetter)).toEqual(['A', 'T', 'Z', 'AA', 'ZZ', 'AAA']);
  });

  it('cut text over 49,000 characters with a mark, once', () => {
    expect(textCell('a'.repeat(49_000))).toHaveLength(49_000);
    const cut = textCell('a'.repeat(49_001)) as string;
    expect(cut).toHaveLength(MAX_CELL_CHARS);
    expect(cut.endsWith('a …[dipotong]')).toBe(true);
    expect(textCell(cut)).toBe(cut);
  });

  it('hold formulas as text, empty text as nothing, and no broken characters', () => {
    expect(textCell('=1+1')).toBe('=1+1');
    expect(textCell('')).toBeNull();
    expect(textCell('a\uD83D')).toBe('a\uFFFD');
  });

  it('are the same when both are empty, and differ by type', () => {
    expect(isSameCell(null, '')).toBe(true);
    expect(isSameCell(undefined, null)).toBe(true);
    expect(isSameCell('1', 1)).toBe(false);
    expect(isSameCell(0, null)).toBe(false);
  });
});
