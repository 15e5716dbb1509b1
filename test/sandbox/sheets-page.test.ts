import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { findChromium } from '../support/tools';
import { startSheetsKit, write, type SheetsKit } from './sheets-kit';

const NASTY = '<img src=x onerror="document.title=1">';

// Where the machine has no Chromium, the report names these as skipped.
(findChromium() ? describe : describe.skip)('the page of the spreadsheet [needs chromium]', () => {
  let kit: SheetsKit;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    kit = await startSheetsKit();
    page = await browser.browser.newPage({ viewport: { width: 1280, height: 800 } });
    const rows = Array.from({ length: 250 }, (_, index) => [
      String(index + 1),
      index === 0 ? NASTY : `teks ${index}`,
      index,
      index % 2 === 0 ? 'genap' : 'ganjil',
    ]);
    await kit.batch([
      { addSheet: { properties: { title: 'Logs', sheetId: 7 } } },
      write(7, 0, [['key', 'text', 'minutes', 'kind'], ...rows]),
    ]);
    await page.addInitScript("localStorage.setItem('oncek-language', 'en')");
    await page.goto(`${kit.sandbox.url}/sheets`);
    await page.locator('tbody tr').nth(99).waitFor();
  });
  afterEach(async () => {
    await page.close();
    await kit.sandbox.close();
  });
  const cell = (row: number, column: string) => page.locator(`td[data-row="${row}"][data-column="${column}"]`);
  const choose = async (heading: string, item: string): Promise<void> => {
    await page.locator('thead').getByRole('button', { name: heading }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  it('shows rows by pages of 100, cell text as text, and follows changes', async () => {
    expect(await page.locator('#count').textContent()).toBe('250 rows');
    expect(await page.locator('#range').textContent()).toBe('1–100 of 250');
    expect(await cell(2, 'B').textContent()).toBe(NASTY);
    expect(await page.title()).toBe('Spreadsheet · Oncek sandbox');
    await kit.batch([write(7, 2, [['baru']], 1)]);
    await page.locator('td.changed', { hasText: 'baru' }).waitFor();
    await page.getByRole('button', { name: 'Next rows' }).click();
    await page.locator('#range', { hasText: '101–200 of 250' }).waitFor();
    await page.getByRole('searchbox').fill('teks 249');
    await page.locator('#count', { hasText: '250 rows, 1 found' }).waitFor();
  });

  it('edits by the keyboard alone, keeping a number a number, and sorts by the menu of a heading', async () => {
    await cell(2, 'C').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('500');
    await page.keyboard.press('Tab');
    await page.locator('td.number[data-row="3"][data-column="C"]', { hasText: /^500$/ }).waitFor();
    expect(await kit.values('Logs!C3')).toEqual([[500]]);
    await page.keyboard.press('ArrowLeft');
    for (let row = 3; row > 1; row -= 1) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('menu', { name: 'Column minutes' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('th[aria-sort="descending"]').waitFor();
    expect(await kit.values('Logs!A1:C2')).toEqual([
      ['key', 'text', 'minutes'],
      ['2', 'teks 1', 500],
    ]);
  });

  it('leaves a cell as it was by Escape', async () => {
    await cell(3, 'B').dblclick();
    await page.keyboard.type('lain');
    await page.keyboard.press('Escape');
    await cell(3, 'B').getByText('teks 1', { exact: true }).waitFor();
    expect(await kit.values('Logs!B3')).toEqual([['teks 1']]);
  });

  it('inserts and deletes rows, and renames a heading', async () => {
    await page.getByRole('button', { name: 'Row 3', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Insert a row above' }).click();
    await page.locator('#count', { hasText: '251 rows' }).waitFor();
    expect(await kit.values('Logs!A2:A4')).toEqual([['1'], [], ['2']]);
    await page.getByRole('button', { name: 'Row 2', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete this row' }).click();
    await page.locator('#count', { hasText: '250 rows' }).waitFor();
    await choose('kind', 'Rename the heading');
    await page.keyboard.type('jenis');
    await page.keyboard.press('Enter');
    await page.locator('thead').getByRole('button', { name: 'jenis' }).waitFor();
    expect(await kit.values('Logs!D1')).toEqual([['jenis']]);
  });

  it('hides rows by a filter that the API does not see, and shows them again', async () => {
    await choose('kind', 'Filter values…');
    await page.getByRole('checkbox', { name: 'genap' }).uncheck();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Filtered by kind: 125 rows hidden').waitFor();
    expect(await page.locator('tbody tr').first().getByRole('rowheader').textContent()).toBe('3');
    expect(await kit.values('Logs!D2')).toEqual([['genap']]);
    await choose('kind', 'Take this column’s filter away');
    await cell(2, 'D').waitFor();
    expect(await page.locator('#notes').isHidden()).toBe(true);
  });

  it('shows what is protected, and what the service account may do', async () => {
    await choose('minutes', 'Protect this column from Oncek');
    await page.getByText('C:C is protected: Oncek cannot write').waitFor();
    expect(await page.locator('td.locked').count()).toBe(100);
    await expect(kit.batch([write(7, 1, [[1]], 2)])).rejects.toThrow('protected cell');
    await choose('minutes', 'Take the protection away');
    await page.locator('td.locked').first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Oncek may write' }).click();
    await page.getByRole('menuitem', { name: 'Oncek may only read' }).click();
    await page.getByRole('button', { name: 'Oncek may only read' }).waitFor();
    await expect(kit.batch([write(7, 1, [[1]], 2)])).rejects.toThrow('permission');
  });

  it.each(['light', 'dark'] as const)('fits 360 px and has no finding of axe, %s', async (colorScheme) => {
    await choose('minutes', 'Protect this column from Oncek');
    await page.getByText('C:C is protected').waitFor();
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await axeFindings(page)).toEqual([]);
    }
    await choose('kind', 'Filter values…');
    await page.getByRole('checkbox', { name: 'genap' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Help/ }).click();
    await page.getByRole('dialog', { name: 'Help' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Oncek may write' }).click();
    await page.getByRole('menu').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
