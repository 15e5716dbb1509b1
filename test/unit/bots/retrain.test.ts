import type { RetrainBotDesk } from '../../../bots/admin/retrain-desk';
import { parseRetrainData, parseRetrainWish, retrainData, type RetrainWish } from '../../../bots/admin/retrain-data';
import { renderRetrainProgress } from '../../../bots/render/retrain-progress';
import { OncekError } from '../../../domain/errors';
import type { ApprovalDecision, ApprovalResult } from '../../../workflows/contracts/approval';
import type { RetrainProgress } from '../../../workflows/contracts/retrain';
import { aReviewer } from '../../support/makers';
import { aSnapshot } from '../../support/training-makers';
import { aBot, aCommand, aPress, REPORTING, STRANGER } from './admin-bot-kit';
import { fakeBotApi } from './fakes';

const NOW = '2026-11-24T02:00:00.000Z';
const MESSAGE = { chatId: 9001, messageId: 7 };

function aRun(over: Partial<RetrainProgress> = {}): RetrainProgress {
  return {
    ...{ runId: 'run-1', requestKey: 'other', by: { kind: 'bot', id: '9001', name: 'Bagas <b>' } },
    ...{ startedAt: '2026-11-24T01:00:00.000Z', phase: 'trials', phaseStartedAt: NOW },
    ...{ data: { rows: 11_514, labels: 35 }, features: null },
    trials: { wanted: 20, finished: 10, pruned: 3, failed: 1, best: 0.6123 },
    ...{ outcome: null, watchers: [] },
    ...over,
  };
}

const figures = (macroF1: number) => ({ accuracy: 0.8, weightedF1: 0.8, macroF1 });
const DONE: RetrainProgress['outcome'] = {
  ...{ kind: 'candidate', version: 'v2', candidate: figures(0.7), production: figures(0.65) },
};

/** A desk that keeps what was asked of it; nothing runs unless told otherwise. */
function aDesk(answers: Partial<RetrainBotDesk> = {}) {
  const asked: unknown[][] = [];
  const keep = <T>(name: string, args: readonly unknown[], answer: T): Promise<T> => {
    asked.push([name, ...args]);
    return Promise.resolve(answer);
  };
  const desk: RetrainBotDesk = {
    start: (request) => keep('start', [request], { outcome: 'started', runId: 'run-1' } as const),
    progress: () => Promise.resolve(null),
    step: () => Promise.resolve(null),
    run: () => Promise.resolve(null),
    watch: (message) => keep('watch', [message], true),
    cancel: (runId) => keep('cancel', [runId], true),
    approval: () => Promise.resolve(null),
    decide: () => Promise.resolve(null),
    readiness: () => Promise.resolve({ snapshot: aSnapshot(), refusal: null }),
    ...answers,
  };
  return { desk, asked };
}

/** What the bot called Telegram with, and what it asked of the desk. */
async function after(update: Parameters<ReturnType<typeof aBot>['bot']['handleUpdate']>[0], answers = aDesk()) {
  const calls = fakeBotApi(({ method }) => (method === 'sendMessage' ? { message_id: 77 } : {}));
  await aBot({}, { retrainDesk: answers.desk }).bot.handleUpdate(update);
  jest.restoreAllMocks();
  const texts = calls.map(({ payload }) => (payload['text'] as string | undefined) ?? '');
  return { calls, text: texts[0] ?? '', texts, asked: answers.asked };
}
const dataOf = (call: { payload: Readonly<Record<string, unknown>> } | undefined) =>
  (
    (call?.payload['reply_markup'] as { inline_keyboard?: { callback_data: string }[][] } | undefined)
      ?.inline_keyboard ?? []
  )
    .flat()
    .map((button) => button.callback_data);

afterEach(() => jest.restoreAllMocks());

