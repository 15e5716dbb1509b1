import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { findChromium } from '../support/tools';
import { aListed, GROUP, grpcError, HOSTILE, startTestApi, stopApis } from '../unit/api/kit';

const AXE = require.resolve('axe-core/axe.min.js');
const VIEWS = [1280, 360].flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const));

(findChromium() ? describe : describe.skip)('console and API page [needs chromium]', () => {
  let browser: TestBrowser;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    page = browser.page;
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('dialog', (dialog) => errors.push(dialog.message()));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  });
  afterAll(() => browser.close());
  beforeEach(() => void errors.splice(0));
  afterEach(stopApis);

  const ledger = () => ({ pending: 2, parked: [], written: 5, batches: 1, oldestPendingSince: null });
  const rows = [
    aListed(`ticket-${GROUP}-42`, {
      OncekPhase: 'inReview',
      OncekGroup: HOSTILE,
      OncekSymptom: `${HOSTILE} ${'PANJANG '.repeat(20)}`,
      OncekConfidence: 0.41,
      OncekReceivedAt: '2031-03-03T02:00:00Z',
    }),
    aListed(`ticket-${GROUP}-41`, { OncekPhase: 'done', OncekGroup: 'Demo' }, 2),
  ];
  const list = () => ({ executions: rows, nextPageToken: Buffer.alloc(0) });

  async function findings(): Promise<unknown[]> {
    // The page's own policy forbids scripts, which this is: it comes in by the debugger.
    await page.evaluate(readFileSync(AXE, 'utf8'));
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run()',
    );
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  }

  async function show(url: string, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  }

  test.each(VIEWS)('the console fits %d px, %s: no finding of axe, no error, texts as text', async (width, scheme) => {
    const { url } = await startTestApi({ temporal: { list, ledger } });
    await show(url, width, scheme);
    await page.getByText('Ledger: pending 2, parked 0').waitFor();
    await page.getByText('This is the demo model.').waitFor();
    await page.getByRole('cell', { name: HOSTILE, exact: true }).waitFor();
    expect(await page.locator('script').count()).toBe(0);
    expect(await findings()).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('its style is let in by its own policy', async () => {
    const { url } = await startTestApi({ temporal: { list, ledger } });
    await show(url, 1280, 'light');
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
    expect(await page.evaluate('getComputedStyle(document.querySelector("header")).display')).toBe('flex');
  });

  test.each(VIEWS)('without Temporal it says so at %d px, %s', async (width, scheme) => {
    const down = () => Promise.reject(grpcError(14));
    const { url } = await startTestApi({ temporal: { list: down, ledger: down } });
    await show(url, width, scheme);
    await page.getByRole('alert').getByText('Temporal does not answer').waitFor();
    expect(await findings()).toEqual([]);
  });

  test.each(VIEWS)('the API page, reached from the console, fits %d px, %s', async (width, scheme) => {
    const { url } = await startTestApi({ temporal: { list, ledger } });
    await page.goto(url);
    await page.getByRole('link', { name: 'API' }).click();
    await page.getByRole('heading', { name: 'POST /api/predict/batch' }).waitFor();
    await show(`${url}/api/docs`, width, scheme);
    expect(await findings()).toEqual([]);
    expect(errors).toEqual([]);
  });
});
