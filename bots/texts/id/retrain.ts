import type { Wording } from '../../../domain/language';

/**
 * What the admin bot says of retraining, in Bahasa Indonesia. Arguments are already escaped HTML, except in `press`, which
 * Telegram shows as plain text.
 */
export const retrainTextsId = {
  usage: [
    '🧠 Cara pakai:',
    '<code>/retrain</code> latih ulang dengan parameter tetap',
    '<code>/retrain tune</code> cari parameter terbaik, 20 percobaan',
    '<code>/retrain tune 50</code> cari parameter terbaik, 1 sampai 200 percobaan',
    '<code>/retrain force</code> latih walau data yang direview belum cukup; boleh digabung, misalnya <code>/retrain force tune 50</code>',
  ].join('\n'),
  question: {
    title: '🧠 <b>Mulai pelatihan ulang?</b>',
    fixed: 'Parameter tetap',
    search: (count: number) => `Mencari parameter terbaik: ${count} percobaan`,
    forced: '⚠️ Dipaksa: data yang direview boleh kurang dari jumlah yang diinginkan',
    unread: '⏳ Spreadsheet belum terbaca; pelatihan menunggu sampai terbaca.',
    promise: 'Model baru tidak dipakai sebelum disetujui admin.',
    yes: '✅ Ya, mulai',
    no: '✖️ Jangan',
  },
  mend: {
    SheetHeadings: '⚠️ Judul kolom spreadsheet bukan judul yang dikenal: perbaiki dulu, lalu latih lagi.',
    SheetNotFound: '⚠️ Lembar kerja hilang dari spreadsheet: kembalikan dulu dari riwayat versi, lalu latih lagi.',
  },
  notStarted: '✖️ Pelatihan tidak dimulai.',
  refused: {
    nothingUsable: 'ℹ️ Belum ada baris yang dapat dilatihkan.',
    tooFewRows: (have: string, need: string) =>
      `ℹ️ Baris yang dapat dilatihkan baru ${have}; paling sedikit ${need}, juga dengan <code>force</code>.`,
    oneLabel: 'ℹ️ Semua baris berlabel sama; pelatihan butuh paling sedikit dua label.',
    tooFewReviewed: (have: string, need: string) =>
      `ℹ️ Baris yang direview baru ${have} dari ${need} yang diinginkan. Tetap latih: <code>/retrain force</code>.`,
  },
  status: {
    title: '🧠 <b>Kesiapan pelatihan ulang</b>',
    ready: '✅ Data cukup untuk pelatihan.',
    reviewed: (reviewed: string, need: string) => `Direview: <b>${reviewed}</b> (diinginkan ${need})`,
    trained: (have: string) => `• sudah dilatihkan: ${have}`,
    untrained: (have: string) => `• belum dilatihkan: ${have}`,
    auto: (have: string) => `Disetujui otomatis: ${have}`,
    rows: (have: string, need: string) => `Dapat dilatihkan: <b>${have}</b> baris (minimum ${need})`,
    labels: (have: string) => `Label terbanyak dari ${have}:`,
    label: (label: string, have: string) => `• ${label}: ${have}`,
    newLabel: (label: string, have: string) => `• 🆕 ${label}: ${have}`,
    last: 'Pelatihan terakhir:',
    never: 'Belum pernah ada pelatihan.',
  },
  progress: {
    title: (by: string) => `🧠 <b>Pelatihan ulang</b> · ${by}`,
    weekly: 'jadwal mingguan',
    phase: (phase: string) => `Tahap: <b>${phase}</b>`,
    phases: {
      snapshot: 'mengambil data latih',
      trials: 'mencari parameter',
      holdOut: 'melatih untuk diuji',
      evaluate: 'menguji',
      final: 'melatih model akhir',
      register: 'mendaftarkan model',
      over: 'selesai',
    },
    bar: (bar: string, percent: string) => `<code>${bar}</code> ${percent}`,
    elapsed: (time: string, rest: string | null) =>
      `Berjalan ${time}${rest === null ? '' : `, kira-kira ${rest} lagi`}`,
    hours: (hours: number, minutes: number) => `${hours} jam ${minutes} menit`,
    minutes: (minutes: number) => `${minutes} menit`,
    seconds: (seconds: number) => `${seconds} detik`,
    data: (rows: string, labels: string) => `Data: ${rows} baris, ${labels} label`,
    features: (have: string) => `Fitur teks: ${have}`,
    trials: (count: number, total: number) => `Percobaan: ${count} dari ${total}`,
    pruned: (count: number) => `${count} dihentikan dini`,
    failed: (count: number) => `${count} gagal`,
    best: (value: string) => `F1 makro terbaik: <b>${value}</b>`,
    stop: '✖️ Hentikan',
    candidate: (version: string, time: string) =>
      `✅ Selesai dalam ${time}: model <b>${version}</b> menunggu keputusan admin.`,
    figures: (macro: string, current: string | null) =>
      `F1 makro <b>${macro}</b>${current === null ? '' : ` (Production ${current})`}`,
    cancelled: (time: string) => `✖️ Dihentikan setelah ${time}. Tidak ada yang diubah.`,
    ended: (type: string, time: string) => `❌ Gagal setelah ${time} (<code>${type}</code>). Tidak ada yang diubah.`,
  },
  stop: {
    question: '✖️ Hentikan pelatihan yang sedang berjalan? Hasilnya sampai sekarang hilang.',
    yes: '✅ Ya, hentikan',
    no: 'Lanjutkan',
    asked: '✖️ Pelatihan sedang dihentikan.',
    over: 'ℹ️ Pelatihan itu sudah selesai.',
    kept: '▶️ Pelatihan dilanjutkan.',
  },
  press: {
    started: 'Pelatihan dimulai.',
    running: 'Pelatihan lain sedang berjalan; kemajuannya ditampilkan di sini.',
    promoted: (version: string) => `Model ${version} disetujui dan dipakai dalam beberapa detik.`,
    unservable: (version: string) => `Model ${version} tidak dapat dimuat; model sebelumnya tetap dipakai.`,
    rejected: (version: string) => `Model ${version} ditolak; model yang dipakai tidak berubah.`,
    wasApproved: (version: string, by: string) => `Model ${version} sudah disetujui oleh ${by}.`,
    wasRejected: (version: string, by: string) => `Model ${version} sudah ditolak oleh ${by}.`,
    expired: (version: string) => `Waktu keputusan untuk model ${version} sudah habis.`,
    superseded: (version: string) => `Model ${version} sudah digantikan model yang lebih baru.`,
    unknown: (version: string) => `Tidak ada keputusan yang ditunggu untuk model ${version}.`,
  },
} as const;

/** The table in any language. */
export type RetrainTexts = Wording<typeof retrainTextsId>;