describe('/retrain', () => {
  test.each<readonly [string, RetrainWish | null]>([
    ['', { trials: 0, force: false }],
    ['force', { trials: 0, force: true }],
    ['tune', { trials: 20, force: false }],
    ['TUNE 50 Force', { trials: 50, force: true }],
    ['force tune200', { trials: 200, force: true }],
    ['tune force', { trials: 20, force: true }],
    ...['tune 0', 'tune 201', 'tune201', 'tune 1.5', 'tune -1', 'tune tune', 'force force', '50', 'tune 99999'].map(
      (text) => [text, null] as const,
    ),
  ])('%p is understood as %p', (text, wish) => {
    expect(parseRetrainWish(text.split(' ').filter(Boolean))).toEqual(wish);
  });

  test('asks before it starts, and says what it would train on', async () => {
    const { text, calls, asked } = await after(aCommand('/retrain force tune 50'));
    expect(text).toMatch(/Mulai pelatihan ulang\?[\s\S]*50 percobaan[\s\S]*120 baris, 2 label[\s\S]*Dipaksa/);
    expect(dataOf(calls[0])).toEqual(['tr:y:f:50', 'tr:n']);
    expect(asked).toEqual([]);
  });

  test('wrong words get the usage, and nothing is asked', async () => {
    const { text, calls } = await after(aCommand('/retrain tune 201'));
    expect(text).toMatch(/Cara pakai/);
    expect(dataOf(calls[0])).toEqual([]);
  });

  test('too little to train on is said at once; only what force lifts can be forced', async () => {
    const few = (reason: 'tooFewReviewed' | 'tooFewRows') =>
      aDesk({
        readiness: () => Promise.resolve({ snapshot: aSnapshot(), refusal: { reason, have: 40, need: 100 } }),
      });
    expect((await after(aCommand('/retrain'), few('tooFewReviewed'))).text).toMatch(/40 dari 100[\s\S]*retrain force/);
    expect(dataOf((await after(aCommand('/retrain force'), few('tooFewReviewed'))).calls[0])).toContain('tr:y:f:0');
    const forced = await after(aCommand('/retrain force'), few('tooFewRows'));
    expect(forced.text).toMatch(/baru 40; paling sedikit 100/);
    expect(dataOf(forced.calls[0])).toEqual([]);
  });

  test('while the sheets are not read it can be asked for all the same', async () => {
    const desk = aDesk({ readiness: () => Promise.reject(new OncekError('SheetUnavailable', 'x')) });
    const { text, calls } = await after(aCommand('/retrain'), desk);
    expect(text).toMatch(/belum terbaca/);
    expect(dataOf(calls[0])).toEqual(['tr:y:-:0', 'tr:n']);
  });

  test.each(['/retrain', '/retrainstatus'])(
    '%s says what a person has to mend in the spreadsheet first',
    async (command) => {
      const desk = aDesk({ readiness: () => Promise.reject(new OncekError('SheetNotFound', 'x')) });
      const { text, calls } = await after(aCommand(command), desk);
      expect(text).toMatch(/Lembar kerja hilang.*riwayat versi/);
      expect(dataOf(calls[0])).toEqual([]);
    },
  );

  test('while one runs it shows that one, live', async () => {
    const { text, asked } = await after(aCommand('/retrain'), aDesk({ progress: () => Promise.resolve(aRun()) }));
    expect(text).toMatch(/mencari parameter/);
    expect(asked).toEqual([['watch', { chatId: 9001, messageId: 77 }]]);
  });

  test('the button starts it in the name of the admin; the question becomes the message that shows the progress', async () => {
    const runs: (RetrainProgress | null)[] = [null, aRun(), aRun()];
    const desk = aDesk({ progress: () => Promise.resolve(runs.shift() ?? null) });
    const { asked, calls, texts } = await after(aPress('tr:y:f:50'), desk);
    expect(asked).toEqual([
      [
        'start',
        {
          ...{ trials: 50, force: true, requestKey: 'telegram:9001:7' },
          by: { kind: 'bot', id: '9001', name: 'Bagas Putra' },
        },
      ],
      ['watch', MESSAGE],
    ]);
    expect(calls[0]).toMatchObject({ method: 'editMessageText' });
    expect(texts.at(-1)).toBe('Pelatihan dimulai.');
  });

  test('pressed again when its run is over, it starts no other and shows the end', async () => {
    const over = aRun({ requestKey: 'telegram:9001:7', phase: 'over', outcome: DONE });
    const { asked, text } = await after(aPress('tr:y:-:0'), aDesk({ progress: () => Promise.resolve(over) }));
    expect(asked.map(([name]) => name)).toEqual(['watch']);
    expect(text).toMatch(/model <b>v2<\/b> menunggu keputusan/);
  });

  test('pressed while another one runs, it says so and shows that one', async () => {
    const desk = aDesk({
      progress: () => Promise.resolve(aRun()),
      start: () => Promise.resolve({ outcome: 'running', isSame: false, progress: aRun() }),
    });
    expect((await after(aPress('tr:y:-:0'), desk)).texts.at(-1)).toMatch(/Pelatihan lain sedang berjalan/);
  });

  test('a run is stopped only after a second press, and only that run', async () => {
    const first = await after(aPress('tr:x:run-1'));
    expect(first.asked).toEqual([]);
    expect(dataOf(first.calls[0])).toEqual(['tr:c:run-1', 'tr:k']);
    const second = await after(aPress('tr:c:run-1'));
    expect(second.asked).toEqual([['cancel', 'run-1']]);
    expect(second.text).toMatch(/sedang dihentikan/);
    expect((await after(aPress('tr:c:run-1'), aDesk({ cancel: () => Promise.resolve(false) }))).text).toMatch(
      /selesai/,
    );
    expect((await after(aPress('tr:k'))).text).toMatch(/dilanjutkan/);
  });

  test('a declined question and a button of another time change nothing', async () => {
    const declined = await after(aPress('tr:n'));
    expect([declined.text, declined.asked]).toEqual(['✖️ Pelatihan tidak dimulai.', []]);
    expect((await after(aPress('tr:y:f:201'))).text).toMatch(/tidak berlaku lagi/);
  });

  test('data of its buttons are read as they were written, in at most 64 bytes', () => {
    const runId = '01234567-89ab-cdef-0123-456789abcdef';
    const presses = [
      { kind: 'start', trials: 200, force: true },
      { kind: 'start', trials: 0, force: false },
      ...([{ kind: 'decline' }, { kind: 'goOn' }] as const),
      ...([
        { kind: 'stop', runId },
        { kind: 'stopNow', runId },
      ] as const),
    ] as const;
    for (const press of presses) {
      expect(Buffer.byteLength(retrainData(press))).toBeLessThanOrEqual(64);
      expect(parseRetrainData(retrainData(press))).toEqual(press);
    }
  });
});

