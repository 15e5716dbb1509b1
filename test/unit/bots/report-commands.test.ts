import type { Update } from 'telegraf/types';
import type { ChartSpec } from '../../../activities/charts/specs';
import type { Reports } from '../../../activities/mirror/reports';
import { createAdminBot } from '../../../bots/admin/bot';
import type { ReportDesk } from '../../../bots/admin/report-desk';
import { csvOf } from '../../../activities/logs-csv';
import { csvButton, parseCsvData } from '../../../bots/admin/features/report-csv';
import type { PredictionFigures, TicketFigures } from '../../../domain/report';
import type { ReportResult } from '../../../workflows/contracts/report';
import { fakeBotApi, fakeDesk, fakeLabels, fakeLedger, fakeLog, ME, OPS, T0 } from './fakes';

/** Nothing here moves a chat. */
const NO_MOVES = { note: () => Promise.reject(new Error('unexpected move of a chat')) };
const PREDICTIONS: PredictionFigures = {
  total: 10,
  avgConfidence: 0.9,
  auto: 9,
  review: 1,
  pending: 1,
  reviewed: 2,
  approved: 1,
  corrected: 1,
  gemini: 0,
  hybrid: 0,
};
const TICKETS: TicketFigures = {
  total: 3,
  apps: [{ name: 'MIT', count: 3, share: 1 }],
  response: { meanMin: 4, minMin: 1, maxMin: 9, count: 3 },
  met: 3,
  late: 0,
  solvers: [],
  symptoms: [{ name: 'KENDALA LOGIN', count: 3, share: 1 }],
  otherSymptoms: 0,
};

/** Reports that record what was asked; one without an answer fails by its name. */
function fakeReports(answers: Partial<{ [M in keyof Reports]: unknown }>) {
  const asked: [string, ...unknown[]][] = [];
  const reports = new Proxy({} as Reports, {
    get:
      (_target, method: keyof Reports) =>
      (...args: unknown[]) => {
        if (!(method in answers)) throw new Error(`unexpected question for ${method}`);
        asked.push([method, ...args]);
        return Promise.resolve(answers[method]);
      },
  });
  return { reports, asked };
}

function aBot(
  answers: Parameters<typeof fakeReports>[0],
  draw?: (specs: readonly ChartSpec[]) => Promise<Uint8Array>,
  runReport: ReportDesk['runReport'] = () => Promise.reject(new Error('unexpected run of the report')),
) {
  const { reports, asked } = fakeReports(answers);
  const drawn: (readonly ChartSpec[])[] = [];
  const reportDesk: ReportDesk = {
    reports,
    runReport,
    charts: { png: draw ?? ((specs) => Promise.resolve(Uint8Array.of(drawn.push(specs)))) },
    modelVersion: () => 'v3',
    timeZone: 'Asia/Jakarta',
    appCodes: ['MIT', 'MIS'],
    slaTargetMin: 15,
    // 2026-01-31 23:30 UTC is the 1st of February in Jakarta.
    now: () => new Date('2026-01-31T23:30:00Z'),
  };
  const log = fakeLog();
  const { desk } = fakeDesk({});
  const config = { timeZone: 'Asia/Jakarta', language: 'id' as const, telegram: { adminUserIds: [9001] } };
  const { labels } = fakeLabels();
  const account = { token: '2:x', apiRoot: 'http://127.0.0.1:9/', me: ME };
  const bot = createAdminBot({
    ...account,
    desk,
    labels,
    ledger: fakeLedger().ledger,
    moves: NO_MOVES,
    config,
    log,
    reportDesk,
  });
  return { bot, asked, drawn, log };
}

function aCommand(text: string, from: object = OPS): Update {
  const entities = [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }];
  const chat = { id: 9001, type: 'private' };
  return { update_id: 1, message: { message_id: 8, date: T0, chat, from, text, entities } } as unknown as Update;
}

function aPress(data: string): Update {
  const message = { message_id: 7, date: T0, chat: { id: 9001, type: 'private' } };
  return {
    update_id: 2,
    callback_query: { id: 'q1', from: OPS, chat_instance: 'c', message, data },
  } as unknown as Update;
}

afterEach(() => jest.restoreAllMocks());

