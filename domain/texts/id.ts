import type { Wording } from '../language';

/**
 * Every text the bots say about a ticket, in Bahasa Indonesia. Arguments are already escaped HTML: texts never see raw
 * input.
 */
export const textsId = {
  card: {
    title: (group: string) => `🔎 <b>Perlu review</b> · ${group}`,
    noText: '(tanpa teks)',
    solving: (solving: string) => `<b>Solusi:</b> ${solving}`,
    files: (links: string) => `📎 ${links}`,
    file: (url: string, number: number) => `<a href="${url}">lampiran ${number}</a>`,
    question: 'Pilih label yang benar:',
    similar: (ticket: { label: string; percent: string; text: string; solving: string; link: string }) =>
      `Mirip ${ticket.percent}: <b>${ticket.label}</b> · ${ticket.text} → ${ticket.solving}${ticket.link}`,
    decided: (label: string, approved: boolean, by: string) =>
      `${approved ? '✅ Disetujui' : '✏️ Dikoreksi'}: <b>${label}</b> oleh ${by}`,
    withdrawn: '🚫 Tiket dibatalkan, tidak perlu review.',
    settled: (label: string) => `✅ Tidak perlu review lagi: <b>${label}</b>`,
    retracted: '↩️ Solusi ditarik kembali, tidak perlu review.',
    outdated: 'Kartu ini sudah diperbarui. Lihat kartu terbaru.',
    already: (label: string, by: string) => `Sudah diputuskan: ${label} oleh ${by}`,
    lockedBy: (by: string, until: string) => `🔒 Sedang direview oleh ${by} sampai ${until}`,
    more: '🔎 lainnya…',
    take: '✋ Saya kerjakan',
    undo: '↩️ Urungkan',
    done: (label: string) => `Tersimpan: ${label}`,
    closed: 'Tiket ini sudah selesai.',
  },
  sheet: {
    unknownLabel: (label: string, group: string, link: string) =>
      `🏷 Label <b>${label}</b> ditulis di sheet, tetapi belum dikenal · ${group}. Tambahkan dengan <code>/label add ${label}</code>, atau perbaiki selnya. ${link}`,
  },
  review: {
    reminder: (group: string, since: string, link: string) =>
      `⏰ <b>Masih menunggu review</b> · ${group}: sejak ${since}. ${link}`,
  },
  notice: {
    oncek: (by: string, group: string) => `📝 <b>Oncek dicatat</b> oleh ${by} · ${group}`,
    solution: (by: string, group: string) => `✅ <b>Solusi dicatat</b> oleh ${by} · ${group}`,
    updated: (by: string, group: string) => `✏️ <b>Diperbarui</b> oleh ${by} · ${group}`,
    cancelled: (by: string, group: string) => `🚫 <b>Tiket dibatalkan</b> oleh ${by} · ${group}`,
    label: (label: string, percent: string, source: string) => `🏷 <b>${label}</b> ${percent}${source}`,
    decided: (label: string, by: string) => `🏷 <b>${label}</b> · diputuskan ${by}`,
    source: { lightgbm: '', hybrid: ' · hybrid', gemini: ' · Gemini' },
    needsReview: '🔎 perlu review',
    noModel: '🏷 tanpa label (model belum siap)',
    noLabel: '🏷 tanpa label (tidak ada teks yang dikenali)',
    parked: '⚠️ baris ditolak Google Sheets, perlu diperiksa admin',
    late: (minutes: string) => `⏱ TERLAMBAT (${minutes} menit)`,
    onTime: (minutes: string) => `⏱ OK (${minutes} menit)`,
    pending: '⏳ menunggu ditulis ke sheet',
    mediaFailed: '📎 lampiran gagal disimpan',
    link: (url: string) => `<a href="${url}">lihat pesan</a>`,
  },
  worksheet: {
    headings: (sheet: string, wrong: string) =>
      `⚠️ <b>Judul kolom ${sheet} berubah</b>, jadi lembar itu tidak dibaca: ${wrong}. Kembalikan judulnya.`,
    missing: (sheet: string) =>
      `⚠️ <b>Lembar ${sheet} tidak ditemukan</b> di spreadsheet. Data lama tetap dipakai untuk laporan.`,
    duplicates: (sheet: string, keys: string, more: number) =>
      `⚠️ <b>Nomor pesan ganda di ${sheet}</b>: ${keys}${more > 0 ? ` dan ${more} lainnya` : ''}. ` +
      'Hanya baris teratas yang dipakai; hapus baris lainnya.',
  },
  media: {
    tooLarge: (megabytes: number) =>
      `📎 Lampiran lebih dari ${megabytes} MB tidak bisa disimpan. Tiket tetap dicatat. Bila perlu, edit pesan ini dan ganti lampirannya dengan berkas yang lebih kecil.`,
  },
  alert: {
    burst: {
      title: (label: string) => `🚨 <b>Lonjakan kendala: ${label}</b>`,
      detail: (technicians: number, tickets: number, from: string, to: string, minutes: number) =>
        `${technicians} teknisi, ${tickets} tiket antara ${from} dan ${to} (batas: dalam ${minutes} menit). Mungkin satu gangguan yang sama.`,
      link: (url: string, number: number) => `<a href="${url}">tiket ${number}</a>`,
    },
    monitoring: {
      title: (hour: string) => `📟 <b>Pemantauan</b> · jam ${hour}`,
      fired: {
        automation: (value: string) => `⚠️ Otomatisasi ${value}, di bawah 70%.`,
        review: (value: string) => `⚠️ Perlu review ${value}, lebih dari 30%.`,
        confidence: (value: string) => `⚠️ Rata-rata keyakinan ${value}, di bawah 80%.`,
        pending: (value: string) => `⚠️ ${value} tiket menunggu review, lebih dari 50.`,
      },
      cleared: {
        automation: (value: string) => `✅ Otomatisasi pulih: ${value}.`,
        review: (value: string) => `✅ Bagian yang perlu review pulih: ${value}.`,
        confidence: (value: string) => `✅ Rata-rata keyakinan pulih: ${value}.`,
        pending: (value: string) => `✅ Antrean review pulih: ${value} tiket.`,
      },
    },
    modelRefused: (version: string, former: string | null) =>
      `⛔ <b>Model ${version} tidak bisa dimuat</b> (rusak, atau dibuat oleh program yang lebih baru). ` +
      (former === null
        ? 'Tidak ada model lain: tiket baru menunggu review sampai versi lain dipakai.'
        : `Model <b>${former}</b> tetap dipakai.`) +
      ' Pilih versi lain dengan /mlflowpromote; rinciannya ada di log.',
    webhook: {
      unreachable: (host: string, id: string) =>
        `⚠️ <b>Webhook ${host} tidak bisa dihubungi</b>: pengiriman sehari penuh gagal. Langganan <code>${id}</code> tetap dicoba untuk kejadian berikutnya; yang gagal bisa dikirim ulang lewat API.`,
      gone: (host: string, id: string) =>
        `⛔ <b>Webhook ${host} dimatikan</b>: penerimanya menjawab 410. Langganan <code>${id}</code> bisa dinyalakan lagi lewat API.`,
      failing: (host: string, id: string) =>
        `⛔ <b>Webhook ${host} dimatikan</b>: berhari-hari tidak ada pengiriman yang sampai. Langganan <code>${id}</code> bisa dinyalakan lagi lewat API.`,
    },
    gemini: {
      'rate-limit':
        '⚠️ <b>Gemini</b>: terlalu banyak permintaan dalam semenit. Tiket tetap jalan dengan LightGBM; yang ragu menunggu review.',
      quota:
        '⚠️ <b>Gemini</b>: kuota habis. Tiket tetap jalan dengan LightGBM; yang ragu menunggu review. Periksa paket dan tagihan.',
      key: '⚠️ <b>Gemini</b>: kunci API ditolak. Periksa GEMINI_API_KEY. Tiket tetap jalan dengan LightGBM.',
      timeout: '⚠️ <b>Gemini</b>: tidak menjawab tepat waktu. Tiket tetap jalan dengan LightGBM.',
      other: '⚠️ <b>Gemini</b>: gagal dihubungi. Tiket tetap jalan dengan LightGBM; rinciannya ada di log.',
    },
  },
  ledger: {
    blocked: (cause: string, reason: string, waiting: number) =>
      `⛔ <b>Sheet belum bisa ditulis</b>: ${cause}.\n<code>${reason}</code>\n${waiting} baris menunggu, tidak ada yang ditimpa. Begitu diperbaiki, baris ditulis dengan sendirinya (atau /retryrows).`,
    causes: {
      headings: 'judul kolom berubah',
      denied: 'akses ditolak, berikan hak edit kepada akun layanan',
      protected: 'lembar atau rentangnya dilindungi',
      notFound: 'spreadsheet tidak ditemukan',
      unreachable: 'Google Sheets tidak dapat dihubungi',
      full: 'spreadsheet penuh',
    },
    rolledOver: (title: string, url: string) =>
      `📗 Spreadsheet hampir penuh. Baris baru sekarang masuk ke <a href="${url}">${title}</a>; baris lama tetap diperbarui di tempatnya.`,
    unshared: (reason: string) =>
      `Belum semua orang mendapat akses ke spreadsheet itu, bagikan sendiri:\n<code>${reason}</code>`,
    cannotRollOver: (title: string, account: string, reason: string) =>
      `⚠️ <b>Spreadsheet hampir penuh</b> dan yang baru tidak bisa dibuat:\n<code>${reason}</code>\nBuat spreadsheet kosong bernama <code>${title}</code> dan bagikan kepada <code>${account}</code> sebagai editor. Baris baru masuk ke sana dalam satu jam (atau /retryrows).`,
    recovered: (rows: number) => `✅ Sheet bisa ditulis lagi: <b>${rows} baris</b> yang menunggu sudah ditulis.`,
    parked: (rows: number, keys: string, reason: string) =>
      `⚠️ <b>${rows} baris ditolak Google Sheets</b> dan disisihkan: ${keys}\n<code>${reason}</code>\nCoba lagi dengan /retryrows.`,
    deleted: (rows: number, keys: string) =>
      `🗑 <b>${rows} baris dihapus dari sheet</b> dan tidak ditulis lagi: ${keys}`,
    lost: (rows: number) =>
      `🚨 <b>${rows} baris hilang dari penyimpanan</b> (berkas tidak ada). Periksa penyimpanan objek dan cadangannya.`,
    row: (worksheet: string, key: string) => `${worksheet} ${key}`,
    more: (count: number) => `… dan ${count} lagi`,
  },
  sla: {
    warning: (minutes: number) => `⏰ Belum ada jawaban. Sisa <b>${minutes} menit</b> aktif sampai batas SLA.`,
    breach: (target: number) => `🚨 Batas SLA <b>${target} menit</b> terlewati tanpa jawaban.`,
    breachNotice: (group: string, target: number, link: string) =>
      `🚨 <b>SLA terlewati</b> · ${group}: belum ada jawaban setelah ${target} menit aktif. ${link}`,
    escalation: (group: string, minutes: number, link: string) =>
      `🚨 <b>Eskalasi</b> · ${group}: ${minutes} menit aktif tanpa jawaban. ${link}`,
  },
  training: {
    failed: (type: string, message: string) =>
      `❌ <b>Pelatihan ulang gagal</b> (<code>${type}</code>): ${message}\nModel yang dipakai tidak berubah.`,
    weeklyRefused: (reason: string) => `ℹ️ <b>Pelatihan mingguan tidak dilakukan.</b> ${reason}`,
    refused: {
      nothingUsable: 'Belum ada baris yang dapat dilatihkan.',
      tooFewRows: (have: number, need: number) => `Baris yang dapat dilatihkan baru ${have}; paling sedikit ${need}.`,
      oneLabel: 'Semua baris berlabel sama; pelatihan butuh paling sedikit dua label.',
      tooFewReviewed: (have: number, need: number) =>
        `Baris yang direview baru ${have} dari ${need} yang diinginkan. Tetap latih: <code>/retrain force</code>.`,
    },
    marked: (version: string, counts: { marked: number; skipped: number; waiting: number }) =>
      `🏷 Model <b>${version}</b>: ${counts.marked} baris ditandai <code>TRAINED</code>${counts.skipped > 0 ? `, ${counts.skipped} dilewati karena sudah berubah sejak pelatihan` : ''}${counts.waiting > 0 ? `, ${counts.waiting} masih menunggu Google Sheets` : ''}.`,
    notMarked: (version: string) =>
      `⚠️ Model <b>${version}</b> dipakai, tetapi barisnya tidak dapat ditandai <code>TRAINED</code>; rinciannya ada di log.`,
  },
  shadow: {
    nothing: (candidate: string) => `👥 Calon <b>${candidate}</b> ikut memprediksi; belum ada pesan untuk dibandingkan`,
    agreed: (candidate: string, share: string, compared: number) =>
      `👥 Calon <b>${candidate}</b> sependapat pada ${share} dari ${compared} pesan`,
    auto: (candidate: string, production: string) => ` (tanpa review: calon ${candidate}, Production ${production})`,
    pair: (production: string, candidate: string, count: number) => `   ${production} → ${candidate}: ${count}×`,
    noLabel: 'tanpa label',
  },
  approval: {
    title: (version: string) => `🧠 <b>Model ${version}</b> menunggu keputusan admin`,
    data: (rows: number, labelCount: number, trials: number) =>
      `Data latih: ${rows} baris, ${labelCount} label${trials > 0 ? ` · ${trials} percobaan` : ''}`,
    judged: (rows: number, production: string | null) =>
      production === null
        ? `Diuji pada ${rows} baris yang tidak dilatihkan (belum ada Production):`
        : `Diuji pada ${rows} baris yang tidak dilatihkan, dibanding Production ${production}:`,
    figures: { macroF1: 'F1 makro', weightedF1: 'F1 berbobot', accuracy: 'Akurasi' },
    figure: (name: string, value: string, production: string | null) =>
      `• ${name}: <b>${value}</b>${production === null ? '' : ` (Production ${production})`}`,
    difference: (value: string, low: string, high: string) =>
      `Selisih F1 makro ${value} (selang 95%: ${low} sampai ${high})`,
    auto: (share: string, precision: string) => `Tanpa review: ${share} jawaban, ${precision} di antaranya benar`,
    newLabels: (labels: string) => `🆕 Label baru: ${labels}`,
    more: (count: number) => `+${count} lainnya`,
    warnings: {
      classesWorse: (count: number, labels: string) => `${count} label memburuk: ${labels}`,
      labelsLost: (labels: string) => `Tidak dikenal lagi: ${labels}`,
      notEvaluated: (labels: string) => `Tidak dapat diuji, hanya satu baris: ${labels}`,
      figuresWorse: (difference: string) => `F1 makro turun (${difference})`,
      notProven: 'Selisihnya bisa saja kebetulan',
      fewRows: (rows: number) => `Baris uji sedikit: ${rows}`,
      productionSawRows: (rows: number) => `Production sudah dilatih dengan ${rows} dari baris uji ini`,
      promiseMissed: (promised: string, measured: string) =>
        `Jawaban tanpa review benar ${measured}, dijanjikan ${promised}`,
      drift: (psi: string) => `Sebaran label bergeser sejak pelatihan terakhir (PSI ${psi})`,
    },
    waiting: (until: string) => `⏳ Tanpa keputusan sampai ${until}, model ini tidak dipakai.`,
    approve: '✅ Pakai model ini',
    reject: '✖️ Tolak',
    promoted: (version: string, by: string, reason: string | null, former: string | null) =>
      `🚀 Disetujui ${by}${reason === null ? '' : `: ${reason}`}. Model ini dipakai dalam beberapa detik.${former === null || former === version ? '' : ` Untuk kembali ke model sebelumnya (${former}): <code>/mlflowpromote ${former}</code>`}`,
    refused: (by: string) => `⛔ Disetujui ${by}, tetapi tidak dapat dimuat. Model yang dipakai tidak berubah.`,
    rejected: (by: string, reason: string | null) => `✖️ Ditolak ${by}${reason === null ? '' : `: ${reason}`}`,
    expired: '⌛ Tidak diputuskan tepat waktu; model ini tidak dipakai.',
    superseded: (newer: string) => `↪️ Digantikan calon yang lebih baru: ${newer}`,
  },
} as const;

/** The table in any language. */
export type Texts = Wording<typeof textsId>;
