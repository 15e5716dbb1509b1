import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore } from '../../../activities/adapters/object-store';
import { addSpreadsheet, spreadsheetsOf } from '../../../activities/sheets/spreadsheets-of';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-objects-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('forgets a deleted file, and lets a file be deleted that is not there', async () => {
  const store = createFolderStore(folder);
  await store.put('ledger/demo/1.json', '[]');
  await store.delete('ledger/demo/1.json');
  expect(await store.get('ledger/demo/1.json')).toBeNull();
  await expect(store.delete('ledger/demo/1.json')).resolves.toBeUndefined();
  await expect(store.delete('../elsewhere')).rejects.toMatchObject({ type: 'InvalidId' });
});

it('a ledger has the spreadsheet of the settings, and those it rolled over to, each once', async () => {
  const store = createFolderStore(folder);
  expect(await spreadsheetsOf(store, 'demo')).toEqual(['demo']);
  await addSpreadsheet(store, { spreadsheetId: 'demo', added: 'next' });
  expect(await addSpreadsheet(store, { spreadsheetId: 'demo', added: 'next' })).toEqual(['demo', 'next']);
  expect(await spreadsheetsOf(store, 'demo')).toEqual(['demo', 'next']);
});