test('/report without words is of the last seven local days, with the seven before and a picture', async () => {
  const sent = fakeBotApi();
  const { bot, asked, drawn } = aBot({
    predictions: PREDICTIONS,
    predictionDays: [{ day: '2026-02-01', total: 2, auto: 1 }],
  });
  await bot.handleUpdate(aCommand('/report'));
  expect(asked.map(([method, days]) => [method, (days as { from: string }).from, (days as { to: string }).to])).toEqual(
    [
      ['predictions', '2026-01-26', '2026-02-01'],
      ['predictions', '2026-01-19', '2026-01-25'],
      ['predictionDays', '2026-01-26', '2026-02-01'],
    ],
  );
  expect(sent.map(({ method }) => method)).toEqual(['sendMessage', 'sendPhoto']);
  expect(drawn).toHaveLength(1);
});

test('/stats is of all days and names the model', async () => {
  const sent = fakeBotApi();
  const { bot, asked } = aBot({ predictions: PREDICTIONS });
  await bot.handleUpdate(aCommand('/stats'));
  expect(asked).toEqual([['predictions', null]]);
  expect(sent[0]?.payload['text']).toContain('Versi model: v3');
});

describe('/updatestats runs the report of the last hour', () => {
  const row = {
    hour: '2026-02-01 05:00',
    ...{ totalPredictions: 1_200, avgConfidencePercent: 83.14, autoCount: 1_000, reviewCount: 200, pendingCount: 9 },
    ...{ reviewedCount: 3, accuracyPercent: null, modelVersion: 'v3' },
  };
  test.each<[string, ReportResult | null, string]>([
    [
      'and says what it wrote, and what was missing',
      { hour: row.hour, row, filled: 2 },
      '🔄 Angka jam <b>2026-02-01 05:00</b> ditulis ke Monitoring.\n' +
        'Prediksi 1.200 · keyakinan 83,1% · AUTO 1.000 · REVIEW 200\n' +
        'Baris jam sebelumnya yang belum ada: 2.',
    ],
    [
      'and says that there was nothing',
      { hour: row.hour, row: null, filled: 0 },
      '🔄 Tidak ada prediksi pada jam <b>2026-02-01 05:00</b>, jadi tidak ada baris Monitoring.',
    ],
    ['and says so when it takes long', null, '⏳ Angka masih dihitung; barisnya menyusul di Monitoring.'],
  ])('%s', async (_what, result, expected) => {
    const sent = fakeBotApi();
    const { bot } = aBot({}, undefined, () => Promise.resolve(result));
    await bot.handleUpdate(aCommand('/updatestats'));
    expect(sent.map(({ payload }) => payload['text'])).toEqual([expected]);
  });
});

test('/tiketreport of an app draws three charts in one picture and offers its rows', async () => {
  const sent = fakeBotApi();
  const { bot, asked, drawn } = aBot({ ticketReport: { figures: TICKETS, days: [] } });
  await bot.handleUpdate(aCommand('/tiketreport monthly 1 2026 mit'));
  expect(asked[0]).toMatchObject(['ticketReport', { days: { from: '2026-01-01', to: '2026-01-31' }, app: 'MIT' }, 10]);
  expect(drawn[0]).toHaveLength(3);
  expect(sent[0]?.payload['reply_markup']).toEqual({
    inline_keyboard: [[{ text: '📄 CSV', callback_data: 'csv:2026-01-01:2026-01-31:MIT' }]],
  });
});

test.each([
  ['/report daily', '/report [weekly|monthly]'],
  ['/report weekly monthly', '/report [weekly|monthly]'],
  ['/tiketreport monthly 5', '/tiketreport monthly 5 2026 MIT'],
  ['/tiketreport quarterly 2', '/tiketreport quarterly 2 2026'],
  ['/tiketreport quarterly 5 2026', '/tiketreport quarterly 2 2026'],
  ['/tiketreport monthly 12 2027', 'Periode itu belum dimulai.'],
  ['/tiketreport <b>monthly</b>', '/tiketreport monthly 5 2026 MIT'],
  ['/trendbulan MIT 13 2026', '/trendbulan MIT 5 2026'],
  ['/trendbulan MIT 5', '/trendbulan MIT 5 2026'],
  ['/trendbulan MIT 3 2026', 'Periode itu belum dimulai.'],
  ['/trendbulan XYZ 1 2026', '/trendbulan MIT 5 2026'],
  ['/trendmingguan 0 5 2026', '/trendmingguan 2 5 2026 MIT'],
  ['/trendmingguan 5 2 2026', '/trendmingguan 2 5 2026 MIT'],
  ['/tiketreport monthly 13 2026', '/tiketreport monthly 5 2026 MIT'],
  ['/trendbulan', '/trendbulan MIT 5 2026'],
  ['/trendmingguan 1 2', '/trendmingguan 2 5 2026 MIT'],
  ['/trendmingguan 5 2 2028', 'Periode itu belum dimulai.'],
])('%s gets usage or a polite answer, and asks for no figures', async (text, expected) => {
  const sent = fakeBotApi();
  const { bot, asked } = aBot({});
  await bot.handleUpdate(aCommand(text));
  expect(asked).toEqual([]);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.payload['text']).toContain(expected);
});

