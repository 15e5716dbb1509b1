import { renderPredictionReport, renderStats } from '../../../bots/render/prediction-report';
import { renderMonthTrend, renderTicketReport, renderWeekTrend } from '../../../bots/render/ticket-report';
import type { PredictionFigures, TicketFigures, TrendFigures } from '../../../domain/report';
import { remarksOn } from '../../../domain/report';
import { lastDays, monthPeriod, quarterPeriod, weekPeriod } from '../../../domain/report-period';

const predictions = (overrides: Partial<PredictionFigures> = {}): PredictionFigures => ({
  total: 1_234,
  avgConfidence: 0.8312,
  auto: 1_000,
  review: 234,
  pending: 34,
  reviewed: 120,
  approved: 90,
  corrected: 30,
  gemini: 41,
  hybrid: 17,
  ...overrides,
});
const tickets: TicketFigures = {
  total: 1_500,
  apps: [
    { name: 'MIT', count: 1_000, share: 2 / 3 },
    { name: 'MIS', count: 500, share: 1 / 3 },
  ],
  response: { meanMin: 7.254, minMin: 0.5, maxMin: 64, count: 1_400 },
  met: 1_300,
  late: 100,
  solvers: [{ name: 'Bagas <b>', count: 900, share: 0.6 }],
  symptoms: [
    { name: 'KENDALA LOGIN', count: 400, share: 0.2667 },
    { name: '', count: 10, share: 0.0067 },
  ],
  otherSymptoms: 12,
};
const trend: TrendFigures = {
  total: 20,
  symptoms: [
    {
      name: 'USER AUTH LOCKED',
      count: 12,
      share: 0.6,
      examples: ['akun   terkunci <script>', 'nomor 081234567890 tidak bisa login aplikasi sejak kemarin sore pak'],
    },
  ],
  otherSymptoms: 0,
};

test('/stats', () => {
  expect(renderStats(predictions(), 'v12', 'id')).toMatchInlineSnapshot(`
    "📊 <b>Statistik prediksi</b>
    Total prediksi: <b>1.234</b>
    Rata-rata keyakinan: 83,1%
    Tingkat otomatisasi: <b>81%</b>
    AUTO 1.000 · REVIEW 234
    Menunggu 34 · direview 120
    Disetujui tanpa koreksi: 75%
    Gemini 41 · hybrid 17
    Versi model: v12"
  `);
});

test('/report says how automation moved, and what is worth a word', () => {
  const input = {
    period: lastDays('2026-11-24', 7),
    before: predictions({ auto: 617 }),
    modelVersion: null,
    language: 'id' as const,
  };
  expect(renderPredictionReport({ ...input, figures: predictions() })).toMatchInlineSnapshot(`
    "📈 <b>Laporan prediksi</b> · 18/11/2026 – 24/11/2026
    Total prediksi: <b>1.234</b>
    Rata-rata keyakinan: 83,1%
    Tingkat otomatisasi: <b>81%</b>
    AUTO 1.000 · REVIEW 234
    Menunggu 34 · direview 120
    Disetujui tanpa koreksi: 75%
    Gemini 41 · hybrid 17
    Otomatisasi periode sebelumnya: 50%, sekarang 81%

    <b>Catatan</b>
    👍 Otomatisasi baik."
  `);
  expect(renderPredictionReport({ ...input, figures: predictions({ total: 0 }) })).toMatchInlineSnapshot(`
    "📈 <b>Laporan prediksi</b> · 18/11/2026 – 24/11/2026
    Belum ada data untuk periode ini."
  `);
});

test('/tiketreport, with names escaped', () => {
  expect(renderTicketReport(monthPeriod(2026, 5), 'MIT', tickets, 'id')).toMatchInlineSnapshot(`
    "🎫 <b>Laporan tiket</b> · Mei 2026 · MIT
    Total tiket: <b>1.500</b>
    ⏱ Waktu respons: rata-rata 7,3, tercepat 0,5, terlama 64 menit aktif
    ✅ Kepatuhan SLA: <b>92,9%</b> (1.300 OK, 100 TERLAMBAT)

    <b>Per aplikasi</b>
    • MIT: 1.000 (66,7%)
    • MIS: 500 (33,3%)

    <b>Per penyelesai</b>
    • Bagas &lt;b&gt;: 900 (60%)

    <b>Kendala terbanyak</b>
    • KENDALA LOGIN: 400 (26,7%)
    • (belum berlabel): 10 (0,7%)
    +12 lainnya"
  `);
  expect(renderTicketReport(quarterPeriod(2026, 2), null, { ...tickets, total: 0 }, 'id')).toMatchInlineSnapshot(`
    "🎫 <b>Laporan tiket</b> · triwulan 2 2026
    Belum ada data untuk periode ini."
  `);
});