describe('/retrainstatus', () => {
  test('says what there is to train on, what is short, and how the last run ended', async () => {
    const snapshot = aSnapshot({
      ...{ reviewed: 40, rows: 60, mark: { rows: 30, token: 't' } },
      classes: [
        { label: 'A & B', rows: 40, byPeople: 30, isNew: true },
        { label: 'C', rows: 20, byPeople: 10, isNew: false },
      ],
      sources: [{ source: 'ML_Tracking', read: 70, used: 55 }],
    });
    const desk = aDesk({
      readiness: () => Promise.resolve({ snapshot, refusal: { reason: 'tooFewReviewed', have: 40, need: 100 } }),
      progress: () => Promise.resolve(aRun({ phase: 'over', outcome: { kind: 'cancelled' } })),
    });
    const { text } = await after(aCommand('/retrainstatus'), desk);
    expect(text.split('\n').slice(0, 11)).toEqual([
      '🧠 <b>Kesiapan pelatihan ulang</b>',
      expect.stringContaining('baru 40 dari 100'),
      'Direview: <b>40</b> (diinginkan 100)',
      '• sudah dilatihkan: 10',
      '• belum dilatihkan: 30',
      'Disetujui otomatis: 15',
      'Dapat dilatihkan: <b>60</b> baris (minimum 50)',
      'Label terbanyak dari 2:',
      '• 🆕 A &amp; B: 40',
      '• C: 20',
      '',
    ]);
    expect(text).toMatch(/Dihentikan setelah 60 menit/);
    expect((await after(aCommand('/retrainstatus'))).text).toMatch(/Belum pernah ada pelatihan/);
  });

  test('while one runs the answer is a message that the run edits from then on', async () => {
    const { text, asked } = await after(aCommand('/retrainstatus'), aDesk({ progress: () => Promise.resolve(aRun()) }));
    expect(text).toMatch(/Percobaan: 10 dari 20/);
    expect(asked).toEqual([['watch', { chatId: 9001, messageId: 77 }]]);
  });

  test('the first look shows already how far the step at work is: half of the fit for the figures', async () => {
    const run = aRun({ phase: 'holdOut', trials: { wanted: 0, finished: 0, pruned: 0, failed: 0, best: null } });
    const desk = aDesk({ progress: () => Promise.resolve(run), step: () => Promise.resolve(0.5) });
    expect((await after(aCommand('/retrainstatus'), desk)).text).toMatch(/24%/);
  });

  test('where the run ends before it could be watched, the message shows the end', async () => {
    const runs = [aRun(), aRun({ phase: 'over', outcome: DONE })];
    const desk = aDesk({ progress: () => Promise.resolve(runs.shift() ?? null), watch: () => Promise.resolve(false) });
    const { texts } = await after(aCommand('/retrainstatus'), desk);
    expect(texts[1]).toMatch(/Selesai dalam 60 menit: model <b>v2<\/b>/);
  });
});

