import type { ModelVersion } from '../../activities/adapters/model-registry';
import { createReportActivities, type ReportActivityDeps } from '../../activities/report';
import type { Reports } from '../../activities/mirror/reports';
import { createOutages } from '../../bots/intake/outages';
import { requestContextOf, type ReportDesk } from '../../bots/admin/report-desk';
import { renderModelVersions } from '../../bots/render/model-versions';
import { loadConfig } from '../../config/env';
import { renderApprovalCard } from '../../domain/approval-render';
import { renderBurst } from '../../domain/burst-alert';
import { logsRowOf, trackingRowOf } from '../../domain/ticket-rows';
import { factsOf } from '../../domain/ticket';
import { anApprovalCard } from '../support/training-makers';
import { aClassification, aProblem, aSolution, aTicketState, ticketSettings } from '../support/makers';
import { pageSettingsOf } from '../../api/console/page-settings';
import { aMessage, aMessageUpdate, fakeBotApi } from './bots/fakes';
import { aBot as aGroupBot } from './bots/group-bot-kit';

/** The same instant is 06:30 of the 1st in Jakarta, 08:30 of the 1st in Jayapura, 23:30 of the 31st in London. */
const AT = '2026-01-31T23:30:00.000Z';
const ZONES = [
  ['Asia/Jakarta', '2026-02-01', '06:30'],
  ['Asia/Jayapura', '2026-02-01', '08:30'],
  ['Europe/London', '2026-01-31', '23:30'],
] as const;

afterEach(() => jest.restoreAllMocks());

describe.each(ZONES)('with TIMEZONE=%s', (timeZone, date, time) => {
  const config = loadConfig({ TIMEZONE: timeZone });

  test('the setting reaches tickets, bots and the console’s pages', () => {
    expect([config.timeZone, config.ticket.calendar.timeZone, pageSettingsOf(config).timeZone]).toEqual(
      Array(3).fill(timeZone),
    );
  });

  test('the group bot’s sign of life', async () => {
    const sent = fakeBotApi();
    // Ten minutes after T0, 2026-01-31T08:10:00Z.
    await aGroupBot({}, { timeZone }).bot.handleUpdate(aMessageUpdate(aMessage({ message_id: 50, text: '/ping' })));
    const hour = { 'Asia/Jakarta': '15', 'Asia/Jayapura': '17', 'Europe/London': '08' }[timeZone];
    expect(sent[0]?.payload['text']).toBe(`OK 2026-01-31 ${hour}:10:00`);
  });

  test('versions of the model, approval cards, burst alerts', () => {
    const version = { version: 'v3', createdAt: AT, description: '', isProduction: true, figures: {} };
    const versions = [version as unknown as ModelVersion];
    expect(renderModelVersions({ versions, page: 0, timeZone, language: 'en' }).html).toContain(`${date} ${time}`);
    const card = anApprovalCard({ expiresAt: AT, state: { kind: 'waiting' } });
    expect(renderApprovalCard(card, timeZone).html).toContain(`${date} ${time}`);
    const burst = { from: AT, to: AT, reports: [], label: 'X' };
    const alert = renderBurst(burst, { technicians: 5, windowMs: 900_000 }, { timeZone, language: 'en' });
    expect(alert).toContain(`between ${time} and ${time}`);
  });

  test('alerts of outages', async () => {
    const told: string[] = [];
    const tell = (_key: string, html: string): Promise<boolean> => Promise.resolve(told.push(html) > 0);
    const now = (): number => Date.parse(AT);
    const graceMs = { unauthorized: 0 };
    const outages = createOutages({ teller: { tell, tellDirect: tell }, timeZone, language: 'en', graceMs, now });
    outages.failed({ place: 'telegram:group', cause: 'unauthorized', subject: 'updates' });
    await outages.stop();
    expect(told).toEqual([expect.stringContaining(`since ${date} ${time}:00`)]);
  });

  test('the day of a report, and the hour of the hourly one', async () => {
    const desk = { timeZone, appCodes: [], now: () => new Date(AT) } as unknown as ReportDesk;
    expect(requestContextOf(desk).today).toBe(date);
    const reports = {
      hourPredictions: () => Promise.resolve({ total: 0 }),
      hoursWithoutRow: () => Promise.resolve([]),
      pendingNow: () => Promise.resolve(0),
    } as unknown as Reports;
    const activities = createReportActivities({
      ...({ client: {}, store: {}, log: {}, charts: {}, words: {} } as unknown as ReportActivityDeps),
      ...{ reports, timeZone, language: 'en', slaTargetMin: 15, modelVersion: () => null },
    });
    const before = new Date(Date.parse(`${date}T${time}:00Z`) - 3_600_000).toISOString();
    expect((await activities.hourFigures({ at: AT })).hour).toBe(`${before.slice(0, 10)} ${before.slice(11, 13)}:00`);
  });

  test('dates and times in the rows', () => {
    const settings = ticketSettings({ calendar: config.ticket.calendar });
    const problem = aProblem({ sentAt: AT });
    const state = aTicketState({ problem, classification: aClassification({ at: AT }) }, [aSolution({ sentAt: AT })]);
    const facts = factsOf(state, settings.grammar);
    const cells = [...(logsRowOf(state, facts, settings) ?? []), ...(trackingRowOf(state, facts, settings) ?? [])];
    expect(cells).toContain(date);
    expect(cells).toContain(`${time}:00`);
    expect(cells).toContain(`${date} ${time}:00`);
  });
});
