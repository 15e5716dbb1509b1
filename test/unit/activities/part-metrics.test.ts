import { Registry } from 'prom-client';
import { watchDesk, type DeskFigures } from '../../../activities/watch/desk-figures';
import { watchIntake, watchModel, watchRequests, watchWriting } from '../../../activities/watch/part-metrics';

const FIGURES: DeskFigures = {
  open: { open: 3, inReview: 1 },
  oldestReviewAt: '2026-11-30T08:00:00.000Z',
  ledger: { pending: 7, parked: 2, isBlocked: true, oldestPendingSince: '2026-11-30T08:59:00.000Z' },
  outbox: { group: 0, admin: 4 },
};
const NINE_MS = Date.parse('2026-11-30T09:00:00.000Z');

describe('how the desk stands', () => {
  function desk(read: () => Promise<DeskFigures>) {
    const registry = new Registry();
    let nowMs = NINE_MS;
    watchDesk({ registry, read, now: () => nowMs, freshMs: 10_000 });
    return { text: () => registry.metrics(), later: (ms: number) => (nowMs += ms) };
  }

  it('is told at a scrape: tickets by phase, ages in seconds, ledger and outboxes', async () => {
    const text = await desk(() => Promise.resolve(FIGURES)).text();
    for (const line of [
      ...['ticket_open{phase="open"} 3', 'ticket_open{phase="inReview"} 1', 'ticket_review_oldest_seconds 3600'],
      ...['ledger_pending_rows 7', 'ledger_lag_seconds 60', 'ledger_parked_rows 2', 'ledger_blocked 1'],
      ...['telegram_outbox_waiting{bot="admin"} 4', 'oncek_desk_figures_up 1'],
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('is read once for scrapes within 10 s', async () => {
    let reads = 0;
    const { text, later } = desk(() => {
      reads += 1;
      return Promise.resolve(FIGURES);
    });
    await text();
    later(9_000);
    await text();
    expect(reads).toBe(1);
    later(2_000);
    await text();
    expect(reads).toBe(2);
  });

  it('is withheld while Temporal does not tell: an old figure would look like a good one', async () => {
    let isDown = false;
    const { text, later } = desk(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(FIGURES)));
    await text();
    isDown = true;
    later(60_000);
    const lines = (await text()).split('\n');
    expect(lines).toContain('oncek_desk_figures_up 0');
    expect(lines).toContain('ledger_lag_seconds Nan');
    expect(lines.filter((line) => line.startsWith('ticket_open{'))).toEqual([]);
  });
});

test('a process says which model it serves, and that it has none', async () => {
  const registry = new Registry();
  let version: string | null = null;
  watchModel(registry, { current: () => (version === null ? null : ({ version } as never)) });
  expect(await registry.metrics()).toContain('ticket_model_loaded 0');
  version = 'v1';
  await registry.metrics();
  version = 'v2';
  const text = await registry.metrics();
  expect(text).toContain('ticket_model_loaded 1');
  expect(text).toContain('ticket_model_info{version="v2"} 1');
  expect(text).not.toContain('version="v1"');
});

test('the intake: how long messages took to be safe, and how many are not yet', async () => {
  const registry = new Registry();
  const intake = watchIntake(registry);
  intake.accepted('group', 1_500);
  intake.accepted('group', null);
  // Telegram's clock may be ahead of ours.
  intake.accepted('group', -300);
  intake.inHand('group', 5);
  const text = await registry.metrics();
  expect(text).toContain('telegram_intake_lag_seconds_count{bot="group"} 2');
  expect(text).toContain('telegram_intake_lag_seconds_sum{bot="group"} 1.5');
  expect(text).toContain('telegram_intake_waiting{bot="group"} 5');
});

test('writing: rows a batch, SLA steps from zero on, quota as it is at the scrape', async () => {
  const registry = new Registry();
  let left = 54.6;
  const writing = watchWriting(registry, { writesLeft: () => left, readsLeft: () => 10 });
  writing.batchApplied(12);
  writing.slaAnnounced('breach');
  left = 3.9;
  const text = await registry.metrics();
  for (const line of [
    ...[
      'ledger_batch_rows_sum 12',
      'ledger_batch_rows_count 1',
      'sheets_write_quota_left 3',
      'sheets_read_quota_left 10',
    ],
    ...['ticket_sla_events_total{event="breach"} 1', 'ticket_sla_events_total{event="warning"} 0'],
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('requests by route and status; a stream of events has no time', async () => {
  const registry = new Registry();
  const { answered } = watchRequests(registry);
  answered({ method: 'GET', route: '/api/tickets/:id', status: 200 }, 0.02);
  answered({ method: 'GET', route: '/api/events', status: 200 }, 3_600);
  const text = await registry.metrics();
  expect(text).toContain('http_requests_total{method="GET",route="/api/tickets/:id",status="200"} 1');
  expect(text).toContain('http_requests_total{method="GET",route="/api/events",status="200"} 1');
  expect(text).toContain('http_request_seconds_count{method="GET",route="/api/tickets/:id"} 1');
  expect(text).not.toContain('http_request_seconds_count{method="GET",route="/api/events"}');
});