test.each([
  ['/trendbulan MIT 1 2026', { from: '2026-01-01', to: '2026-01-31' }, 'MIT', { top: 10, examples: 0 }],
  ['/trendmingguan 4 1 2026', { from: '2026-01-22', to: '2026-01-28' }, null, { top: 5, examples: 3 }],
  // Without words: the week that today, the 1st of February, lies in.
  ['/trendmingguan mis', { from: '2026-02-01', to: '2026-02-07' }, 'MIS', { top: 5, examples: 3 }],
])('%s asks for %j of %s, %j', async (text, days, app, limits) => {
  const sent = fakeBotApi();
  const symptoms = [{ name: 'KENDALA LOGIN', count: 3, share: 1, examples: [] }];
  const { bot, asked } = aBot({ trend: { total: 3, symptoms, otherSymptoms: 0 } });
  await bot.handleUpdate(aCommand(text));
  expect(asked).toMatchObject([['trend', { days, app }, limits]]);
  expect(sent.map(({ method }) => method)).toEqual(['sendMessage', 'sendPhoto']);
});

test('nobody but an admin gets an answer, in whatever words the report is asked for', async () => {
  const sent = fakeBotApi();
  const { bot, asked } = aBot({});
  for (const text of ['/stats', '/report', '/updatestats', '/tiketreport x']) {
    await bot.handleUpdate(aCommand(text, { id: 9101, is_bot: false, first_name: 'Teknisi' }));
  }
  expect([sent, asked]).toEqual([[], []]);
});

test('a month without tickets has neither picture nor file', async () => {
  const sent = fakeBotApi();
  const { bot } = aBot({ trend: { total: 0, symptoms: [], otherSymptoms: 0 } });
  await bot.handleUpdate(aCommand('/trendbulan MIS'));
  expect(sent.map(({ method }) => method)).toEqual(['sendMessage']);
  expect(sent[0]?.payload['reply_markup']).toBeUndefined();
});

test('figures are sent though the picture cannot be drawn', async () => {
  const sent = fakeBotApi();
  const draw = () => Promise.reject(new Error('no memory'));
  const { bot, log } = aBot({ ticketReport: { figures: TICKETS, days: [] } }, draw);
  await bot.handleUpdate(aCommand('/tiketreport'));
  expect(sent.map(({ method }) => method)).toEqual(['sendMessage']);
  expect(log.lines.some(({ level, message }) => level === 'error' && message === 'a chart was not drawn')).toBe(true);
});

test('the CSV button sends the rows as a file, for admins only', async () => {
  const sent = fakeBotApi();
  const { bot, asked } = aBot({ logsRows: [['Demo', '2026-01-02']] });
  await bot.handleUpdate(aPress('csv:2026-01-01:2026-01-31:MIT'));
  expect(asked).toEqual([['logsRows', { days: { from: '2026-01-01', to: '2026-01-31' }, app: 'MIT' }]]);
  expect(sent.map(({ method }) => method)).toEqual(['answerCallbackQuery', 'sendDocument']);
});

test('data of another kind of button is no request for rows', () => {
  expect(parseCsvData('csv:2026-13-01:2026-01-31:')).toBeNull();
  expect(parseCsvData('rv:1:2:3:4')).toBeNull();
  const period = { from: '2026-01-01', to: '2026-03-31' };
  expect(parseCsvData(csvButton({ period, app: null }, 'id').data)).toEqual({ period, app: null });
});

test('a cell that a spreadsheet program would run as a formula stays text', () => {
  const file = csvOf([['=HYPERLINK("http://x")', '+62', '-1', '@x', 'a,"b"', 4.5, null]]);
  const line = file.trimEnd().split('\n').at(-1);
  expect(line).toBe(`"'=HYPERLINK(""http://x"")",'+62,'-1,'@x,"a,""b""",4.5,`);
});
