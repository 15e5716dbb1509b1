import { findChromium } from '../support/tools';
import { waitFor } from '../support/wait';
import { aListed, grpcError, GROUP, HOSTILE, KEYS, type ApiSetup } from '../unit/api/kit';
import { expectFits, openBrowser } from './console-kit';

const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();
const ID = `${GROUP}-42`;

/** A visibility store whose rows the test sets; it narrows by what the query asks for. */
function aStore() {
  const rows = new Map<string, Record<string, unknown>>();
  const asked: string[] = [];
  const list: NonNullable<ApiSetup['temporal']>['list'] = ({ query, pageSize, nextPageToken }) => {
    asked.push(query);
    const wanted = [...query.matchAll(/(Oncek\w+) = '([^']*)'/g)];
    const from = nextPageToken && nextPageToken.length > 0 ? Number(Buffer.from(nextPageToken).toString()) : 0;
    const all = [...rows].filter(([, fields]) => wanted.every(([, name, value]) => fields[name!] === value));
    const next = from + pageSize < all.length ? Buffer.from(String(from + pageSize)) : Buffer.alloc(0);
    return {
      executions: all.slice(from, from + pageSize).map(([id, fields]) => aListed(`ticket-${id}`, fields)),
      nextPageToken: next,
    };
  };
  return { rows, asked, list };
}

const status = (fields: object = {}) => ({
  ...{ ticketId: ID, chatId: GROUP, messageId: 42, groupLabel: 'Demo', phase: 'open', outcome: null, text: HOSTILE },
  ...{ receivedAt: minutes(-2), dueAt: minutes(13), sla: null, label: null, confidence: null, source: null },
  ...{ reasons: null, top: [], reviewedBy: null, reviewLock: null, appCode: null, solverName: null, solving: null },
  ...{ cardVersion: 0, mediaUrls: ['https://desk.example.com/media/a.b'], rowsPending: true, ...fields },
});
const events = () => ({
  events: [
    { at: minutes(-2), kind: 'opened', who: 'Andi', detail: '' },
    { at: minutes(-1), kind: 'madeUpLater', who: null, detail: HOSTILE },
  ],
  sla: {
    ...{ clockStart: minutes(-2), firstResponse: null, dueAt: minutes(13), targetMin: 15, usedMin: 2 },
    segments: [{ from: minutes(-2), to: minutes(0), counts: true, reason: 'active', minutes: 2 }],
    unlisted: null,
  },
});

