import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

import { findChromium, isRoot } from './tools';

/** A headless browser with one empty page. */
export interface TestBrowser {
  readonly browser: Browser;
  readonly page: Page;
  close(): Promise<void>;
}

/** Chromium would else call home, update itself and ask questions while a page is under test. */
const QUIET = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Starts the system's Chromium, headless, with a window of 1280 x 800.
 *
 * Playwright ends it with the test's process. Ask {@link findChromium} first and skip by name where there is none.
 * @throws Error where no Chromium is found
 */
export async function launchChromium(): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: install the package "chromium", or set CHROMIUM_PATH');
  // Chromium's own sandbox refuses to run as root.
  const args = isRoot() ? [...QUIET, '--no-sandbox'] : QUIET;
  const browser = await chromium.launch({ executablePath, args, headless: true });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    return { browser, page, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
