import { findChromium } from '../support/tools';
import { waitFor } from '../support/wait';
import { anApprovalCard } from '../support/training-makers';
import { aModel, HOSTILE, KEYS, type ApiSetup } from '../unit/api/kit';
import { expectFits, openBrowser } from './console-kit';

const list = () => ({ executions: [], nextPageToken: Buffer.alloc(0) });
/** A picture of one white point. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4////fwAJ+wP9KobjigAAAABJRU5ErkJggg==',
  'base64',
);
const BIN = { from: 0.9, to: 1, rows: 10, confidence: 0.95, accuracy: 0.9 };
const figures = {
  accuracy: 0.91,
  macroF1: 0.88,
  weightedF1: 0.9,
  ece: 0.02,
  coverageAt95: 0.8,
  autoShare: 0.7,
  autoPrecision: 0.97,
};

/** Everything that the pages ask for, with texts that would run if they were not text. */
function aWorld() {
  const state = { running: false, candidate: true, decided: null as string | null, production: 'v1', retried: 0 };
  const log: unknown[][] = [];
  const keep = <T>(name: string, args: unknown, answer: T): Promise<T> => {
    log.push([name, args]);
    return Promise.resolve(answer);
  };
  const base = aModel();
  const classifier = {
    ...base.classifier,
    explain: () => ({
      ...{
        label: 'KENDALA LOGIN',
        confidence: 0.8,
        words: [
          { word: HOSTILE, influence: 1.5 },
          { word: 'reset', influence: -0.7 },
        ],
      },
      terms: [{ term: ' logi', analyzer: 'char_wb', contribution: 0.4 }],
      trees: [{ term: 'login', analyzer: 'word', contribution: 0.2 }],
    }),
    predict: () => ({
      label: 'KENDALA LOGIN',
      confidence: 0.8,
      top: [{ label: 'KENDALA LOGIN', confidence: 0.8 }],
      cut: false,
    }),
  };
  const perLabel = base.classifier.labels.map((label) => ({
    label,
    rows: 20,
    precision: 0.9,
    recall: 0.8,
    f1: 0.85,
    support: 20,
  }));
  const model = () =>
    ({
      ...base,
      version: state.production,
      classifier,
      manifest: { ...base.manifest, figures, perLabel },
    }) as unknown as typeof base;
  const progress = () => ({
    ...{
      runId: 'run-1',
      requestKey: 'x',
      startedAt: new Date(Date.now() - 36 * 60_000).toISOString(),
      phase: state.running ? 'trials' : 'over',
    },
    ...{ phaseStartedAt: '2026-11-30T02:01:00.000Z', data: { rows: 120, labels: 2 }, features: 900 },
    trials: { wanted: 10, finished: 4, pruned: 1, failed: 1, best: 0.71 },
    outcome: state.running
      ? null
      : {
          kind: 'candidate',
          version: 'v2',
          candidate: { accuracy: 0.8, macroF1: 0.7, weightedF1: 0.8 },
          production: null,
        },
  });
  const version = (name: string) => ({
    ...{
      version: name,
      description: HOSTILE,
      figures: { f1_macro: 0.7 },
      params: {},
      tags: {},
      createdAt: '2026-11-29T02:00:00.000Z',
    },
    ...{
      isProduction: name === state.production,
      isCandidate: name === 'v2' && state.candidate,
      runId: null,
      refusal: null,
    },
  });
  const card = anApprovalCard({
    newLabels: [HOSTILE],
    warnings: [{ kind: 'notProven' }, { kind: 'classesWorse', labels: [HOSTILE] }, { kind: 'drift', psi: 0.3 }],
  });
  const artifacts = new Map<string, Buffer>([
    ...['calibration', 'confusion_matrix'].map((name) => [`analysis/${name}.png`, PNG] as const),
    ['analysis/calibration.json', Buffer.from(JSON.stringify([{ name: 'candidate', bins: [BIN] }]))],
    ['analysis/top_confusion_pairs.csv', Buffer.from(`expected,predicted,rows\nA,B,3\n`)],
  ]);
  const counted = [{ name: HOSTILE, count: 4, share: 1 }];
  const ticketFigures = {
    ...{ total: 4, apps: counted, response: { meanMin: 3, minMin: 1, maxMin: 9, count: 4 }, met: 3, late: 1 },
    ...{ solvers: counted, symptoms: counted, otherSymptoms: 0 },
  };
  const days = [{ day: '2026-11-02', met: 3, late: 1, p50Min: 2, p90Min: 9 }];
  const labels = [
    { label: 'KENDALA LOGIN', added: null },
    { label: HOSTILE, added: { by: { kind: 'api', id: 'x', name: 'Sari' }, at: '2026-11-30T02:00:00.000Z' } },
  ];
  const setup = {
    temporal: {
      list,
      ledger: () => ({
        ...{
          pending: 2,
          spilled: 0,
          blocked: 'denied',
          parked: [{ worksheet: 'Logs', key: '42', reason: HOSTILE }],
          parkedMore: 0,
        },
        ...{ written: 5, batches: 1, oldestPendingSince: null },
      }),
      retry: () => void (state.retried += 1),
    },
    models: { current: model, reload: () => keep('reload', null, { oldVersion: 'v1', newVersion: state.production }) },
    registry: {
      list: () => Promise.resolve([version('v2'), version('v1')]),
      load: () => Promise.reject(new Error('no file')),
      artifactNames: () => Promise.resolve([...artifacts.keys()]),
      artifact: (_: string, path: string) => Promise.resolve(artifacts.get(path) ?? null),
    },
    retrain: {
      start: (request: unknown) => {
        state.running = true;
        return keep('start', request, { outcome: 'started', runId: 'run-1' });
      },
      run: () => Promise.resolve({ runId: 'run-1', isRunning: state.running }),
      progress: () => Promise.resolve(progress()),
      step: () => Promise.resolve(0.5),
      cancel: (runId: string) => {
        state.running = false;
        return keep('cancel', runId, true);
      },
      approval: () =>
        Promise.resolve({
          ...{
            version: 'v2',
            runId: 'run-1',
            since: '2026-11-29T02:00:00.000Z',
            expiresAt: '2026-12-06T02:00:00.000Z',
          },
          decision: state.decided && {
            kind: state.decided,
            by: { kind: 'api', id: 'x', name: 'Sari' },
            reason: null,
            at: '2026-11-30T02:00:00.000Z',
            newer: null,
          },
          ...{ promotion: null, marked: null, card },
        }),
      decide: (name: string, kind: string, request: unknown) => {
        state.decided = kind === 'approve' ? 'approved' : 'rejected';
        const decision = { kind: state.decided, by: null, reason: null, at: '2026-11-30T02:00:00.000Z', newer: null };
        return keep('decide', [name, kind, request], { decided: 'now', decision, promotion: null });
      },
    },
    trainingRuns: () =>
      Promise.resolve([
        { runId: 'run-0', fingerprint: 'f'.repeat(64), takenAt: '2026-11-28T02:00:00.000Z', labels: { A: 3 } },
      ]),
    labels: {
      list: () => labels,
      add: (label: string) => {
        log.push(['add', label]);
        return { label, outcome: 'added' };
      },
    },
    reports: {
      ticketReport: () => Promise.resolve({ figures: ticketFigures, days }),
      tickets: () => Promise.resolve(ticketFigures),
      ticketDays: () => Promise.resolve(days),
      predictionDays: () => Promise.resolve([]),
      logsRows: () => Promise.resolve([['42', 'teks']]),
    },
    charts: { png: () => Promise.resolve(PNG) },
  };
  return { setup: setup as unknown as ApiSetup, state, log };
}

