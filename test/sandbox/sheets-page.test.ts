import { launchChromium, type TestBrowser } from '../support/chromium';
import { findChromium } from '../support/tools';
import { startSheetsKit, write, type SheetsKit } from './sheets-kit';

const NASTY = '<img src=x onerror="document.title=1">';

// Where the machine has no Chromium, the report names these as skipped.
(findChromium() ? describe : describe.skip)('the page of the spreadsheet', () => {
  let kit: SheetsKit;
  let chromium: TestBrowser;
  beforeEach(async () => {
    [kit, chromium] = await Promise.all([startSheetsKit(), launchChromium()]);
    const rows = Array.from({ length: 250 }, (_, index) => [
      String(index + 1),
      index === 0 ? NASTY : `teks ${index}`,
      index,
    ]);
    await kit.batch([
      { addSheet: { properties: { title: 'Logs', sheetId: 7 } } },
      write(7, 0, [['key', 'text', 'minutes'], ...rows]),
    ]);
    await chromium.page.goto(`${kit.sandbox.url}/sheets`);
    await chromium.page.locator('tbody tr').nth(99).waitFor();
  });
  afterEach(async () => {
    await chromium.close();
    await kit.sandbox.close();
  });

  it('shows rows by pages of 100, cell text as text, and follows changes', async () => {
    const { page } = chromium;
    expect(await page.locator('#count').textContent()).toBe('250 rows');
    expect(await page.locator('#range').textContent()).toBe('1–100 of 250');
    expect(await page.locator('td[data-row="2"][data-column="B"]').textContent()).toBe(NASTY);
    expect(await page.title()).toBe('Sandbox spreadsheet');
    await kit.batch([write(7, 2, [['baru']], 1)]);
    await page.locator('td[data-row="3"][data-column="B"]', { hasText: 'baru' }).waitFor();
    await page.locator('#next').click();
    await page.locator('#range', { hasText: '101–200 of 250' }).waitFor();
    await page.locator('#find').fill('teks 249');
    await page.locator('#count', { hasText: '250 rows, 1 found' }).waitFor();
  });

  it('edits a cell by a click, keeping a number a number, and sorts by a heading', async () => {
    const { page } = chromium;
    await page.locator('td[data-row="3"][data-column="C"]').click();
    await page.locator('textarea').fill('500');
    await page.locator('textarea').press('Enter');
    await page.locator('td.number[data-row="3"][data-column="C"]', { hasText: /^500$/ }).waitFor();
    expect(await kit.values('Logs!C3')).toEqual([[500]]);
    await page.locator('thead button', { hasText: 'minutes' }).click();
    await page.locator('th[aria-sort="ascending"]').waitFor();
    await page.locator('thead button', { hasText: 'minutes' }).click();
    await page.locator('th[aria-sort="descending"]').waitFor();
    expect(await kit.values('Logs!A1:C2')).toEqual([
      ['key', 'text', 'minutes'],
      ['2', 'teks 1', 500],
    ]);
  });
});
