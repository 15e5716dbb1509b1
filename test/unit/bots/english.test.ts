import type { ModelVersion } from '../../../activities/adapters/model-registry';
import type { Reports } from '../../../activities/mirror/reports';
import type { ModelDesk } from '../../../bots/admin/model-desk';
import type { ReportDesk } from '../../../bots/admin/report-desk';
import { renderHourReport } from '../../../bots/render/hour-report';
import type { PredictionFigures, TicketFigures } from '../../../domain/report';
import { aBot as anAdminBot, aCommand, aPress } from './admin-bot-kit';
import { aMessage, aMessageUpdate, DEMO, fakeBotApi, OPS, TECHNICIAN } from './fakes';
import { aBot as aGroupBot } from './group-bot-kit';

const PROBLEM = aMessage({ text: 'login mytech gagal terus' });
const PREDICTIONS: PredictionFigures = {
  ...{ total: 1_234, avgConfidence: 0.8312, auto: 1_000, review: 234, pending: 34, reviewed: 120 },
  ...{ approved: 90, corrected: 30, gemini: 41, hybrid: 17 },
};

/** What the group bot says in English to one message. */
async function saidInGroup(message: object, answers: Parameters<typeof aGroupBot>[0] = {}): Promise<unknown> {
  const sent = fakeBotApi();
  const { bot } = aGroupBot(answers, { language: 'en' });
  await bot.handleUpdate(aMessageUpdate(message as never));
  return sent[0]?.payload['text'];
}

type Others = NonNullable<Parameters<typeof anAdminBot>[1]>;

/** What the admin bot says and shows in English. */
async function saidToAdmin(
  update: Parameters<ReturnType<typeof anAdminBot>['bot']['handleUpdate']>[0],
  others: Others = {},
) {
  const sent = fakeBotApi();
  await anAdminBot({ status: () => null }, { language: 'en', ...others }).bot.handleUpdate(update);
  return sent.map(({ payload }) => (payload['text'] ?? '') as string);
}

function aReportDesk(drawn: unknown[] = []): ReportDesk {
  const answers: Partial<Reports> = {
    predictions: () => Promise.resolve(PREDICTIONS),
    predictionDays: () => Promise.resolve([{ day: '2026-02-01', total: 2, auto: 1 }]),
  };
  return {
    reports: answers as Reports,
    runReport: () => Promise.resolve(null),
    charts: { png: (specs) => Promise.resolve(Uint8Array.of(drawn.push(...specs))) },
    modelVersion: () => 'v3',
    ...{ timeZone: 'Asia/Jakarta', appCodes: ['MIT', 'MIS'], slaTargetMin: 15 },
    now: () => new Date('2026-01-31T23:30:00Z'),
  };
}

afterEach(() => jest.restoreAllMocks());

describe('the group bot with LANGUAGE=en', () => {
  test('/status tells phase, minutes and label in English', async () => {
    const answers = {
      status: () => ({
        ...{ messageId: 42, groupLabel: 'Demo', phase: 'inReview', outcome: null, label: 'KENDALA LOGIN' },
        ...{ sla: { responseMin: 16.5, status: 'TERLAMBAT', remainingMin: 0 }, confidence: 0.61, reviewedBy: null },
      }),
      events: () => null,
    };
    const message = aMessage({ message_id: 50, text: '/status', reply_to_message: PROBLEM });
    expect(await saidInGroup(message, answers)).toBe(
      [
        '🎫 <b>Demo #42</b>',
        'Phase: solution recorded, label waiting for a review',
        '⏱ LATE (16.5 active minutes)',
        '🏷 <b>KENDALA LOGIN</b> 61% · needs review',
      ].join('\n'),
    );
  });

  test.each([
    ['/status', TECHNICIAN, 'ℹ️ Reply to a problem with <code>/status</code> to see its ticket.'],
    ['/batal', OPS, 'ℹ️ Reply to a problem with <code>/batal</code> to withdraw its ticket.'],
    ['/batal', TECHNICIAN, 'ℹ️ Only ops can withdraw a ticket.'],
    ['/stats', TECHNICIAN, 'ℹ️ That command is for admins, in a private chat with the admin bot.'],
  ])('%s gets its answer in English', async (text, from, expected) => {
    expect(await saidInGroup(aMessage({ message_id: 50, text, from }))).toBe(expected);
  });
});