(findChromium() ? describe : describe.skip)('console: training, model, reports, system [needs chromium]', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => browser.leave());

  test.each(['id', 'en'] as const)('every page fits and axe finds nothing in it, %s', async (language) => {
    const { setup } = aWorld();
    const { page, go, errors } = await browser.visit(setup, { language });
    for (const [name, card] of [
      ['training', language === 'en' ? 'Candidate v2' : 'Kandidat v2'],
      ['model', language === 'en' ? 'Evaluation of this version' : 'Evaluasi versi ini'],
      ['reports', language === 'en' ? 'By day' : 'Per hari'],
      ['system', language === 'en' ? 'Settings' : 'Pengaturan'],
    ] as const) {
      await go(`/console/${name}`);
      await page.getByRole('heading', { name: card, exact: true }).waitFor();
      await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => undefined);
      await expectFits(page, `${name}-${language}`);
    }
    // The picture of automation has nothing to draw, which the browser tells; nothing else went wrong.
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
  });

  test('a training is started with its options, followed as it goes on, and stopped', async () => {
    const { setup, state, log } = aWorld();
    const { page, go } = await browser.visit(setup);
    await go('/console/training');
    await page.getByRole('button', { name: 'Train a new model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Search for better options first').check();
    await dialog.getByLabel('Trials').fill('7');
    await expectFits(page, 'training-start');
    await page.keyboard.press('Enter');
    await page.getByText('The training has begun.').waitFor();
    expect(log[0]).toEqual(['start', expect.objectContaining({ trials: 7, force: false })]);
    // The pruned one and the failed one are among the 4 that are finished.
    await page.getByText('4 of 10').waitFor();
    expect(await page.getByRole('progressbar', { name: 'Trials' }).getAttribute('value')).toBe('4');
    // (2 + (4 + 0.5) x 12) of 220 after 36 minutes.
    await page.getByText('25%').waitFor();
    await page.getByText('about 105 min').waitFor();
    await page.locator('.steps [aria-current]', { hasText: 'Search options' }).waitFor();
    expect(await page.getByRole('button', { name: 'Train a new model' }).isDisabled()).toBe(true);
    await expectFits(page, 'training-running');
    await page.getByRole('button', { name: 'Stop the training' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the training' }).click();
    await waitFor(() => !state.running, { describe: 'it is stopped' });
    await page.getByText('completed').waitFor();
  });

  test('a retraining that somebody else started shows by itself', async () => {
    const { setup, state } = aWorld();
    const { page, go } = await browser.visit(setup);
    await go('/console/training');
    await page.getByText('completed').waitFor();
    state.running = true;
    await page.locator('.steps [aria-current]').waitFor();
  });

  test('a candidate is compared with Production and rejected with a reason', async () => {
    const { setup, log } = aWorld();
    const { page, go } = await browser.visit(setup);
    await go('/console/training');
    const card = page.getByRole('region', { name: 'Candidate v2' });
    await card.getByText('+0.050').first().waitFor();
    await card.getByText(`F1 fell for: ${HOSTILE}`).waitFor();
    await card.getByRole('button', { name: 'Reject' }).click();
    await page.getByLabel('Reason').fill('too few rows');
    await expectFits(page, 'reject');
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Rejected.').waitFor();
    expect(log.at(-1)).toEqual(['decide', ['v2', 'reject', expect.objectContaining({ reason: 'too few rows' })]]);
    await card.getByText('rejected').waitFor();
    expect(await card.getByRole('button').count()).toBe(0);
  });

  test('a reader sees trainings and models and is offered no decision', async () => {
    const { setup } = aWorld();
    const { page, go } = await browser.visit(setup, { key: KEYS.read });
    await go('/console/training');
    await page.getByText('Only an admin key may decide.').waitFor();
    await go('/console/model');
    await page.getByRole('heading', { name: 'Versions' }).waitFor();
    await go('/console/system');
    await page.getByRole('heading', { name: 'Labels', exact: true }).waitFor();
    const offered = await page.getByRole('button', { name: /Approve|Promote|Add|Remove|Try again|Train/ }).count();
    expect([offered, await page.getByRole('heading', { name: 'Settings' }).count()]).toEqual([0, 0]);
  });

  test('the model page explains a text, shows pictures and tables, and refuses what cannot serve', async () => {
    const { setup } = aWorld();
    const { page, go } = await browser.visit(setup);
    await go('/console/model');
    await page.getByText('This is the demo model').waitFor();
    await page.getByAltText('Reliability diagram: how often right beside how sure').waitFor();
    await page.getByAltText('Confusion matrix: expected down, predicted across').waitFor();
    await page.getByText('Reliability diagram as a table').click();
    await page.getByRole('cell', { name: '0.900 – 1.000' }).waitFor();
    await page.getByLabel('Problem').fill('gagal login');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const bars = page.getByRole('list', { name: 'When a word is left out (log-odds)' });
    await bars.getByText(HOSTILE).waitFor();
    await bars.getByText('-0.700').waitFor();
    await page.getByRole('list', { name: 'Trees of LightGBM (SHAP)' }).getByText('login').waitFor();
    await page.getByRole('list', { name: 'Linear weights' }).getByText('␣logi').waitFor();
    await expectFits(page, 'explained');
    await page.getByRole('button', { name: 'Promote v2' }).click();
    await page.getByText('v2 replaces v1').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
    await page.locator('.toast.problem').waitFor();
  });

  test('reports show figures, the bot’s pictures and tables of some days, kept in the address, and give the rows', async () => {
    const { setup } = aWorld();
    const { page, go } = await browser.visit(setup);
    await go('/console/reports?from=2026-11-01&to=2026-11-30');
    await page.getByText('75 % · 3 met, 1 late').waitFor();
    await waitFor(async () => (await page.locator('.pictures img').count()) === 3, {
      describe: 'three pictures, the fourth is empty',
    });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    expect((await download).suggestedFilename()).toBe('tiket_2026-11-01_2026-11-30.csv');
    await page.getByLabel('App', { exact: true }).selectOption('MIT');
    await waitFor(() => page.url().includes('app=MIT'), { describe: 'the address follows' });
  });

  test('the system page adds a label, tries refused rows again, and shows no secret', async () => {
    const { setup, state, log } = aWorld();
    setup.env = { SESSION_SECRET: 'hush'.repeat(10) };
    const { page, go } = await browser.visit(setup);
    await go('/console/system');
    await page.getByText('not allowed').waitFor();
    await page.getByRole('button', { name: 'Try again now' }).click();
    await page.getByText('1 rows are tried again.').waitFor();
    expect(state.retried).toBe(1);
    await page.getByLabel('New label').fill('modem rusak');
    await page.keyboard.press('Enter');
    await page.getByText('was added.').waitFor();
    expect(log).toContainEqual(['add', 'MODEM RUSAK']);
    const secret = page.getByRole('row', { name: /SESSION_SECRET/ });
    await secret.getByText('set (secret)').waitFor();
    expect(await page.content()).not.toContain('hush');
  });
});
