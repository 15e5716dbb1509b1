import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { peopleOf } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { findChromium } from '../support/tools';
import { waitFor } from '../support/wait';

/** One word the model has seen, no more: far from sure. */
const VAGUE = 'mohon dibantu segera';
const TECHNICIAN = '9101';
const OPS = '9002';
const ADMIN = '9001';
/** The same person as ops. */
const OTHER_ADMIN = OPS;
/** For what goes through workflows, bots and the sheet, ms. */
const PATIENCE = 40_000;

(findChromium() ? describe : describe.skip)('the life of a ticket in the pages of the sandbox [needs chromium]', () => {
  let installation: Installation;
  let product: RunningProduct;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    installation = await install({ SLA_BREAKS: '03:00-03:01', SHEET_SYNC_SECONDS: '10', ADMIN_USER_IDS: '9001,9002' });
    product = await startProduct(installation);
    // Gemini's nonsense leaves a vague text to a person.
    await peopleOf(installation.sandbox).gemini({ mode: 'nonsense' });
    browser = await launchChromium();
    page = browser.page;
    page.setDefaultTimeout(PATIENCE);
    await page.addInitScript("localStorage.setItem('oncek-language', 'en')");
  }, 150_000);
  afterAll(async () => {
    await browser?.close();
    await product?.kill();
    await installation?.remove();
  });

  const item = (text: string) => page.locator('li.message', { hasText: text });
  const become = (id: string) => page.getByLabel('You are').selectOption(id);
  const open = (chat: string) =>
    page.locator('#chats button', { has: page.locator('.chat-name', { hasText: new RegExp(`^${chat}$`) }) }).click();
  const write = async (text: string): Promise<void> => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
  };
  const reply = async (to: string, text: string): Promise<void> => {
    await item(to).first().hover();
    await item(to)
      .first()
      .getByRole('button', { name: /^Reply/ })
      .click();
    await write(text);
  };

  it('goes by clicks from the problem over oncek, solution and review to the row, which people edit and sort', async () => {
    await page.goto(installation.api);
    await page.getByLabel('Key').fill('demo-admin');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('No ticket yet.').waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Chat (sandbox)' }).click();
    await become(TECHNICIAN);
    await open('Demo');
    await page.getByRole('button', { name: VAGUE }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await item(VAGUE).waitFor();
    await become(OPS);
    await reply(VAGUE, 'oncek');
    await reply(VAGUE, '✓, MIS -dm');

    // The notice is in the reporting group; its link leads back to the message.
    await become(ADMIN);
    await open('Demo laporan');
    await item('Solusi dicatat').getByRole('link', { name: 'lihat pesan' }).click();
    await page.locator('li.message.shown').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await open('Oncek Admin');
    const card = item(VAGUE).filter({ has: page.locator('.keyboard') });
    await card.waitFor();
    const button = card.locator('.keyboard > div').nth(1).getByRole('button').first();
    const label = (await button.textContent()) ?? '';
    await button.click();
    await item('Dikoreksi').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'Spreadsheet' }).click();
    await page.getByRole('tab', { name: /ML_Tracking/ }).click();
    await page.getByRole('gridcell', { name: 'CORRECTED' }).waitFor();
    expect(await page.locator('td[data-row="2"][data-column="D"]').textContent()).toBe(label);
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('td[data-row="2"][data-column="D"]').dblclick();
    await page.keyboard.type('KENDALA LOGIN');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: /Logs/ }).click();
    await page.getByRole('gridcell', { name: 'KENDALA LOGIN' }).waitFor();
  }, 120_000);

  it('by the keyboard alone: a second problem, answered, makes a second row, and the rows are sorted', async () => {
    await page.goto(`${installation.sandbox}/chat`);
    await become(TECHNICIAN);
    await open('Demo');
    await page.locator('#text:focus').waitFor();
    await page.keyboard.type('tidak bisa login mytech, muncul user auth locked');
    await page.keyboard.press('Enter');
    await item('user auth locked').waitFor();
    await become(OPS);
    await item('user auth locked').waitFor();
    await page.getByLabel('Message', { exact: true }).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await page.keyboard.press('r');
    await page.keyboard.type('sudah direset, silakan login ulang, MIT -dm');
    await page.keyboard.press('Enter');
    await item('silakan login ulang').waitFor();

    await page.goto(`${installation.sandbox}/sheets?worksheet=Logs`);
    await page.locator('tbody tr').nth(1).waitFor();
    await page.locator('td[data-row="2"][data-column="B"]').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter', 'ArrowDown', 'Enter'])
      await page.keyboard.press(key);
    await page.locator('th[aria-sort="descending"]').waitFor();
    await page.locator('td[data-row="2"][data-column="G"]', { hasText: 'user auth locked' }).waitFor();
  }, 120_000);

  it('recovers from a cut line to Google, switched on in the panel: one row, one hit', async () => {
    await page.goto(`${installation.sandbox}/faults/page`);
    await page.getByRole('button', { name: 'Switch on: Google’s line is cut' }).click();
    await page.locator('#live li', { hasText: 'Google Sheets batchUpdate' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Chat' }).click();
    await become(TECHNICIAN);
    await write('lupa password mystaff, mohon direset');
    await item('lupa password mystaff').waitFor();
    await become(OPS);
    await reply('lupa password mystaff', 'password baru dikirim, MIS -dm');
    await page.getByRole('link', { name: 'Faults' }).click();
    await page.locator('#live li', { hasText: '1 hits' }).waitFor();
    await page.goto(`${installation.sandbox}/sheets?worksheet=Logs`);
    await page.getByRole('searchbox').fill('lupa password mystaff');
    await page.locator('#count', { hasText: ', 1 found' }).waitFor();
    await page.getByRole('searchbox').fill('');
    const texts = page.locator('td[data-column="G"]');
    const firstText = await texts.first().textContent();
    await page.locator('thead').getByRole('button', { name: 'tech_raw_text' }).click();
    await page.getByRole('menuitem', { name: 'Sort Z → A' }).click();
    await page.locator('th[aria-sort="descending"]').waitFor();
    await texts.first().filter({ hasText: 'tidak bisa login mytech' }).waitFor();
    expect(firstText).not.toContain('tidak bisa login mytech');
  }, 120_000);

  it('in the console: a review by one key and its undo, the story, search, reasons, reports and settings', async () => {
    await page.goto(`${installation.sandbox}/chat`);
    await become(TECHNICIAN);
    await open('Demo');
    await write(`${VAGUE} konsol`);
    await item(`${VAGUE} konsol`).waitFor();
    await become(OPS);
    await reply(`${VAGUE} konsol`, '✓, MIS -dm');
    await page.goto(`${installation.api}/console/review`);
    const asked = page.getByLabel('Key');
    const text = page.locator('.problem-text', { hasText: `${VAGUE} konsol` });
    await asked.or(text).first().waitFor();
    if (await asked.isVisible()) {
      await asked.fill('demo-admin');
      await page.keyboard.press('Enter');
    }
    await text.waitFor();
    await page.keyboard.press('1');
    await page.getByText('Press u to undo').waitFor();
    await page.keyboard.press('u');
    await page.getByText('the ticket waits again').waitFor();
    // A key says nothing while the ticket is still being read.
    await waitFor(
      async () => {
        await page.keyboard.press('1');
        return page.getByText('Nothing waits for a review.').isVisible();
      },
      { describe: 'the queue is empty', timeoutMs: PATIENCE, intervalMs: 500 },
    );

    await page.goto(`${installation.api}/console/tickets`);
    await page.locator('li.ticket a').first().click();
    await page.getByText('Problem came in').waitFor();
    await page.getByText(/of 15 active minutes/).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.goto(`${installation.api}/console/model`);
    await page.getByLabel('Problem').fill('lupa password mystaff, mohon direset');
    await page.getByRole('button', { name: 'Explain' }).click();
    for (const list of ['When a word is left out (log-odds)', 'Linear weights']) {
      await page.getByRole('list', { name: list }).getByRole('listitem').first().waitFor();
    }
    expect(await axeFindings(page)).toEqual([]);

    // What people see of the sheet is at most a sync behind.
    await page.goto(`${installation.api}/console/tickets`);
    await waitFor(
      async () => {
        await page.getByRole('searchbox', { name: 'Find a ticket' }).fill('konsol segera');
        await page.keyboard.press('Enter');
        await page
          .locator('.found a, .state-block b', { hasText: /#|No recorded/ })
          .first()
          .waitFor();
        return (await page.locator('.found a').count()) > 0;
      },
      { describe: 'the ticket is found by its words', timeoutMs: PATIENCE },
    );
    await page.goto(`${installation.api}/console/reports`);
    await page.getByText(/\d+ met, \d+ late/).waitFor();
    const widths = () =>
      page
        .locator('.pictures img')
        .evaluateAll((images) => images.map((one) => (one as { naturalWidth?: number }).naturalWidth));
    await waitFor(async () => (await widths()).every((width) => (width ?? 0) > 300) && (await widths()).length > 2, {
      describe: 'the pictures are drawn',
      timeoutMs: PATIENCE,
    });
    await page.goto(`${installation.api}/console/system`);
    await page.getByRole('row', { name: /SESSION_SECRET/ }).waitFor();
    await page.getByText('Waiting to be written').waitFor();
  }, 120_000);

  it('shows the lock of one admin to the other, finds a label by search, and undoes the decision', async () => {
    await page.goto(`${installation.sandbox}/chat`);
    await become(OTHER_ADMIN);
    await open('Oncek Admin');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await item('/start').waitFor();
    await become(TECHNICIAN);
    await open('Demo');
    await write(`${VAGUE} ya`);
    await item(`${VAGUE} ya`).waitFor();
    await become(OPS);
    await reply(`${VAGUE} ya`, '✓, MIS -dm');

    const card = item(`${VAGUE} ya`).filter({ has: page.locator('.keyboard') });
    const keys = (name: string) => page.locator('#messages .keyboard').getByRole('button', { name });
    const button = (name: string) => card.getByRole('button', { name });
    await become(ADMIN);
    await open('Oncek Admin');
    await button('Saya kerjakan').click();
    await become(OTHER_ADMIN);
    await open('Oncek Admin');
    await card.filter({ hasText: '🔒 Sedang direview oleh' }).waitFor();
    await card.locator('.keyboard button').first().click();
    await page.locator('#toasts', { hasText: 'Sedang direview oleh' }).waitFor();

    await become(ADMIN);
    await open('Oncek Admin');
    await button('lainnya…').click();
    await keys('Cari').last().click();
    await page.getByText('Reply to Oncek Admin', { exact: true }).waitFor();
    await write('password');
    await keys('KENDALA LUPA PASSWORD').last().click();
    await item('KENDALA LUPA PASSWORD')
      .filter({ hasText: /Dikoreksi|Disetujui/ })
      .last()
      .waitFor();
    await become(OTHER_ADMIN);
    await open('Oncek Admin');
    const decided = item(`${VAGUE} ya`).filter({ hasText: 'KENDALA LUPA PASSWORD' });
    await decided.getByRole('button', { name: 'Urungkan' }).click();
    await card.filter({ hasText: 'Pilih label yang benar' }).last().waitFor();
  }, 120_000);
});
