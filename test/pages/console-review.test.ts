import { OncekError } from '../../domain/errors';
import { findChromium } from '../support/tools';
import { waitFor } from '../support/wait';
import { aListed, GROUP, HOSTILE, KEYS, type ApiSetup } from '../unit/api/kit';
import { expectFits, openBrowser } from './console-kit';

const IDS = [42, 43, 44].map((message) => `${GROUP}-${message}`);
const LABELS = ['KENDALA LOGIN', 'USER AUTH FAILED', 'GANGGUAN UMUM', HOSTILE];
const me = { kind: 'api', id: '12345678', name: 'API 12345678' };

/** Tickets that wait for a person until one decides, as the desk knows them. */
function aQueue() {
  const waiting = new Set(IDS);
  const log: string[] = [];
  const state: { lock: { holder: typeof me; until: string } | null; refuses: boolean } = { lock: null, refuses: false };
  const idOf = ({ chatId, messageId }: { chatId: number; messageId: number }) => `${chatId}-${messageId}`;
  const desk: ApiSetup['desk'] = {
    status: (ref: { chatId: number; messageId: number }) => ({
      ...{
        ticketId: idOf(ref),
        ...ref,
        groupLabel: 'Demo',
        outcome: null,
        text: `masalah ${ref.messageId} ${HOSTILE}`,
      },
      phase: waiting.has(idOf(ref)) ? 'inReview' : 'done',
      ...{ receivedAt: '2026-11-30T02:00:00.000Z', dueAt: null, sla: null, label: 'KENDALA LOGIN', confidence: 0.41 },
      ...{
        source: 'lightgbm',
        reasons: null,
        reviewedBy: null,
        reviewLock: state.lock,
        appCode: null,
        solverName: null,
      },
      top: LABELS.slice(0, 3).map((label, at) => ({ label, confidence: 0.4 - at / 10 })),
      ...{
        solving: 'sudah direset',
        cardVersion: 1,
        mediaUrls: ['https://desk.example.com/media/a.b'],
        rowsPending: false,
      },
    }),
    review: (ref: { chatId: number; messageId: number }, { label }: { label: string }) => {
      if (state.refuses) throw new OncekError('ReviewLocked', 'Damas is reviewing it');
      log.push(`review ${ref.messageId} ${label}`);
      waiting.delete(idOf(ref));
      return { decided: 'now', label, status: label === LABELS[0] ? 'APPROVED' : 'CORRECTED', reviewer: me };
    },
    undoReview: (ref: { chatId: number; messageId: number }) => {
      log.push(`undo ${ref.messageId}`);
      waiting.add(idOf(ref));
      return { undone: { label: LABELS[0], status: 'APPROVED', reviewer: me } };
    },
    lockReview: (ref: { messageId: number }) => {
      log.push(`lock ${ref.messageId}`);
      return { taken: state.lock === null, holder: state.lock?.holder ?? me, until: '2026-11-30T02:30:00.000Z' };
    },
  };
  const list: NonNullable<ApiSetup['temporal']>['list'] = () => ({
    executions: [...waiting].map((id) =>
      aListed(`ticket-${id}`, {
        OncekPhase: 'inReview',
        OncekGroup: 'Demo',
        OncekSymptom: 'KENDALA LOGIN',
        OncekConfidence: 0.41,
      }),
    ),
    nextPageToken: Buffer.alloc(0),
  });
  const labels: ApiSetup['labels'] = { list: () => LABELS.map((label) => ({ label, added: null })) };
  return { setup: { desk, temporal: { list }, labels }, waiting, log, state };
}

