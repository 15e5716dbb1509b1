/**
 * What the bots say by themselves, in Bahasa Indonesia. Texts about a ticket are in the domain. Arguments are already
 * escaped HTML, except in `press`, which Telegram shows as plain text.
 */
export const botTexts = {
  health: (localTime: string) => `OK ${localTime}`,
  help: {
    title: '👋 <b>Oncek</b>: perintah untuk admin',
    commands: {
      pendingreview: '🔎 antrean tiket yang menunggu review',
      label: '🏷 daftar label; tambah atau hapus label',
      modelstatus: '🤖 model yang sedang dipakai',
      helpml: '❓ daftar perintah ini',
    },
    buttons: 'Kartu review dikirim ke sini; tekan tombolnya untuk memilih label.',
  },
  pendingReview: {
    none: '✅ Tidak ada tiket yang menunggu review.',
    title: (count: string) => `🔎 <b>${count}</b> tiket menunggu review`,
    more: (count: number) => `… dan ${count} lainnya`,
    link: (url: string) => `<a href="${url}">lihat pesan</a>`,
    how: 'Pilih label lewat tombol pada kartu review.',
  },
  label: {
    usage: [
      '🏷 Cara pakai:',
      '<code>/label</code> daftar label',
      '<code>/label add NAMA LABEL</code> tambah label',
      '<code>/label hapus NAMA LABEL</code> hapus label yang ditambahkan admin',
      'Nama: 1 sampai 200 karakter, tanpa tanda kutip ganda dan garis miring terbalik.',
    ].join('\n'),
    none: '🏷 Belum ada label: model belum dimuat, dan admin belum menambahkan label.',
    title: (count: number) => `🏷 <b>${count} label dikenal</b>`,
    added: (label: string, by: string) => `➕ <b>${label}</b> (ditambahkan ${by})`,
    ofModel: (label: string) => `• ${label}`,
    more: (count: number) => `… dan ${count} lainnya`,
    wasAdded: (label: string) => `✅ Label <b>${label}</b> ditambahkan.`,
    wasKnown: (label: string) => `ℹ️ Label <b>${label}</b> sudah dikenal.`,
    wasRemoved: (label: string) => `🗑 Label <b>${label}</b> dihapus. Tiket yang memakainya tidak berubah.`,
    isOfModel: (label: string) => `⚠️ Label <b>${label}</b> milik model, tidak dapat dihapus.`,
    unknown: (label: string) => `⚠️ Label <b>${label}</b> tidak ada di daftar tambahan admin.`,
    refused: '⚠️ Label ini tidak dapat ditambahkan: daftar tambahan sudah penuh.',
  },
  modelStatus: {
    none: '⚠️ Belum ada model yang dimuat.',
    title: '🤖 <b>Status model</b>',
    version: (version: string) => `Versi: <b>${version}</b>`,
    classes: (count: number) => `Jumlah label: ${count}`,
    origin: (origin: string) => `Data latih: ${origin}`,
    trainedAt: (at: string) => `Dilatih: ${at}`,
    autoThreshold: (percent: string) => `Ambang AUTO: ${percent}`,
  },
  charts: {
    slaByDay: 'Kepatuhan SLA per hari',
    onTime: 'OK',
    late: 'TERLAMBAT',
    tickets: 'Jumlah tiket',
    responseByDay: 'Waktu respons per hari',
    minutes: 'Menit aktif',
    median: 'Median',
    p90: 'Persentil 90',
    target: 'Batas SLA',
    symptoms: 'Kendala terbanyak',
    automationByDay: 'Tingkat otomatisasi per hari',
    percent: 'Persen',
    day: 'Tanggal',
  },
  press: {
    unknownTicket: 'Tiket ini tidak ditemukan.',
    unknownLabel: 'Label ini tidak dikenal lagi. Admin dapat menambahkannya.',
    notUnderReview: 'Tiket ini sedang tidak dalam review.',
    refused: 'Keputusan ini tidak dapat disimpan.',
  },
} as const;