(findChromium() ? describe : describe.skip)('console: log-in and tickets [needs chromium]', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => browser.leave());

  test('a stranger is asked for a key, told when it is wrong, and comes to where they wanted; logging out ends it', async () => {
    const { list } = aStore();
    const { page, go, errors, url, context } = await browser.visit({ temporal: { list } }, { key: null });
    await go('/console/tickets?phase=open');
    expect(page.url()).toBe(`${url}/console/login?next=%2Fconsole%2Ftickets%3Fphase%3Dopen`);
    await expectFits(page, 'login');
    await page.keyboard.type('no such key');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This key is not known.').waitFor();
    await page.keyboard.type(KEYS.admin);
    await page.keyboard.press('Enter');
    await page.getByText('No ticket fits.').waitFor();
    expect(page.url()).toBe(`${url}/console/tickets?phase=open`);
    const cookies = await context.cookies();
    expect(cookies).toEqual([expect.objectContaining({ name: 'oncek_session', httpOnly: true, sameSite: 'Strict' })]);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Log out (admin)' }).click();
    await page.getByLabel('Key').waitFor();
    await go('/console/tickets');
    await page.getByLabel('Key').waitFor();
    expect(errors.filter((error) => !error.includes('401'))).toEqual([]);
  });

  test('the way back after a log-in leads to pages of ours only', async () => {
    const { page, go, url } = await browser.visit({ temporal: { list: aStore().list } }, { key: null });
    for (const next of ['//evil.example/', 'https://evil.example/', '/console/login?next=x', 'javascript:alert(1)']) {
      await go(`/console/login?next=${encodeURIComponent(next)}`);
      await page.getByLabel('Key').fill(KEYS.read);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByText('No ticket yet.').waitFor();
      expect(page.url()).toBe(`${url}/console/tickets`);
    }
  });

  test('tickets are listed as text, narrowed, counted down live, and followed as they change', async () => {
    const { rows, list } = aStore();
    rows.set(`${GROUP}-43`, { OncekPhase: 'done', OncekGroup: HOSTILE, OncekSymptom: HOSTILE, OncekSla: 'OK' });
    rows.set(ID, {
      OncekPhase: 'open',
      OncekGroup: 'Demo',
      OncekSla: 'running',
      OncekDueAt: minutes(13),
      OncekReceivedAt: minutes(-2),
    });
    const { page, go, errors } = await browser.visit({ temporal: { list } });
    await go('/console/tickets');
    const row = (id: string) => page.locator('li.ticket', { hasText: `#${id}` });
    await row('43').getByText(HOSTILE).first().waitFor();
    const left = row('42').locator('time.countdown');
    await left.getByText(/^12:5\d left$/).waitFor();
    const before = await left.textContent();
    await waitFor(async () => (await left.textContent()) !== before, { describe: 'a second later' });

    rows.set(ID, { ...rows.get(ID), OncekPhase: 'answered', OncekSla: 'OK' });
    await row('42').getByText('being checked').waitFor();
    await row('42').locator('time.countdown').waitFor({ state: 'detached' });
    rows.set(`${GROUP}-44`, { OncekPhase: 'open', OncekGroup: 'Demo', OncekReceivedAt: minutes(0) });
    await row('44').waitFor();
    await expectFits(page, 'tickets');

    await page.getByLabel('Phase').selectOption('answered');
    await row('43').waitFor({ state: 'detached' });
    expect(await page.locator('li.ticket').count()).toBe(1);
    rows.set(`${GROUP}-45`, { OncekPhase: 'open', OncekReceivedAt: minutes(1) });
    rows.set(ID, { ...rows.get(ID), OncekPhase: 'solved' });
    await page.getByText('No ticket fits.').waitFor();
    await page.reload();
    expect(await page.getByLabel('Phase').inputValue()).toBe('answered');
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await row('45').waitFor();
    expect(errors).toEqual([]);
  });

  test('the list goes on by pages; the focus goes to the first of the new ones', async () => {
    const { rows, list } = aStore();
    for (let n = 0; n < 70; n += 1) rows.set(`${GROUP}-${900 - n}`, { OncekPhase: 'done' });
    const { page, go } = await browser.visit({ temporal: { list } });
    await go('/console/tickets');
    await page.getByRole('button', { name: 'Show older ones' }).click();
    await page.locator('li.ticket').nth(69).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('#850');
    await page.getByRole('button', { name: 'Show older ones' }).waitFor({ state: 'hidden' });
  });

  test('without Temporal the page says so, and reads again when asked to', async () => {
    const store = aStore();
    let isDown = true;
    const list: typeof store.list = (request) => (isDown ? Promise.reject(grpcError(14)) : store.list(request));
    const { page, go } = await browser.visit({ temporal: { list } });
    await go('/console/tickets');
    await page.getByRole('alert').getByText('Temporal does not answer').waitFor();
    await expectFits(page);
    isDown = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No ticket yet.').waitFor();
  });

  test('one ticket: its text, story and minutes; a writer answers and cancels by the keyboard, the dialog gives the focus back', async () => {
    const { rows, list } = aStore();
    rows.set(ID, { OncekPhase: 'open' });
    let phase = 'open';
    const desk: ApiSetup['desk'] = { status: () => status({ phase }), events, edit: () => true, cancel: () => true };
    const { page, go, calls, errors } = await browser.visit({ temporal: { list }, desk }, { key: KEYS.write });
    await go(`/console/tickets/${ID}`);
    await page.locator('.problem-text').getByText(HOSTILE).waitFor();
    await page.getByText('madeUpLater').waitFor();
    await page.getByText('2 of 15 active minutes').waitFor();
    await page.locator('.facts time.countdown').getByText(/left$/).waitFor();
    await expectFits(page, 'ticket');

    await page.getByRole('button', { name: 'Answer' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Answer' }).waitFor();
    await expectFits(page, 'respond');
    await page.getByLabel('solution').check();
    await page.getByLabel('Text', { exact: true }).fill('sudah direset, silakan login ulang, MIT -bg');
    await page.getByLabel('Name of who answers').fill('Sari');
    await page.keyboard.press('Enter');
    await page.getByText('The answer was taken.').waitFor();
    const [, sent] = calls.find(({ method }) => method === 'edit')!.args as [unknown, { message: object }];
    expect(sent.message).toMatchObject({ text: 'sudah direset, silakan login ulang, MIT -bg', from: { name: 'Sari' } });

    await page.getByRole('button', { name: 'Cancel ticket' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Cancel ticket');
    expect(calls.some(({ method }) => method === 'cancel')).toBe(false);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel ticket' }).click();
    await page.getByText('The cancellation was taken.').waitFor();

    phase = 'closed';
    rows.set(ID, { OncekPhase: 'closed' });
    await page.locator('.facts').getByText('closed').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel ticket' }).count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a reader sees a ticket and can do nothing to it; an unknown one is said in words', async () => {
    const desk: ApiSetup['desk'] = {
      status: ({ messageId }: { messageId: number }) => (messageId === 42 ? status() : null),
      events,
    };
    const { page, go } = await browser.visit({ temporal: { list: aStore().list }, desk }, { key: KEYS.read });
    await go(`/console/tickets/${ID}`);
    await page.locator('.problem-text').waitFor();
    expect(await page.locator('.actions').count()).toBe(0);
    await go(`/console/tickets/${GROUP}-43`);
    await page.getByRole('alert').getByText('There is no open ticket of this number.').waitFor();
  });

  test('Indonesian unless the reader or the settings say otherwise; the choice is kept', async () => {
    const { page, go, context, url } = await browser.visit({ temporal: { list: aStore().list } }, { language: 'id' });
    await go('/console/tickets');
    await page.getByText('Belum ada tiket.').waitFor();
    await expectFits(page, 'tickets-id');
    await page.getByRole('button', { name: 'EN: English' }).click();
    await page.getByText('No ticket yet.').waitFor();
    await page.reload();
    await page.getByText('No ticket yet.').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await context.clearCookies();
    const [shell, english] = await Promise.all([
      fetch(`${url}/console/login`).then((answer) => answer.text()),
      browser
        .visit({ env: { LANGUAGE: 'en' } }, { key: null })
        .then((other) => fetch(`${other.url}/console/login`).then((answer) => answer.text())),
    ]);
    expect(shell).toContain('<html lang="id" data-preset="id">');
    expect(english).toContain('<html lang="en" data-preset="en">');
  });

  test('the first view costs at most 200 kB, and every file of it is ours', async () => {
    const { page, go, context, url } = await browser.visit({ temporal: { list: aStore().list } });
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await go('/console/tickets');
    await page.getByText('No ticket yet.').waitFor();
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(200_000);
    expect(asked.filter((one) => !one.startsWith(url))).toEqual([]);
    process.stdout.write(`first view: ${bytes} bytes in ${asked.length} requests\n`);
  });
});
