import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { findChromium } from '../support/tools';
import { closeKits, COLLECTING, refusal, startKit, type Kit } from './telegram-kit';

(findChromium() ? describe : describe.skip)('the page of faults [needs chromium]', () => {
  let kit: Kit;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    kit = await startKit();
    page = await browser.browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript("localStorage.setItem('oncek-language', 'en')");
    await page.goto(`${kit.sandbox.url}/faults/page`);
    await page.getByText('Nothing yet. All is running well.').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await closeKits();
  });
  const line = (text: string) => page.locator('#live li', { hasText: text });

  it('switches a fault on with a count, shows its hits as they come, and clears', async () => {
    const card = page.locator('form.preset', { hasText: 'Too many messages' });
    await card.getByLabel('Times').fill('2');
    await card.getByRole('button', { name: 'Switch on' }).click();
    await line('Telegram sendMessage: answers 429').getByText('2 left').waitFor();
    const error = await refusal(kit.group.sendMessage(COLLECTING, 'halo'));
    expect([error.code, error.parameters?.retry_after]).toEqual([429, 5]);
    await line('1 hits').getByText('1 left').waitFor();
    await page.locator('nav .badge', { hasText: '1' }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('Nothing yet. All is running well.').waitFor();
    expect((await kit.group.sendMessage(COLLECTING, 'halo')).text).toBe('halo');
  });

  it('takes any fault the sandbox can do, says what is wrong with one, and switches one off', async () => {
    const own = page.locator('#own');
    await own.getByLabel('Service').selectOption('telegram');
    await own.getByLabel('Method').fill('getMe');
    await own.getByLabel('Kind').selectOption('delay');
    await own.getByRole('button', { name: 'Switch on' }).click();
    await page.locator('.toast.problem', { hasText: 'a delay needs delayMs' }).waitFor();
    await own.getByLabel('Delay (ms)').fill('5');
    await own.getByRole('button', { name: 'Switch on' }).click();
    await line('Telegram getMe: is 5 ms late').getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('Nothing yet. All is running well.').waitFor();
    await page.getByRole('radio', { name: 'nonsense' }).check();
    await page.reload();
    await page.getByRole('radio', { name: 'nonsense', checked: true }).waitFor();
  });

  it.each(['light', 'dark'] as const)('fits 360 px and has no finding of axe, %s', async (colorScheme) => {
    await kit.fault({ kind: 'status', status: 502, forMs: 60_000 });
    await line('answers 502').waitFor();
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.getByRole('button', { name: /^Help/ }).click();
    await page.getByRole('dialog', { name: 'Help' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
