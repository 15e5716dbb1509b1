import type { TicketFigures } from '../../../domain/report';
import { expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const FIGURES: TicketFigures = {
  total: 5,
  apps: [{ name: 'MIT', count: 5, share: 1 }],
  response: { meanMin: 4.5, minMin: 1, maxMin: 16, count: 4 },
  ...{ met: 3, late: 1, solvers: [], symptoms: [{ name: 'KENDALA LOGIN', count: 4, share: 0.8 }], otherSymptoms: 2 },
};
const DAY = { day: '2026-11-02', met: 3, late: 1, p50Min: 3, p90Min: 16 };
const MAY = 'from=2026-05-01&to=2026-05-31';

test('tickets of some days and an app, with compliance and the days', async () => {
  const asked: unknown[] = [];
  const { call } = await startTestApi({
    reports: {
      ticketReport: (...args) => (asked.push(args), Promise.resolve({ figures: FIGURES, days: [DAY] })),
    },
  });
  const { status, json } = await call('GET', `/api/reports/tickets?${MAY}&app=mit`, { key: KEYS.read });
  expect(status).toBe(200);
  expect(json).toEqual({
    ...{ from: '2026-05-01', to: '2026-05-31', app: 'MIT', ...FIGURES, compliance: 0.75, days: [DAY] },
  });
  const filter = { days: { from: '2026-05-01', to: '2026-05-31' }, app: 'MIT' };
  expect(asked).toEqual([[filter, 10]]);
});

test('trends with examples, which show no phone number', async () => {
  const asked: unknown[] = [];
  const symptoms = [{ name: 'KENDALA LOGIN', count: 4, share: 0.8, examples: ['nomor 081234567890 gagal'] }];
  const trend = (...args: unknown[]) => (asked.push(args), Promise.resolve({ total: 5, symptoms, otherSymptoms: 1 }));
  const { call } = await startTestApi({ reports: { trend } });
  const { json } = await call('GET', `/api/reports/trends?${MAY}&top=3&examples=2`);
  expect(json).toMatchObject({ app: null, total: 5, otherSymptoms: 1 });
  expect(json.symptoms).toEqual([{ ...symptoms[0], examples: ['nomor [TELEPON] gagal'] }]);
  expect(asked).toEqual([
    [
      { days: { from: '2026-05-01', to: '2026-05-31' }, app: null },
      { top: 3, examples: 2 },
    ],
  ]);
});

test.each([
  ['tickets', 'from=2026-13-01&to=2026-05-31', /from/],
  ['tickets', 'from=2026-05-01', /to/],
  ['tickets', 'from=2026-05-02&to=2026-05-01', /to/],
  ['tickets', 'from=2025-05-01&to=2026-05-02', /to/],
  ['tickets', `${MAY}&top=0`, /top/],
  ['trends', `${MAY}&examples=11`, /examples/],
  ['trends', `${MAY}&month=5`, /month/],
])('%s?%s is refused and asks for nothing', async (name, query, detail) => {
  const { call } = await startTestApi();
  expectProblem(await call('GET', `/api/reports/${name}?${query}`), 400, 'InvalidInput', detail);
});
