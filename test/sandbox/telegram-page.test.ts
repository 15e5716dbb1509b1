import type { Page } from 'playwright-core';
import { startSandbox } from '../../sandbox/server';
import { axeFindings } from '../support/axe';
import { launchChromium, type TestBrowser } from '../support/chromium';
import { findChromium } from '../support/tools';
import { ADMIN, closeKits, COLLECTING, contents, startKit, TECHNICIAN, updatesOf, type Kit } from './telegram-kit';

(findChromium() ? describe : describe.skip)('chat page [needs chromium]', () => {
  let kit: Kit;
  let browser: TestBrowser;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    kit = await startKit();
    page = await browser.browser.newPage({ viewport: { width: 1280, height: 800 } });
    errors.length = 0;
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('dialog', (dialog) => errors.push(dialog.message()));
    await page.addInitScript("localStorage.getItem('oncek-language') ?? localStorage.setItem('oncek-language', 'en')");
  });
  afterEach(async () => {
    await page.close();
    await closeKits();
    expect(errors).toEqual([]);
  });
  const open = async (): Promise<void> => {
    await page.goto(`${kit.sandbox.url}/chat`);
    await page.locator('#messages li').first().waitFor();
  };
  const item = (text: string) => page.locator('li.message', { hasText: text });
  const become = (id: number) => page.getByLabel('You are').selectOption(String(id));
  const field = () => page.getByLabel('Message', { exact: true });
  const waitForMessages = async (count: number) =>
    page
      .locator('li.message')
      .nth(count - 1)
      .waitFor();

  it('shows what people and bots write as it comes, as text and never as markup', async () => {
    await open();
    await page.getByText('No messages yet.').waitFor();
    const hostile = '<img src=x onerror=alert(1)> <script>alert(2)</script>';
    const from = { ...TECHNICIAN, first_name: '<b>Andi</b>' };
    await kit.people('messages', { chatId: COLLECTING, from: { ...from, id: 9102 }, text: hostile });
    await item(hostile).locator('.name').getByText('<b>Andi</b>', { exact: true }).waitFor();
    const html = '<b>tebal &lt;i&gt;</b> <a href="https://a.id/">a</a> <a href="tg://user?id=1">b</a>';
    const sent = await kit.group.sendMessage(COLLECTING, html, { parse_mode: 'HTML' });
    await page.locator('b', { hasText: 'tebal <i>' }).waitFor();
    expect(await page.locator('#messages a[href="https://a.id/"]').getAttribute('rel')).toContain('noopener');
    expect(await page.locator('#messages img, #messages script, #messages a[href^="tg:"]').count()).toBe(0);
    await kit.group.editMessageText(COLLECTING, sent.message_id, undefined, 'diganti');
    await item('diganti').getByText('edited').waitFor();
    expect(await page.locator('li.message').count()).toBe(2);
  });

  it('replies, likes, forwards and edits by the tools of a message', async () => {
    const problem = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'tidak bisa login' });
    await open();
    await become(ADMIN.id);
    await item('tidak bisa login').hover();
    await page.getByRole('button', { name: `Like message ${problem.messageId}` }).click();
    await page.getByRole('img', { name: '👍 by Bagas' }).waitFor();
    await item('tidak bisa login').hover();
    await page.getByRole('button', { name: `Reply message ${problem.messageId}` }).click();
    await page.getByRole('button', { name: 'oncek', exact: true }).click();
    await field().press('Enter');
    await waitForMessages(2);
    await field().press('ArrowUp');
    await field().fill('sudah direset, MIT -bg');
    await page.getByRole('button', { name: 'Send' }).click();
    await item('sudah direset, MIT -bg').getByText('edited').waitFor();
    await item('tidak bisa login').first().hover();
    await page.getByRole('button', { name: `Forward message ${problem.messageId}` }).click();
    await page.locator('#forward').getByRole('button', { name: 'Demo kecil' }).click();
    await page.getByText('Forwarded from Andi').waitFor();
    const updates = contents(await updatesOf(kit.group));
    expect(updates.at(-1)).toMatchObject({ text: 'tidak bisa login', forward_origin: { sender_user: { id: 9101 } } });
    const replies = updates.filter(({ reply_to_message: target }) => target !== undefined);
    expect(replies.at(-1)).toMatchObject({ text: 'sudah direset, MIT -bg', from: { id: 9001 } });
  });

  it('sends an album of pictures that can be seen, as one', async () => {
    await open();
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: 'Sample album (3 photos)' }).click();
    await page.locator('#attachments li').nth(2).waitFor();
    await field().fill('tiga tangkapan layar');
    await field().press('Enter');
    await page.locator('.album.of3').waitFor();
    await page.waitForFunction("[...document.querySelectorAll('.album img')].every((one) => one.naturalWidth === 480)");
    const photos = contents(await updatesOf(kit.group));
    expect(photos.map(({ caption }) => caption)).toEqual(['tiga tangkapan layar', undefined, undefined]);
    expect(new Set(photos.map(({ media_group_id: album }) => album)).size).toBe(1);
  });

  it('presses a button in the private chat and shows the answer of the bot', async () => {
    const reply_markup = { inline_keyboard: [[{ text: 'Setuju', callback_data: 'ok' }]] };
    await kit.admin.sendMessage(ADMIN.id, 'perlu review', { reply_markup });
    await open();
    await become(ADMIN.id);
    await page.getByRole('button', { name: /^Oncek Admin/ }).click();
    await page.getByRole('button', { name: 'Setuju' }).click();
    await page.locator('.keyboard [aria-busy]').waitFor();
    const [press] = contents(await updatesOf(kit.admin, 0, 10));
    await kit.admin.answerCbQuery(String(press!['id']), 'Tercatat');
    await page.locator('#toasts').getByText('Tercatat').waitFor();
    expect(await page.locator('.keyboard [aria-busy]').count()).toBe(0);
  });

  it('begins the reply that a bot asks for, and does not ask again once that is dropped', async () => {
    await open();
    await become(ADMIN.id);
    await page.getByRole('button', { name: /^Oncek Admin/ }).click();
    const reply_markup = { force_reply: true as const, input_field_placeholder: 'nama label' };
    const question = await kit.admin.sendMessage(ADMIN.id, 'Kata apa?', { reply_markup });
    await page.getByText('Reply to Oncek Admin', { exact: true }).waitFor();
    expect(await field().getAttribute('placeholder')).toBe('nama label');
    await page.keyboard.type('password');
    await page.keyboard.press('Enter');
    await waitForMessages(2);
    const [answer] = contents(await updatesOf(kit.admin));
    expect(answer).toMatchObject({ text: 'password', reply_to_message: { message_id: question.message_id } });
    expect(await field().getAttribute('placeholder')).toBe('Write a message…');

    await kit.admin.sendMessage(ADMIN.id, 'Lagi?', { reply_markup });
    await page.getByText('Reply to Oncek Admin', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await kit.people('reactions', { chatId: ADMIN.id, messageId: 1, from: ADMIN });
    await page.getByRole('img', { name: '👍 by Bagas' }).waitFor();
    expect(await page.locator('#context').isHidden()).toBe(true);
    await expect(
      kit.admin.sendMessage(ADMIN.id, 'x', {
        reply_markup: { force_reply: true, input_field_placeholder: 'x'.repeat(65) },
      }),
    ).rejects.toThrow('INPUT_FIELD_PLACEHOLDER_INVALID');
  });

  it('offers the commands of the bot by the keyboard alone, and Start to whom it may not write yet', async () => {
    await kit.admin.setMyCommands([{ command: 'stats', description: 'angka' }], {
      scope: { type: 'all_private_chats' },
    });
    await open();
    await become(9002);
    await page.getByRole('button', { name: /^Oncek Admin/ }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await item('/start').waitFor();
    await page.keyboard.type('/st');
    await page.getByRole('option', { name: '/stats angka' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await field().inputValue()).toBe('/stats ');
    await page.keyboard.press('Enter');
    await waitForMessages(2);
    expect((await kit.admin.sendMessage(9002, 'halo')).text).toBe('halo');
  });

  it('moves from message to message, replies and changes chats by keys; says who may write', async () => {
    await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'pertama' });
    await kit.people('messages', { chatId: COLLECTING, from: { ...TECHNICIAN, id: 9102 }, text: 'kedua' });
    await open();
    await become(9002);
    await item('kedua').waitFor();
    await field().focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('r');
    await page.keyboard.type('oncek');
    await page.keyboard.press('Enter');
    await item('oncek')
      .getByRole('button', { name: /^In reply to Andi\s+pertama$/ })
      .waitFor();
    await become(9101);
    await field().focus();
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByText('Andi cannot write in this chat.').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Help' }).waitFor();
  });

  it('speaks Indonesian by a switch, and lets a new person write', async () => {
    await open();
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('Name').fill('Gita');
    await page.getByLabel('Name').press('Enter');
    await page.locator('#instead').getByText('Gita cannot write in this chat.').waitFor();
    await page.getByRole('button', { name: /Bahasa Indonesia/ }).click();
    await page.getByText('Belum ada pesan.').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('id');
  });

  it.each([
    ['id', 'Belum ada pesan.'],
    ['en', 'No messages yet.'],
  ] as const)('speaks the language of the settings, %s, until one is chosen', async (language, words) => {
    const sandbox = await startSandbox({ port: 0, pages: { language } });
    const other = await browser.browser.newPage({ locale: 'fr-FR' });
    try {
      await other.goto(`${sandbox.url}/chat`);
      await other.getByText(words).waitFor();
      expect(await other.locator('html').getAttribute('lang')).toBe(language);
    } finally {
      await other.close();
      await sandbox.close();
    }
  });

  it('keeps what is being written when the language is switched, once', async () => {
    await open();
    await become(9101);
    await field().fill('baru setengah ditulis');
    await page.getByRole('button', { name: /Bahasa Indonesia/ }).click();
    await page.getByText('Belum ada pesan.').waitFor();
    const message = page.getByRole('textbox', { name: 'Pesan' });
    expect(await message.inputValue()).toBe('baru setengah ditulis');
    await message.press('Enter');
    await item('baru setengah ditulis').waitFor();
    await page.reload();
    await item('baru setengah ditulis').waitFor();
    expect(await message.inputValue()).toBe('');
  });

  it.each(['light', 'dark'] as const)('has no finding of axe in its dialogs and menus, %s', async (colorScheme) => {
    const { messageId } = await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'tidak bisa' });
    await page.emulateMedia({ colorScheme });
    await open();
    const show: Readonly<Record<string, () => Promise<void>>> = {
      Help: () => page.getByRole('button', { name: /^Help/ }).click(),
      'New person': () => page.getByRole('button', { name: 'New person' }).click(),
      'Forward to': async () => {
        await item('tidak bisa').hover();
        await page.getByRole('button', { name: `Forward message ${messageId}` }).click();
      },
    };
    for (const [name, press] of Object.entries(show)) {
      await press();
      await page.getByRole('dialog', { name }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menu').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('fits 360 px and has no finding of axe, %s', async (colorScheme) => {
    await kit.people('messages', { chatId: COLLECTING, from: TECHNICIAN, text: 'x'.repeat(300) });
    await kit.people('messages', { chatId: COLLECTING, from: ADMIN, text: 'oncek', replyTo: 1 });
    const reply_markup = { inline_keyboard: [[{ text: 'Setuju', callback_data: 'ok' }]] };
    await kit.group.sendMessage(COLLECTING, '<b>a</b> /help <pre>x</pre>', { parse_mode: 'HTML', reply_markup });
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 640 });
      await open();
      await page.locator('li.message .keyboard').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Back to the chats' }).click();
    expect(await axeFindings(page)).toEqual([]);
  });
});