test('progress: whose, phase, a bar of 20 cells over the whole run, time, rows, labels, trials and best F1', () => {
  const { html, buttons } = renderRetrainProgress(aRun(), { nowMs: Date.parse(NOW), step: null }, 'id');
  expect(html.split('\n')).toEqual([
    '🧠 <b>Pelatihan ulang</b> · Bagas &lt;b&gt;',
    'Tahap: <b>mencari parameter</b>',
    '<code>███████░░░░░░░░░░░░░</code> 35%',
    'Berjalan 60 menit, kira-kira 107 menit lagi',
    'Data: 11.514 baris, 35 label',
    'Percobaan: 10 dari 20 (3 dihentikan dini, 1 gagal)',
    'F1 makro terbaik: <b>0,612</b>',
  ]);
  expect(buttons.flat().map(({ data }) => data)).toEqual(['tr:x:run-1']);
  const noSearch = { wanted: 0, finished: 0, pruned: 0, failed: 0, best: null };
  const fit = aRun({ phase: 'final', features: 7_000, trials: noSearch });
  const half = renderRetrainProgress(fit, { nowMs: Date.parse(NOW), step: 0.5 }, 'id');
  expect(half.html).toMatch(/74%[\s\S]*Fitur teks: 7.000/);
  const over = aRun({ phase: 'over', outcome: { kind: 'failed', type: 'NoTrainingData', message: 'x' } });
  const ended = renderRetrainProgress(over, { nowMs: 0, step: null }, 'id');
  expect(ended.html).toMatch(/Gagal setelah 60 menit \(<code>NoTrainingData<\/code>\)/);
  expect(ended.buttons).toEqual([]);
});

describe('buttons of an approval card', () => {
  const decision = (kind: ApprovalDecision['kind'], by = 'Damas'): ApprovalDecision => ({
    ...{ kind, by: aReviewer({ name: by }), reason: null, at: NOW, newer: null },
  });
  const answers = (result: ApprovalResult) => aDesk({ decide: () => Promise.resolve(result) });
  const promoted = { kind: 'promoted', former: 'v1' } as const;

  test('the decision is made in the name of the admin', async () => {
    const decided: unknown[] = [];
    const desk = aDesk({
      decide: (...args) => {
        decided.push(args);
        return Promise.resolve({ decided: 'now', decision: decision('approved'), promotion: promoted });
      },
    });
    const { text } = await after(aPress('ap:y:v2'), desk);
    expect(decided).toEqual([
      ['v2', 'approve', { by: { kind: 'bot', id: '9001', name: 'Bagas Putra' }, reason: null }],
    ]);
    expect(text).toBe('Model v2 disetujui dan dipakai dalam beberapa detik.');
  });

  test.each<[string, ApprovalResult, RegExp]>([
    [
      'cannot be loaded',
      { decided: 'now', decision: decision('approved'), promotion: { kind: 'refused', reason: 'ModelArtifact' } },
      /tidak dapat dimuat/,
    ],
    ['was rejected now', { decided: 'now', decision: decision('rejected'), promotion: null }, /v2 ditolak;/],
    [
      'was approved before',
      { decided: 'before', decision: decision('approved'), promotion: promoted },
      /sudah disetujui oleh Damas/,
    ],
    [
      'was rejected before',
      { decided: 'before', decision: decision('rejected'), promotion: null },
      /sudah ditolak oleh/,
    ],
    ['expired', { decided: 'before', decision: decision('expired'), promotion: null }, /sudah habis/],
    ['was overtaken', { decided: 'before', decision: decision('superseded'), promotion: null }, /lebih baru/],
  ])('a model that %s', async (_what, result, says) => {
    expect((await after(aPress('ap:n:v2'), answers(result))).text).toMatch(says);
  });

  test('one whose approval is over tells how it ended, one that never waited that nothing waits', async () => {
    const status = { decision: decision('rejected') } as Awaited<ReturnType<RetrainBotDesk['approval']>>;
    const over = await after(aPress('ap:y:v2'), aDesk({ approval: () => Promise.resolve(status) }));
    expect(over.text).toMatch(/sudah ditolak oleh Damas/);
    expect((await after(aPress('ap:y:v2'))).text).toMatch(/Tidak ada keputusan yang ditunggu/);
    expect((await after(aPress('ap:z:v2'))).text).toMatch(/tidak berlaku lagi/);
  });

  test('who is no admin decides and starts nothing and hears nothing', async () => {
    for (const data of ['ap:y:v2', 'tr:y:-:0', 'tr:c:run-1']) {
      const { calls, asked } = await after(aPress(data, STRANGER));
      expect([calls, asked]).toEqual([[], []]);
    }
  });
});

test('without a desk there are no such commands; in a group they are answered in private only', async () => {
  const sent = fakeBotApi();
  await aBot().bot.handleUpdate(aCommand('/retrain'));
  await aBot({}, { retrainDesk: aDesk().desk }).bot.handleUpdate(aCommand('/retrain', undefined, REPORTING));
  expect(sent.map(({ payload }) => payload['text'])).toEqual([
    expect.stringContaining('tidak dikenal'),
    expect.stringContaining('obrolan pribadi'),
  ]);
});
