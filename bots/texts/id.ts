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
  modelStatus: {
    none: '⚠️ Belum ada model yang dimuat.',
    title: '🤖 <b>Status model</b>',
    version: (version: string) => `Versi: <b>${version}</b>`,
    classes: (count: number) => `Jumlah label: ${count}`,
    origin: (origin: string) => `Data latih: ${origin}`,
    trainedAt: (at: string) => `Dilatih: ${at}`,
    autoThreshold: (percent: string) => `Ambang AUTO: ${percent}`,
  },
  press: {
    unknownTicket: 'Tiket ini tidak ditemukan.',
    unknownLabel: 'Label ini tidak dikenal lagi. Admin dapat menambahkannya.',
    notUnderReview: 'Tiket ini sedang tidak dalam review.',
    refused: 'Keputusan ini tidak dapat disimpan.',
  },
} as const;
