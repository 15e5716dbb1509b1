import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { type ApiSetup, KEYS, startTestApi, stopApis } from '../unit/api/kit';

const AXE = require.resolve('axe-core/axe.min.js');

/** Each width in each theme. */
export const VIEWS = [1280, 360].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

/** A browser for the pages of the console, and what went wrong in them. */
export async function openBrowser() {
  const chromium: TestBrowser = await launchChromium();
  const contexts: BrowserContext[] = [];

  /** An API over fakes, and somebody who looks at its console; `key` logs in. */
  async function visit(setup: ApiSetup, options: { key?: string | null; language?: 'id' | 'en' } = {}) {
    const { key = KEYS.admin, language = 'en' } = options;
    const api = await startTestApi({ labels: { list: () => [] }, ...setup });
    // A note that is still fading in has no contrast yet.
    const context = await chromium.browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    contexts.push(context);
    await context.addInitScript(
      `localStorage.getItem('oncek-language') ?? localStorage.setItem('oncek-language', '${language}')`,
    );
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('dialog', (dialog) => errors.push(dialog.message()));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    if (key !== null) {
      const login = await context.request.post(`${api.url}/console/login`, { data: { key } });
      if (!login.ok()) throw new Error(`the log-in was refused: ${login.status()}`);
    }
    return { ...api, context, page, errors, go: (path: string) => page.goto(`${api.url}${path}`) };
  }

  return {
    visit,
    /** For `afterEach`. */
    async leave() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      await stopApis();
    },
    close: () => chromium.close(),
  };
}

/** What axe finds; the page's own policy forbids scripts from elsewhere, so it comes in by the debugger. */
export async function findings(page: Page): Promise<unknown[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

/** Asserts that the page, as it stands, fits every width in every theme and that axe finds nothing in it. */
export async function expectFits(page: Page, picture?: string): Promise<void> {
  for (const { width, scheme } of VIEWS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
    const found = await findings(page);
    if (process.env.PICTURES !== undefined && picture !== undefined) {
      await page.screenshot({ path: `${process.env.PICTURES}/${picture}-${width}-${scheme}.png`, fullPage: true });
    }
    expect({ width, scheme, wide, found }).toEqual({ width, scheme, wide: width, found: [] });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