(findChromium() ? describe : describe.skip)('console: the review queue [needs chromium]', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => browser.leave());

  test('a whole queue by the keyboard: pick, undo, move, another label by search, done', async () => {
    const { setup, log } = aQueue();
    const { page, go, errors } = await browser.visit(setup);
    await go('/console/review');
    await page.locator('.problem-text', { hasText: 'masalah 42' }).waitFor();
    await page.getByText('3 waiting').waitFor();
    await expectFits(page, 'review');

    await page.keyboard.press('2');
    await page.getByText('Saved: USER AUTH FAILED').waitFor();
    await page.locator('.problem-text', { hasText: 'masalah 43' }).waitFor();
    await page.keyboard.press('u');
    await page.getByText('the ticket waits again').waitFor();
    await page.locator('.problem-text', { hasText: 'masalah 42' }).waitFor();
    await page.keyboard.press('1');
    await page.locator('.problem-text', { hasText: 'masalah 43' }).waitFor();

    await page.keyboard.press('j');
    await page.locator('.problem-text', { hasText: 'masalah 44' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('.problem-text', { hasText: 'masalah 43' }).waitFor();

    await page.keyboard.press('l');
    await page.getByRole('dialog', { name: 'Another label' }).waitFor();
    await page.getByRole('option', { name: 'GANGGUAN UMUM' }).waitFor();
    await expectFits(page, 'picker');
    await page.keyboard.type('user zz');
    await page.getByText('No label fits.').waitFor();
    await page.getByRole('combobox').fill('umum gang');
    await page.keyboard.press('Enter');
    await page.getByText('Saved: GANGGUAN UMUM').waitFor();
    await page.locator('.problem-text', { hasText: 'masalah 44' }).waitFor();
    await page.keyboard.press('3');
    await page.getByText('Nothing waits for a review.').waitFor();
    expect(log).toEqual([
      'review 42 USER AUTH FAILED',
      'undo 42',
      'review 42 KENDALA LOGIN',
      'lock 43',
      'review 43 GANGGUAN UMUM',
      'review 44 GANGGUAN UMUM',
    ]);
    expect(errors).toEqual([]);
    await expectFits(page, 'review-empty');
  });

  test('? tells the keys; letters typed into a dialog decide nothing', async () => {
    const { setup, log } = aQueue();
    const { page, go } = await browser.visit(setup);
    await go('/console/review');
    await page.locator('.problem-text', { hasText: 'masalah 42' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Help' }).getByText('pick the 1st, 2nd, 3rd guess').waitFor();
    await expectFits(page, 'review-help');
    await page.keyboard.press('1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('123u');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(log).toEqual(['lock 42']);
  });

  test('a lock of somebody else is shown and respected; what others decide leaves the queue by itself', async () => {
    const { setup, log, state, waiting } = aQueue();
    state.lock = { holder: { ...me, name: 'Damas' }, until: '2026-11-30T02:30:00.000Z' };
    state.refuses = true;
    const { page, go } = await browser.visit(setup);
    await go('/console/review');
    await page.getByText('🔒 Damas until 09:30').waitFor();
    await page.keyboard.press('l');
    await page.getByText('Damas is reviewing this ticket.').waitFor();
    await page.keyboard.press('1');
    await page.getByText('Somebody else is reviewing this ticket.').waitFor();
    expect(await page.locator('.queue li').count()).toBe(3);
    expect(log.filter((line) => line.startsWith('review'))).toEqual([]);
    waiting.delete(IDS[0]!);
    await waitFor(async () => (await page.locator('.queue li').count()) === 2, { describe: 'it leaves' });
    await page.locator('.problem-text', { hasText: 'masalah 43' }).waitFor();
  });

  test('a reader sees the queue and decides nothing, by no key', async () => {
    const { setup, log } = aQueue();
    const { page, go } = await browser.visit(setup, { key: KEYS.read });
    await go('/console/review');
    await page.getByText('Only an admin key may decide.').waitFor();
    for (const key of ['1', '2', '3', 'l', 'u']) await page.keyboard.press(key);
    await page.keyboard.press('j');
    await page.locator('.problem-text', { hasText: 'masalah 43' }).waitFor();
    expect(log).toEqual([]);
    await expectFits(page);
  });
});