describe('the admin bot with LANGUAGE=en', () => {
  test('/help names the commands by the names they always have', async () => {
    const [help = ''] = await saidToAdmin(aCommand('/help'), { reportDesk: aReportDesk() });
    expect(help).toContain('👋 <b>Oncek</b>: commands for admins');
    expect(help).toContain('/tiketreport 🎫 tickets and SLA');
    expect(help).toContain('/trendmingguan 📆 most frequent symptoms of a week');
  });

  test('/report with a picture in English; wrong words get the usage', async () => {
    const drawn: { title?: { text?: string; subtitle?: string } }[] = [];
    const reportDesk = aReportDesk(drawn);
    const [report = ''] = await saidToAdmin(aCommand('/report'), { reportDesk });
    expect(report).toContain('Predictions: <b>1,234</b>\nMean confidence: 83.1%');
    expect(drawn.map(({ title }) => [title?.text, title?.subtitle])).toEqual([
      ['Automation rate by day', 'percent of predictions without review'],
    ]);
    expect(await saidToAdmin(aCommand('/report yearly'), { reportDesk })).toEqual([
      'Usage: <code>/report [weekly|monthly]</code>',
    ]);
    expect(await saidToAdmin(aCommand('/tiketreport monthly 13 2026'), { reportDesk })).toEqual([
      expect.stringContaining('Usage: <code>/tiketreport [monthly MONTH YEAR|quarterly QUARTER YEAR] [MIT|MIS]</code>'),
    ]);
  });

  test('/mlflowstatus and /retryrows', async () => {
    const version = { version: 'v3', createdAt: '2026-01-31T08:00:00.000Z', description: '', isProduction: true };
    const versions = [{ ...version, figures: {} } as unknown as ModelVersion];
    const modelDesk = { versions: () => Promise.resolve(versions) } as unknown as ModelDesk;
    const [shown] = await saidToAdmin(aCommand('/mlflowstatus'), { modelDesk });
    expect(shown).toContain('🗂 <b>Versions of the model</b>');
    expect(shown).toContain('🟢 <b>v3</b> Production · 2026-01-31 15:00');
    expect(await saidToAdmin(aCommand('/retryrows'))).toEqual(['✅ No rows are put aside.']);
  });

  test('presses and unknown commands', async () => {
    expect(await saidToAdmin(aPress(`rv:${DEMO}:42:3:0`))).toEqual(['There is no such ticket.']);
    expect(await saidToAdmin(aPress('zz:1'))).toEqual(['This button is out of date. Send the command again.']);
    expect(await saidToAdmin(aCommand('/nosuch'))).toEqual(['ℹ️ That command is not known. All commands: /helpml']);
    expect(await saidToAdmin(aCommand('/label hapus'))).toEqual([expect.stringContaining('🏷 Usage:')]);
  });

  test('"undo" in reply to a card does what "urungkan" does', async () => {
    const sent = fakeBotApi();
    const { bot, calls } = anAdminBot(
      { undoReview: () => ({ undone: { label: 'KENDALA LOGIN' } }) },
      { language: 'en' },
    );
    const card = {
      message_id: 7,
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: `ru:${DEMO}:42:3` }]] },
    };
    const message = {
      ...aMessage({ from: OPS, text: 'Undo', chat: { id: 9001, type: 'private' } }),
      reply_to_message: card,
    };
    await bot.handleUpdate(aMessageUpdate(message));
    expect(calls.map(({ method }) => method)).toEqual(['undoReview']);
    expect(sent[0]?.payload['text']).toBe('Undone: KENDALA LOGIN. The ticket waits for a review again.');
  });
});

test('the hourly report in English', () => {
  const day: TicketFigures = {
    ...{ total: 7, apps: [], response: null, met: 6, late: 1, solvers: [], symptoms: [], otherSymptoms: 0 },
  };
  const hour = { hour: '2026-01-31 14:00', figures: PREDICTIONS, pending: 1_034, day, modelVersion: 'v3' };
  expect(renderHourReport(hour, 'en').split('\n')).toEqual([
    '🕐 <b>Hourly report</b> · 31/01/2026 hour 14:00',
    'Predictions: <b>1,234</b> · automatic <b>81%</b>',
    'Mean confidence: 83.1%',
    'AUTO 1,000 · REVIEW 234',
    'Gemini 41 · hybrid 17',
    'Waiting for a review now: 1,034',
    'Tickets today: 7 · SLA 85.7%',
    'Version of the model: v3',
    '👍 Automation is good.',
    '⚠️ More than 50 tickets wait for a review.',
  ]);
});
