import { insertRows, mark, refusal, startSheetsKit, write, type Requests, type SheetsKit } from './sheets-kit';

let kit: SheetsKit;
let logs: number;
beforeEach(async () => {
  kit = await startSheetsKit();
  const [reply] = await kit.batch([
    {
      addSheet: { properties: { title: 'Logs', gridProperties: { rowCount: 10, columnCount: 4, frozenRowCount: 1 } } },
    },
  ]);
  logs = reply!.addSheet!.properties!.sheetId!;
  await kit.batch([write(logs, 0, [['key', 'text', 'minutes', 'late']])]);
});
afterEach(() => kit.sandbox.close());

const refused = (requests: Requests): Promise<string> => refusal(kit.batch(requests));

describe('batchUpdate', () => {
  it('inserts rows and writes typed cells in one batch, with one reply a request in order', async () => {
    const replies = await kit.batch([
      insertRows(logs, 1, 2),
      write(logs, 1, [
        ['1', 'tidak bisa login', 3.5, false],
        ['2', '=1+1', null, true],
      ]),
      mark(77),
    ]);
    expect(replies.map((reply) => Object.keys(reply))).toEqual([[], [], ['createDeveloperMetadata']]);
    expect(await kit.values('Logs')).toEqual([
      ['key', 'text', 'minutes', 'late'],
      ['1', 'tidak bisa login', 3.5, false],
      ['2', '=1+1', '', true],
    ]);
  });

  it('applies nothing when the last request is refused, and names that request', async () => {
    await kit.batch([write(logs, 1, [['b'], ['a'], ['c']]), mark(1)]);
    const range = { sheetId: logs, startRowIndex: 1, endRowIndex: 4 };
    const before = await kit.http('GET', '/sheets/people/Logs');
    const everything: Requests = [
      insertRows(logs, 2, 3),
      write(logs, 1, [['x', 'y'], ['z']]),
      { sortRange: { range, sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }] } },
      { insertDimension: { range: { sheetId: logs, dimension: 'COLUMNS', startIndex: 1, endIndex: 2 } } },
      { deleteDimension: { range: { sheetId: logs, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } },
      { appendDimension: { sheetId: logs, dimension: 'ROWS', length: 5 } },
      { updateSheetProperties: { properties: { sheetId: logs, title: 'Lain' }, fields: 'title' } },
      { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataId: 1 } } } },
      mark(2),
      { setBasicFilter: { filter: { range } } },
      { addProtectedRange: { protectedRange: { range } } },
      { addSheet: { properties: { title: 'Baru' } } },
      { deleteSheet: { sheetId: 0 } },
    ];
    const { data: book } = await kit.api.spreadsheets.get({ spreadsheetId: 'demo' });
    expect(await refused([...everything, { addSheet: { properties: { title: 'baru' } } }])).toBe(
      '400 INVALID_ARGUMENT: Invalid requests[13].addSheet: A sheet with the name "baru" already exists. Please enter another name.',
    );
    expect(await kit.http('GET', '/sheets/people/Logs')).toEqual(before);
    expect((await kit.api.spreadsheets.get({ spreadsheetId: 'demo' })).data).toEqual(book);
    // The same requests without the bad one are all applied.
    expect(await kit.batch(everything)).toHaveLength(13);
  });

  it('refuses a metadataId in use, the whole batch with it', async () => {
    await kit.batch([write(logs, 1, [['1']]), mark(2_147_483_647, 'first')]);
    expect(await refused([insertRows(logs, 2), write(logs, 2, [['2']]), mark(2_147_483_647, 'second')])).toMatch(
      /^400 INVALID_ARGUMENT: Invalid requests\[2\]\.createDeveloperMetadata: .*2147483647 already exists/,
    );
    expect(await kit.values('Logs!A:A')).toEqual([['key'], ['1']]);
    const { data } = await kit.api.spreadsheets.developerMetadata.get({
      spreadsheetId: 'demo',
      metadataId: 2_147_483_647,
    });
    expect(data).toMatchObject({ metadataKey: 'b', metadataValue: 'first', visibility: 'DOCUMENT' });
    expect(data.location).toEqual({ locationType: 'SPREADSHEET', spreadsheet: true });
  });

  it('reads, finds and deletes marks; deleting one that is gone is fine', async () => {
    await kit.batch([mark(5, 'five'), mark(6, 'six')]);
    const remove = { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataId: 5 } } } };
    const [reply] = await kit.batch([remove]);
    expect(reply?.deleteDeveloperMetadata?.deletedDeveloperMetadata).toMatchObject([{ metadataId: 5 }]);
    expect(await kit.batch([remove])).toHaveLength(1);
    const get = kit.api.spreadsheets.developerMetadata.get({ spreadsheetId: 'demo', metadataId: 5 });
    expect(await refusal(get)).toBe('404 NOT_FOUND: No developer metadata with ID: 5.');
    const requestBody = { dataFilters: [{ developerMetadataLookup: { metadataKey: 'b' } }] };
    const { data } = await kit.api.spreadsheets.developerMetadata.search({ spreadsheetId: 'demo', requestBody });
    expect(data.matchedDeveloperMetadata).toMatchObject([
      { developerMetadata: { metadataId: 6, metadataValue: 'six' } },
    ]);
  });

  it('keeps at most 30,000 characters of metadata', async () => {
    await kit.batch([mark(1, 'x'.repeat(29_997))]);
    await kit.batch([mark(2, 'x')]);
    expect(await refused([mark(3, '')])).toContain('30000 characters');
  });

  it('takes 50,000 characters in a cell and refuses 50,001', async () => {
    await kit.batch([write(logs, 1, [['x'.repeat(50_000)]])]);
    expect(await refused([write(logs, 1, [['x'.repeat(50_001)]])])).toContain('maximum of 50000 characters');
    expect((await kit.values('Logs!A2'))?.[0]?.[0]).toHaveLength(50_000);
  });

  it('refuses to grow above ten million cells', async () => {
    const add = (rowCount: number): Requests => [
      { addSheet: { properties: { gridProperties: { rowCount, columnCount: 100 } } } },
    ];
    expect(await refused(add(100_000))).toContain('above the limit of 10000000 cells');
    await kit.batch(add(99_000));
    expect(await refused([{ appendDimension: { sheetId: logs, dimension: 'ROWS', length: 20_000 } }])).toContain(
      '10000000',
    );
  });

  it('inserts rows only within the grid, behind its end only with inheritFromBefore, at its start only without', async () => {
    const insert = (startIndex: number, inheritFromBefore: boolean): Requests => [
      {
        insertDimension: {
          range: { sheetId: logs, dimension: 'ROWS', startIndex, endIndex: startIndex + 1 },
          inheritFromBefore,
        },
      },
    ];
    expect(await refused(insert(10, false))).toContain(
      'must be less than the grid size (10) if inheritFromBefore is false',
    );
    expect(await refused(insert(11, true))).toContain('greater than the grid size');
    expect(await refused(insert(0, true))).toContain('inheritFromBefore');
    await kit.batch(insert(10, true));
    await kit.batch(insert(0, false));
    expect(await kit.values('Logs!A:A')).toEqual([[], ['key']]);
    const { data } = await kit.api.spreadsheets.get({ spreadsheetId: 'demo', fields: 'sheets.properties' });
    expect(data.sheets?.[1]?.properties?.gridProperties?.rowCount).toBe(12);
  });

  it('writes only inside of the grid, clears what a range gives no value for, and needs a fields mask', async () => {
    expect(await refused([write(logs, 10, [['x']])])).toContain(
      'GridCoordinate.rowIndex[10] is after last row in grid[9]',
    );
    expect(await refused([write(logs, 9, [['x'], ['y']])])).toContain('Attempting to write row: 10');
    expect(await refused([write(logs, 1, [['1', '2', '3', '4', '5']])])).toContain('Attempting to write column: 4');
    const range = { sheetId: logs, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 0, endColumnIndex: 2 };
    await kit.batch([
      write(logs, 1, [
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
      ]),
    ]);
    const rows = [{ values: [{ userEnteredValue: { stringValue: 'x' } }] }];
    await kit.batch([{ updateCells: { range, rows, fields: 'userEnteredFormat' } }]);
    expect(await kit.values('Logs!A2:C3')).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
    await kit.batch([{ updateCells: { range, rows, fields: 'userEnteredValue' } }]);
    expect(await kit.values('Logs!A2:C3')).toEqual([
      ['x', '', 'c'],
      ['', '', 'f'],
    ]);
    expect(await refused([{ updateCells: { range, rows } }])).toContain(
      "At least one field must be listed in 'fields'",
    );
  });

  it('keeps a formula as a formula, never computed, apart from text that looks like one', async () => {
    const values = [{ userEnteredValue: { formulaValue: '=1+1' } }, { userEnteredValue: { stringValue: '=1+1' } }];
    await kit.batch([{ updateCells: { start: { sheetId: logs, rowIndex: 1 }, rows: [{ values }], fields: '*' } }]);
    expect(await kit.people('GET', 'people/Logs')).toEqual([
      ['key', 'text', 'minutes', 'late'],
      [{ formula: '=1+1' }, '=1+1', '', ''],
    ]);
    expect(await kit.values('Logs!A2:B2')).toEqual([['#NAME?', '=1+1']]);
  });

  it.each([
    ['an unknown request', [{ mergeCels: {} }], 'Unknown name "mergeCels" at \'requests[0]\': Cannot find field.'],
    ['an unknown field', [{ addSheet: { title: 'x' } as object }], 'Unknown name "title" at \'requests[0].addSheet\''],
    ['two kinds in one request', [{ addSheet: {}, deleteSheet: { sheetId: 0 } }], "oneof field 'kind' is already set"],
    ['no request', [], 'Must specify at least one request.'],
    ['an unknown sheet', [{ deleteSheet: { sheetId: 99 } }], 'Invalid requests[0].deleteSheet: No grid with id: 99'],
    [
      'a text as a number',
      [{ deleteSheet: { sheetId: 'x' as unknown as number } }],
      "'requests[0].deleteSheet.sheetId' (TYPE_INT32)",
    ],
  ])('refuses %s', async (_name, requests, message) => {
    expect(await refused(requests as Requests)).toContain(message);
  });

  it('moves filters and protected ranges with inserted rows, and a filter hides nothing from the API', async () => {
    const range = { sheetId: logs, startRowIndex: 1, endRowIndex: 4, startColumnIndex: 0, endColumnIndex: 4 };
    const criteria = { 0: { hiddenValues: ['1'] } };
    await kit.batch([
      write(logs, 1, [['1'], ['2']]),
      { setBasicFilter: { filter: { range, criteria } } },
      { addProtectedRange: { protectedRange: { range } } },
    ]);
    await kit.batch([insertRows(logs, 2, 2)]);
    const { data } = await kit.api.spreadsheets.get({ spreadsheetId: 'demo' });
    expect(data.sheets?.[1]?.basicFilter?.range).toMatchObject({ startRowIndex: 1, endRowIndex: 6 });
    expect(data.sheets?.[1]?.protectedRanges?.[0]).toMatchObject({
      range: { endRowIndex: 6 },
      requestingUserCanEdit: true,
    });
    expect(await kit.values('Logs!A:A')).toEqual([['key'], ['1'], [], [], ['2']]);
    await kit.batch([{ clearBasicFilter: { sheetId: logs } }]);
    expect((await kit.api.spreadsheets.get({ spreadsheetId: 'demo' })).data.sheets?.[1]?.basicFilter).toBeUndefined();
  });

  it('holds 20,000 rows written in batches of 500 and takes one back whole', async () => {
    await kit.batch([{ appendDimension: { sheetId: logs, dimension: 'ROWS', length: 10 } }]);
    for (let first = 0; first < 20_000; first += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => [String(first + index), 'teks', index, true]);
      await kit.batch([insertRows(logs, first + 1, 500), write(logs, first + 1, rows), mark(first + 1)]);
    }
    expect(await refused([insertRows(logs, 5_000, 500), write(logs, 1, [['x']]), mark(1)])).toContain('already exists');
    const keys = await kit.values('Logs!A2:A');
    expect(keys).toHaveLength(20_000);
    expect([keys?.[0], keys?.[4_999], keys?.[19_999]]).toEqual([['0'], ['4999'], ['19999']]);
  });
});
