import { addSpreadsheet, createSheetLink, spreadsheetsOf } from '../../../activities/sheets/spreadsheets-of';
import { memoryStore } from '../../support/memory-store';

test('with the stand-in of Google the link leads to its page', async () => {
  const link = createSheetLink({ store: memoryStore(), spreadsheetId: 'demo', apiRoot: 'http://127.0.0.1:8090/' });
  expect(await link()).toBe('http://127.0.0.1:8090/sheets?spreadsheetId=demo');
});

test('the link for people leads to the newest spreadsheet, also while the store is down', async () => {
  const store = memoryStore();
  let isDown = false;
  const get = (key: string) => (isDown ? Promise.reject(new Error('down')) : store.get(key));
  const link = createSheetLink({ store: { get }, spreadsheetId: 'a' });
  expect(await link()).toBe('https://docs.google.com/spreadsheets/d/a/edit');
  await addSpreadsheet(store, { spreadsheetId: 'a', added: 'b' });
  await addSpreadsheet(store, { spreadsheetId: 'a', added: 'b' });
  expect(await spreadsheetsOf(store, 'a')).toEqual(['a', 'b']);
  expect(await link()).toBe('https://docs.google.com/spreadsheets/d/b/edit');
  isDown = true;
  expect(await link()).toBe('https://docs.google.com/spreadsheets/d/b/edit');
});
