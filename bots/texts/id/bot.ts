import { CHART_TEXTS } from '../../../activities/charts/chart-texts';
import type { Wording } from '../../../domain/language';

/**
 * What the bots say by themselves, in Bahasa Indonesia. Texts about a ticket are in the domain. Arguments are already
 * escaped HTML, except in `press`, which Telegram shows as plain text.
 */
export const botTextsId = {
  health: (localTime: string) => `OK ${localTime}`,
  group: {
    commands: {
      status: 'balas pesan kendala: tahap, SLA, dan label tiketnya',
      batal: 'ops, balas pesan kendala: batalkan tiketnya',
      ping: 'tanda bot hidup',
      health: 'tanda bot hidup',
    },
    status: {
      usage: 'ℹ️ Balas pesan kendala dengan <code>/status</code> untuk melihat tiketnya.',
      unknown: 'ℹ️ Pesan itu bukan tiket.',
      notNow: '⏳ Status tiket belum bisa dibaca. Coba lagi sebentar lagi.',
      title: (group: string, messageId: number) => `🎫 <b>${group} #${messageId}</b>`,
      phase: (phase: string) => `Tahap: ${phase}`,
      phases: {
        open: 'menunggu jawaban ops',
        answered: 'sedang dicek ops',
        solved: 'solusi sedang dicatat',
        inReview: 'solusi dicatat, label menunggu review',
        done: 'selesai',
        closed: 'ditutup',
      },
      outcomes: {
        recorded: 'ditutup, tercatat',
        unanswered: 'ditutup tanpa jawaban',
        cancelled: 'dibatalkan',
      },
      slaWords: { OK: 'OK', TERLAMBAT: 'TERLAMBAT' },
      answered: (word: string, minutes: string) => `⏱ ${word} (${minutes} menit aktif)`,
      running: (left: string, used: string, target: string) =>
        `⏱ Sisa ${left} menit aktif (terpakai ${used} dari ${target})`,
      late: (used: string, target: string) => `⏱ TERLAMBAT: ${used} menit aktif, batas ${target}`,
      waiting: '⏱ Pesan terusan: waktu SLA berjalan begitu ops menjawab',
      label: (label: string, percent: string) => `🏷 <b>${label}</b> ${percent}`,
      decided: (label: string, by: string) => `🏷 <b>${label}</b> · diputuskan ${by}`,
      needsReview: 'perlu review',
      noLabel: '🏷 belum ada label',
    },
    cancel: {
      usage: 'ℹ️ Balas pesan kendala dengan <code>/batal</code> untuk membatalkan tiketnya.',
      onlyOps: 'ℹ️ Hanya ops yang dapat membatalkan tiket.',
      notOpen: 'ℹ️ Pesan itu bukan tiket, atau tiketnya sudah ditutup.',
    },
    unknownCommand:
      'ℹ️ Perintah itu tidak dikenal. Di grup: <code>/status</code> dan <code>/batal</code> sebagai balasan pesan kendala, <code>/ping</code>.',
    adminCommand: 'ℹ️ Perintah itu untuk admin, di obrolan pribadi dengan bot admin.',
  },
  admin: {
    unknownCommand: 'ℹ️ Perintah itu tidak dikenal. Daftar perintah: /helpml',
    inPrivate: 'ℹ️ Perintah admin hanya dijawab di obrolan pribadi dengan bot ini.',
  },
  help: {
    title: '👋 <b>Oncek</b>: perintah untuk admin',
    commands: {
      stats: '📊 statistik prediksi sampai sekarang',
      report: '📈 laporan prediksi [weekly|monthly]',
      tiketreport: '🎫 laporan tiket dan SLA',
      trendbulan: '📉 kendala terbanyak satu aplikasi dalam sebulan',
      trendmingguan: '📆 kendala terbanyak dalam seminggu',
      updatestats: '🔄 hitung angka jam terakhir sekarang',
      pendingreview: '🔎 antrean tiket yang menunggu review',
      label: '🏷 daftar label; tambah atau hapus label',
      retryrows: '🔁 tulis lagi baris yang ditolak Google Sheets',
      modelstatus: '🤖 model yang sedang dipakai',
      mlflowstatus: '🗂 versi model yang terdaftar',
      mlflowpromote: '🚀 pakai versi lain [VERSI]',
      reloadmodel: '♻️ muat ulang model yang dipakai',
      retrain: '🧠 latih ulang model [force] [tune N]',
      retrainstatus: '📡 kesiapan dan kemajuan pelatihan ulang',
      helpml: '❓ daftar perintah ini',
    },
    buttons: 'Kartu review dikirim ke sini; tekan tombolnya untuk memilih label.',
  },
  pendingReview: {
    none: '✅ Tidak ada tiket yang menunggu review.',
    title: (count: string) => `🔎 <b>${count}</b> tiket menunggu review`,
    share: (percent: string, total: string, reviewed: string) =>
      `${percent} dari ${total} prediksi; ${reviewed} sudah direview`,
    guess: (percent: string, label: string) => ` · ${percent} ${label}`,
    link: (url: string) => `<a href="${url}">lihat pesan</a>`,
    how: 'Yang paling tidak yakin lebih dulu. Tekan nomornya untuk membuka kartu review.',
    sheet: (url: string) => `<a href="${url}">Buka spreadsheet</a>`,
    back: '⬅️ Antrean',
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
  retryRows: {
    none: '✅ Tidak ada baris yang disisihkan.',
    title: (count: number) => `🔁 <b>${count} baris</b> dicoba lagi:`,
    row: (worksheet: string, key: string, reason: string) => `• ${worksheet} ${key}: <code>${reason}</code>`,
    more: (count: number) => `… dan ${count} lainnya`,
    waiting: (count: number) => `⏳ ${count} baris menunggu ditulis.`,
  },
  modelStatus: {
    none: '⚠️ Belum ada model yang dimuat.',
    title: '🤖 <b>Status model</b>',
    version: (version: string) => `Versi: <b>${version}</b>`,
    classes: (count: number) => `Jumlah label: ${count}`,
    origin: (origin: string, rows: string) => `Data latih: ${origin}, ${rows} baris`,
    trainedAt: (at: string) => `Dilatih: ${at}`,
    figures: (macro: string, weighted: string, accuracy: string) =>
      `F1 makro ${macro} · F1 berbobot ${weighted} · akurasi ${accuracy}`,
    thresholds: (auto: string, cascade: string) => `Ambang AUTO ${auto} · kaskade ${cascade}`,
    geminiOn: (model: string) => `Gemini: aktif (${model})`,
    geminiOff: 'Gemini: tidak aktif',
    failed: '⚠️ Versi yang dipromosikan gagal dimuat; versi ini tetap dipakai. Rinciannya ada di log.',
  },
  mlflow: {
    title: '🗂 <b>Versi model</b> (ticket-classifier)',
    none: '🗂 Belum ada versi model yang terdaftar.',
    production: (version: string) => `Production: <b>${version}</b>`,
    noProduction: 'Production: belum ada',
    line: (version: string, isProduction: boolean, date: string, about: string) =>
      `${isProduction ? '🟢' : '•'} <b>${version}</b>${isProduction ? ' Production' : ''} · ${date}${about === '' ? '' : ` · ${about}`}`,
    figure: (name: string, value: string, current: string | null) =>
      `   ${name}: <b>${value}</b>${current === null ? '' : ` (sekarang ${current})`}`,
    question: (version: string) => `🚀 Pakai <b>${version}</b> sebagai Production?`,
    wanted: 'Baru:',
    serving: 'Sekarang:',
    yes: '✅ Ya, pakai',
    no: '✖️ Jangan',
    promoted: (version: string, former: string | null) =>
      `🚀 <b>${version}</b> menjadi Production dan dipakai dalam beberapa detik.${former === null ? '' : ` Kembali: <code>/mlflowpromote ${former}</code>`}`,
    notPromoted: '✖️ Tidak ada yang diubah.',
    serves: (version: string) => `ℹ️ <b>${version}</b> sudah menjadi Production.`,
    changed: '⚠️ Sementara itu versi Production sudah diganti. Periksa /mlflowstatus, lalu ulangi.',
    unknown: (version: string) => `⚠️ Versi <b>${version}</b> tidak terdaftar. Lihat /mlflowstatus.`,
    otherStage: 'ℹ️ Hanya ada stage <code>Production</code>.',
    usagePromote:
      'Format: <code>/mlflowpromote VERSI [Production]</code>\nContoh: <code>/mlflowpromote v3</code>. Versi ada di /mlflowstatus.',
    usageReload: 'Format: <code>/reloadmodel [Production]</code>',
    reloaded: (version: string, former: string | null) =>
      `♻️ Model <b>${version}</b> dimuat${former === null || former === version ? '' : ` (sebelumnya ${former})`}.`,
    notLoadable: '⚠️ Versi Production gagal dimuat; rinciannya ada di log. Model sebelumnya, bila ada, tetap dipakai.',
  },
  charts: CHART_TEXTS.id,
  picker: {
    title: (group: string, messageId: number) => `🏷 Pilih label untuk tiket <b>${group} #${messageId}</b>:`,
    page: (page: number, pages: number) => `${page}/${pages}`,
    close: '✖️ Tutup',
    closed: '🏷 Pemilihan label ditutup.',
    done: (label: string) => `🏷 Tersimpan: <b>${label}</b>`,
    none: '⚠️ Belum ada label yang dikenal.',
    search: '🔎 Cari…',
    askWord: (group: string, messageId: number) =>
      `🔎 Balas pesan ini dengan satu atau beberapa kata dari label untuk tiket <b>${group} #${messageId}</b>.`,
    wordPlaceholder: 'kata dari label',
    found: (group: string, messageId: number, words: string, count: number) =>
      `🔎 ${count} label dengan “${words}” untuk tiket <b>${group} #${messageId}</b>:`,
    more: (count: number) => `…dan ${count} label lagi: cari dengan kata yang lebih khusus.`,
    notFound: (words: string) => `🔎 Tidak ada label dengan “${words}”.`,
  },
  press: {
    otherAdmin: 'admin lain',
    unknownTicket: 'Tiket ini tidak ditemukan.',
    unknownLabel: 'Label ini tidak dikenal lagi. Admin dapat menambahkannya.',
    locked: (by: string) => `Sedang direview oleh ${by}.`,
    taken: (minutes: number) => `Review ini milik Anda selama ${minutes} menit.`,
    undone: (label: string) => `Diurungkan: ${label}. Tiket menunggu review lagi.`,
    nothingToUndo: 'Belum ada keputusan yang dapat diurungkan.',
    startFirst: 'Mulai dulu obrolan pribadi dengan bot ini, lalu tekan lagi.',
    notUnderReview: 'Tiket ini sedang tidak dalam review.',
    refused: 'Keputusan ini tidak dapat disimpan.',
    outdated: 'Tombol ini tidak berlaku lagi. Kirim ulang perintahnya.',
  },
} as const;

/** The table in any language. */
export type BotTexts = Wording<typeof botTextsId>;
