import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { findChromium } from '../support/tools';
import { ADMIN, closeKits, COLLECTING, contents, startKit, TECHNICIAN, updatesOf, type Kit } from './telegram-kit';

const AXE = require.resolve('axe-core/axe.min.js');

(findChromium() ? describe : describe.skip)('chat page [needs chromium]', () => {
  let kit: Kit;
  let browser: TestBrowser;
  let page: Page;
  const errors: string[] = [];
  beforeEach(async () => {
    kit = await startKit();
    browser = await launchChromium();
    page = browser.page;
    errors.length = 0;
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('dialog', (dialog) => errors.push(dialog.message()));
  });
  afterEach(async () => {
    await browser.close();
    await closeKits();
    expect(errors).toEqual([]);
  });
  const open = async (): Promise<void> => {
    await page.goto(`${kit.sandbox.url}/chat`);
  };
  const bubble = (text: string) => page.locator('#messages li', { hasText: text });

  it('shows what people and bots write as it comes, as text and never as markup', async () => {
    await open();
    await page.getByText('No messages yet.').waitFor();
    const hostile = '<img src=x onerror=alert(1)> <script>alert(2)</script>';
    await kit.people('messages', {
      chatId: COLLECTING,
      from: { ...TECHNICIAN, first_name: '<b>Andi</b>' },
      text: hostile,
    });
    await bubble(hostile).getByText('<b>Andi</b>', { exact: true }).waitFor();
    await kit.group.sendMessage(COLLECTING, '<b>tebal &lt;i&gt;</b> <a href="https://a.id/">a</a>', {
      parse_mode: 'HTML',
    });
    await page.locator('b', { hasText: 'tebal <i>' }).waitFor();
    expect(await page.locator('#messages a[href="https://a.id/"]').getAttribute('rel')).toContain('noopener');
    expect(await page.locator('#messages img, #messages script').count()).toBe(0);
  });

  it('replies to a clicked message, edits an own one, and sends with Enter', async () => {
    const problem = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'tidak bisa login' });
    await open();
    await page.getByLabel('You are').selectOption(String(ADMIN.id));
    await bubble('tidak bisa login').getByText('tidak bisa login').click();
    await page.getByLabel('Message', { exact: true }).fill('oncek');
    await page.keyboard.press('Enter');
    await bubble('oncek').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Message', { exact: true }).fill('sudah direset, MIT -bg');
    await page.getByRole('button', { name: 'Send' }).click();
    await bubble('sudah direset, MIT -bg').getByText('edited').waitFor();
    const [, reply, edit] = await updatesOf(kit.group);
    expect(reply).toMatchObject({ message: { text: 'oncek', reply_to_message: { message_id: problem.messageId } } });
    expect(edit).toMatchObject({ edited_message: { text: 'sudah direset, MIT -bg', from: { id: 9001 } } });
  });

  it('presses a button in the private chat and shows the answer of the bot', async () => {
    const reply_markup = { inline_keyboard: [[{ text: 'Setuju', callback_data: 'ok' }]] };
    await kit.admin.sendMessage(ADMIN.id, 'perlu review', { reply_markup });
    await open();
    await page.getByLabel('You are').selectOption(String(ADMIN.id));
    await page.getByRole('button', { name: /^Oncek Admin/ }).click();
    await page.getByRole('button', { name: 'Setuju' }).click();
    const [press] = contents(await updatesOf(kit.admin, 0, 10));
    await kit.admin.answerCbQuery(String(press!['id']), 'Tercatat');
    await page.getByText('Tercatat').waitFor();
  });

  it('offers Start to whom the bot may not write yet', async () => {
    await open();
    await page.getByLabel('You are').selectOption('9002');
    await page.getByRole('button', { name: /^Oncek Admin/ }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await bubble('/start').waitFor();
    expect((await kit.admin.sendMessage(9002, 'halo')).text).toBe('halo');
  });

  it.each(['light', 'dark'] as const)('fits 360 px and has no finding of axe, %s', async (colorScheme) => {
    await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'x'.repeat(300) });
    await kit.people('messages', { chatId: COLLECTING, from: ADMIN, text: 'oncek', replyTo: 1 });
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 640 });
    await open();
    await bubble('oncek').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.evaluate(readFileSync(AXE, 'utf8'));
    const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
