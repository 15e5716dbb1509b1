import type { Wording } from '../../../domain/language';
import type { Remark } from '../../../domain/report';

/** What reports say, in Bahasa Indonesia. Arguments are already escaped HTML and formatted numbers. */
export const reportTextsId = {
  none: 'Belum ada data untuk periode ini.',
  future: 'Periode itu belum dimulai.',
  noSymptom: '(belum berlabel)',
  months: [
    'Januari',
    'Februari',
    'Maret',
    'April',
    'Mei',
    'Juni',
    'Juli',
    'Agustus',
    'September',
    'Oktober',
    'November',
    'Desember',
  ],
  period: {
    days: (from: string, to: string) => `${from} – ${to}`,
    week: (week: number, month: string, year: number) => `minggu ${week}, ${month} ${year}`,
    month: (month: string, year: number) => `${month} ${year}`,
    quarter: (quarter: number, year: number) => `triwulan ${quarter} ${year}`,
  },
  usage: {
    report: 'Format: <code>/report [weekly|monthly]</code>',
    tiketreport: [
      'Format: <code>/tiketreport [monthly BULAN TAHUN|quarterly TRIWULAN TAHUN] [MIT|MIS]</code>',
      'Contoh: <code>/tiketreport monthly 5 2026 MIT</code>, <code>/tiketreport quarterly 2 2026</code>',
    ].join('\n'),
    trendbulan: 'Format: <code>/trendbulan APLIKASI [BULAN TAHUN]</code>\nContoh: <code>/trendbulan MIT 5 2026</code>',
    trendmingguan: [
      'Format: <code>/trendmingguan [MINGGU BULAN TAHUN] [APLIKASI]</code>',
      'Minggu 1: tanggal 1-7, 2: 8-14, 3: 15-21, 4: 22-28, 5: sisanya.',
      'Contoh: <code>/trendmingguan 2 5 2026 MIT</code>',
    ].join('\n'),
  },
  csv: {
    button: '📄 CSV',
    rows: (count: number) => `${count} baris`,
  },
  stats: {
    title: '📊 <b>Statistik prediksi</b>',
    report: (period: string) => `📈 <b>Laporan prediksi</b> · ${period}`,
    total: (count: string) => `Total prediksi: <b>${count}</b>`,
    confidence: (percent: string) => `Rata-rata keyakinan: ${percent}`,
    automation: (percent: string) => `Tingkat otomatisasi: <b>${percent}</b>`,
    split: (auto: string, review: string) => `AUTO ${auto} · REVIEW ${review}`,
    people: (pending: string, reviewed: string) => `Menunggu ${pending} · direview ${reviewed}`,
    accuracy: (percent: string) => `Disetujui tanpa koreksi: ${percent}`,
    gemini: (gemini: string, hybrid: string) => `Gemini ${gemini} · hybrid ${hybrid}`,
    model: (version: string) => `Versi model: ${version}`,
    trend: (before: string, now: string) => `Otomatisasi periode sebelumnya: ${before}, sekarang ${now}`,
    remarksTitle: '<b>Catatan</b>',
  },
  hourly: {
    title: (date: string, hour: string) => `🕐 <b>Laporan per jam</b> · ${date} jam ${hour}`,
    predictions: (count: string, percent: string) => `Prediksi: <b>${count}</b> · otomatis <b>${percent}</b>`,
    pending: (count: string) => `Menunggu review sekarang: ${count}`,
    day: (count: string, percent: string) => `Tiket hari ini: ${count} · SLA ${percent}`,
  },
  now: {
    done: (hour: string) => `🔄 Angka jam <b>${hour}</b> ditulis ke Monitoring.`,
    empty: (hour: string) => `🔄 Tidak ada prediksi pada jam <b>${hour}</b>, jadi tidak ada baris Monitoring.`,
    filled: (count: string) => `Baris jam sebelumnya yang belum ada: ${count}.`,
    later: '⏳ Angka masih dihitung; barisnya menyusul di Monitoring.',
    figures: (total: string, confidence: string, auto: string, review: string) =>
      `Prediksi ${total} · keyakinan ${confidence} · AUTO ${auto} · REVIEW ${review}`,
  },
  remarks: {
    automationHigh: '🌟 Otomatisasi sangat tinggi.',
    automationGood: '👍 Otomatisasi baik.',
    automationLow: '⚠️ Otomatisasi di bawah 70%.',
    confidenceHigh: '🌟 Keyakinan model tinggi.',
    confidenceLow: '⚠️ Rata-rata keyakinan di bawah 80%.',
    reviewHigh: '⚠️ Lebih dari 30% tiket perlu review.',
    pendingHigh: '⚠️ Lebih dari 50 tiket menunggu review.',
  } satisfies Record<Remark, string>,
  tickets: {
    title: (period: string, app: string) => `🎫 <b>Laporan tiket</b> · ${period}${app}`,
    total: (count: string) => `Total tiket: <b>${count}</b>`,
    apps: '<b>Per aplikasi</b>',
    response: (mean: string, min: string, max: string) =>
      `⏱ Waktu respons: rata-rata ${mean}, tercepat ${min}, terlama ${max} menit aktif`,
    compliance: (percent: string, met: string, late: string) =>
      `✅ Kepatuhan SLA: <b>${percent}</b> (${met} OK, ${late} TERLAMBAT)`,
    solvers: '<b>Per penyelesai</b>',
    symptoms: '<b>Kendala terbanyak</b>',
    line: (name: string, count: string, percent: string) => `• ${name}: ${count} (${percent})`,
    others: (count: string) => `+${count} lainnya`,
  },
  trend: {
    month: (app: string, period: string) => `📈 <b>Tren bulanan ${app}</b> · ${period}`,
    week: (period: string, app: string) => `📆 <b>Tren mingguan</b> · ${period}${app}`,
    line: (rank: number, name: string, count: string, percent: string) =>
      `${rank}. <b>${name}</b>: ${count} (${percent})`,
    example: (text: string) => `   – <i>${text}</i>`,
  },
} as const;

/** The table in any language. */
export type ReportTexts = Wording<typeof reportTextsId>;