test('/trendbulan and /trendmingguan, with examples masked, cut to 50 characters and escaped', () => {
  expect(renderMonthTrend(monthPeriod(2026, 11), 'MIS', { ...trend, otherSymptoms: 4 }, 'id')).toMatchInlineSnapshot(`
    "📈 <b>Tren bulanan MIS</b> · November 2026
    Total tiket: <b>20</b>
    1. <b>USER AUTH LOCKED</b>: 12 (60%)
       – <i>akun terkunci &lt;script&gt;</i>
       – <i>nomor [TELEPON] tidak bisa login aplikasi sejak k…</i>
    +4 lainnya"
  `);
  expect(renderWeekTrend(weekPeriod(2026, 11, 4)!, null, trend, 'id')).toMatchInlineSnapshot(`
    "📆 <b>Tren mingguan</b> · minggu 4, November 2026
    Total tiket: <b>20</b>
    1. <b>USER AUTH LOCKED</b>: 12 (60%)
       – <i>akun terkunci &lt;script&gt;</i>
       – <i>nomor [TELEPON] tidak bisa login aplikasi sejak k…</i>"
  `);
});

test('in English, with English numbers', () => {
  const period = lastDays('2026-11-24', 7);
  const before = predictions({ auto: 617 });
  expect(
    renderPredictionReport({ period, before, figures: predictions(), modelVersion: 'v12', language: 'en' }).split('\n'),
  ).toEqual([
    '📈 <b>Report of predictions</b> · 18/11/2026 – 24/11/2026',
    'Predictions: <b>1,234</b>',
    'Mean confidence: 83.1%',
    'Automation rate: <b>81%</b>',
    'AUTO 1,000 · REVIEW 234',
    'Waiting 34 · reviewed 120',
    'Approved without a correction: 75%',
    'Gemini 41 · hybrid 17',
    'Automation in the period before: 50%, now 81%',
    'Version of the model: v12',
    '',
    '<b>Remarks</b>',
    '👍 Automation is good.',
  ]);
  expect(renderTicketReport(monthPeriod(2026, 5), 'MIT', tickets, 'en').split('\n')).toEqual([
    '🎫 <b>Report of tickets</b> · May 2026 · MIT',
    'Tickets: <b>1,500</b>',
    '⏱ Response time: mean 7.3, shortest 0.5, longest 64 active minutes',
    '✅ SLA compliance: <b>92.9%</b> (1,300 OK, 100 LATE)',
    '',
    '<b>By app</b>',
    '• MIT: 1,000 (66.7%)',
    '• MIS: 500 (33.3%)',
    '',
    '<b>By solver</b>',
    '• Bagas &lt;b&gt;: 900 (60%)',
    '',
    '<b>Most frequent symptoms</b>',
    '• KENDALA LOGIN: 400 (26.7%)',
    '• (no label yet): 10 (0.7%)',
    '+12 others',
  ]);
  expect(renderWeekTrend(weekPeriod(2026, 11, 4)!, null, trend, 'en')).toContain('week 4, November 2026');
  expect(renderTicketReport(quarterPeriod(2026, 2), null, { ...tickets, total: 0 }, 'en')).toBe(
    '🎫 <b>Report of tickets</b> · quarter 2 of 2026\nThere are no data for this period yet.',
  );
});

test.each([
  [{ auto: 95, total: 100, review: 5 }, ['automationHigh']],
  [{ auto: 90, total: 100, review: 10 }, ['automationHigh']],
  [{ auto: 80, total: 100, review: 20 }, ['automationGood']],
  [{ auto: 70, total: 100, review: 30 }, []],
  [{ auto: 69, total: 100, review: 31 }, ['automationLow', 'reviewHigh']],
  [{ auto: 75, total: 100, review: 25, avgConfidence: 0.9 }, ['confidenceHigh']],
  [{ auto: 75, total: 100, review: 25, avgConfidence: 0.79 }, ['confidenceLow']],
  [{ auto: 75, total: 100, review: 25, pending: 51 }, ['pendingHigh']],
  [{ auto: 0, total: 0, review: 0, pending: 99 }, []],
])('%o: %j', (figures, expected) => {
  expect(remarksOn(predictions({ avgConfidence: 0.85, pending: 0, ...figures }))).toEqual(expected);
});
