/** How technicians and ops might write about one label. `(a|b)` is a choice, `{name}` a filled-in value. */
export interface LabelTemplates {
  label: string;
  problems: readonly string[];
  solvings: readonly string[];
  /** Rows made of it; default 50. Some labels are rare in practice, too. */
  rows?: number;
}

/** Said before any problem, whatever its label. */
export const OPENINGS: readonly string[] = [
  '',
  '',
  'min',
  'moban',
  'mohon bantuan min',
  'mohon dibantu rekan',
  '(pagi|siang|sore|malam) rekan, mohon bantuannya',
  'selamat (pagi|siang|sore) tim',
  'izin min',
  'maaf ganggu min',
  'tolong dicek',
  'rekan MIT mohon bantuan',
  'ijin bertanya',
];

/** Said after any problem. */
export const CLOSINGS: readonly string[] = [
  '',
  '',
  '',
  'terima kasih',
  'mohon segera, pelanggan sudah menunggu',
  'posisi di lokasi pelanggan',
  'terima kasih sebelumnya min',
  'nik {nik}',
  'laborcode {nik}',
  'STO {sto}',
  'witel {witel}',
  '{wo}',
  'urgent min',
];

/** Problems that do not say which label is meant: only the solving does, as with some real messages. */
export const VAGUE_PROBLEMS: readonly string[] = [
  'aplikasi error (terus|lagi) min',
  '(tidak bisa|gagal) lanjut {wo}, (kenapa ya|mohon solusi)',
  'kendala {sc} mohon dibantu',
  'masih sama (kendalanya|seperti tadi) min',
  'ada notif merah (di layar|di hp) {wo}',
];

/** Made-up wording for the labels in use; it stands in for real messages, which are personal data. */
export const TEMPLATES: readonly LabelTemplates[] = [
  {
    label: 'CEK ORDER UTONLINE',
    problems: [
      '(cek|mohon cek) (order|orderan) {sc} di utonline, (statusnya apa|posisinya dimana|sudah masuk belum)',
      'order {sc} (tidak muncul|belum ada|hilang) di ut online (list|daftar order)',
      'minta cek status order utonline {wo}',
    ],
    solvings: ['order sudah (ada|muncul) di utonline', 'status order {sc} sudah completed', 'order masih di dispatch'],
  },
  {
    label: 'INFORMASI LINK APK',
    problems: [
      '(minta|share|boleh minta) link (apk|download|unduh) mytech (terbaru|versi terbaru)',
      'link download aplikasi (mana|dimana), hp baru (belum ada|hilang) apk nya',
      'apk mytech download dimana ya',
    ],
    solvings: ['link apk (dikirim|dishare) via japri', 'silakan unduh di link berikut {url}'],
  },
  {
    label: 'KENDALA ASSIGNMENT MIA',
    problems: [
      'tiket {wo} (tidak bisa di assign|gagal assign|assignment gagal) di MIA',
      'assignment mia (salah teknisi|nyangkut|pending), mohon di reassign ke {nik}',
      'wo {wo} belum (ter assign|masuk) ke teknisi di mia',
    ],
    solvings: ['sudah di reassign ke teknisi', 'assignment mia sudah normal, silakan refresh'],
  },
  {
    label: 'KENDALA COMPWA',
    problems: [
      'tidak bisa compwa {wo}, (tombol complete abu|gagal terus|muncul error)',
      'compwa (gagal|stuck|loading terus) padahal data sudah lengkap',
      'wo {wo} minta dibantu compwa',
    ],
    solvings: ['sudah dibantu compwa', 'compwa manual berhasil'],
  },
  {
    label: 'KENDALA DATA BAI',
    problems: [
      'data BAI {sc} (tidak sesuai|salah|kosong), nama pelanggan beda',
      'isi berita acara (nama|alamat|paket) (keliru|tidak muncul), data bai mohon diperbaiki',
      'data di bai (masih lama|belum tersinkron)',
    ],
    solvings: ['data bai sudah diperbaiki', 'data bai sudah disinkronkan ulang'],
  },
  {
    label: 'KENDALA DATA TEKNISI',
    problems: [
      'data teknisi {nik} (tidak ditemukan|salah witel|belum pindah STO)',
      'profil saya (masih di mitra lama|salah sektor), mohon update data teknisi',
      'nama teknisi di aplikasi (beda|keliru), minta diubah data teknisinya',
    ],
    solvings: ['data teknisi sudah diupdate', 'profil teknisi dipindah ke STO {sto}'],
  },
  {
    label: 'KENDALA EVIDENCE BAI',
    problems: [
      '(foto|evidence) BAI (gagal upload|tidak bisa diunggah|hilang) {sc}',
      'upload evidence (muter terus|error) foto rumah pelanggan tidak masuk',
      'evidence bai (blur|kosong) padahal foto sudah diambil',
    ],
    solvings: ['evidence sudah bisa diupload', 'silakan foto ulang lalu unggah evidence'],
  },
  {
    label: 'KENDALA INTEGRASI ALISTA',
    problems: [
      'material (tidak muncul|kosong|nol) dari ALISTA {wo}',
      'alista (gagal sinkron|tidak terintegrasi|error), stok kabel tidak terbaca',
      'integrasi alista (mati|putus), pemakaian material tidak bisa diinput',
    ],
    solvings: ['integrasi alista sudah normal', 'stok alista sudah disinkronkan'],
    rows: 40,
  },
  {
    label: 'KENDALA INTEGRASI BIMA',
    problems: [
      'order {sc} (tidak turun|belum masuk|gagal kirim) ke BIMA',
      'bima (error|timeout|tidak merespon) saat tarik order',
      'status di bima beda dengan mytech {wo}',
    ],
    solvings: ['order sudah dikirim ulang ke bima', 'bima sudah normal kembali'],
    rows: 40,
  },
  {
    label: 'KENDALA INTEGRASI EAI/APIM',
    problems: [
      'muncul pesan (EAI error|APIM gateway error|eai timeout) waktu submit {wo}',
      'error apim (500|502|504) terus menerus',
      'gagal panggil layanan eai, (response kosong|koneksi ditolak)',
    ],
    solvings: ['layanan eai sudah direstart', 'apim sudah normal, silakan coba lagi'],
    rows: 30,
  },
  {
    label: 'KENDALA INTEGRASI IBOOSTER',
    problems: [
      'ukur ibooster (gagal|kosong|tidak keluar hasil) nomor {sn}',
      'redaman tidak terbaca di ibooster {wo}',
      'ibooster (offline|error), rx power tidak muncul',
    ],
    solvings: ['hasil ukur ibooster sudah keluar', 'ibooster sudah online, silakan ukur ulang'],
  },
  {
    label: 'KENDALA INTEGRASI UT ONLINE',
    problems: [
      'integrasi ut online (gagal|putus|error) {wo}',
      'uji terima online (tidak terkirim|tidak sinkron) dari mytech',
      'hasil uji terima tidak masuk ut online, (integrasinya error|gagal push)',
    ],
    solvings: ['push ulang ke ut online berhasil', 'integrasi ut online sudah normal'],
    rows: 35,
  },
  {
    label: 'KENDALA INTEGRASI VALINS',
    problems: [
      'valins (gagal|tidak ketemu|error), qr odp {odp} tidak terbaca',
      'scan valins {odp} muncul port tidak valid',
      'id valins tidak keluar (padahal sudah scan qr|setelah validasi)',
    ],
    solvings: ['valins sudah divalidasi', 'port {odp} sudah diperbaiki di valins'],
  },
  {
    label: 'KENDALA LOGIN',
    problems: [
      'tidak bisa login (mytech|aplikasi|mystaff), (muter terus|kembali ke halaman awal)',
      'gagal masuk aplikasi (dari pagi|sejak update)',
      'login (error|loading lama) mohon direset sesinya',
    ],
    solvings: ['sudah direset, silakan login ulang', 'sesi login sudah dihapus, coba masuk lagi'],
    rows: 60,
  },
  {
    label: 'KENDALA LUPA PASSWORD',
    problems: [
      '(lupa|kelupaan) password (mytech|mystaff), minta reset',
      'mohon reset kata sandi, (lupa|tidak ingat) passwordnya',
      'password lama tidak ingat min, (tolong direset|bisa dibuatkan baru)',
    ],
    solvings: ['password sudah direset ke default', 'kata sandi baru dikirim via sms'],
    rows: 60,
  },
  {
    label: 'KENDALA ONT/NTE',
    problems: [
      '(ONT|NTE|modem) {sn} (tidak terdaftar|tidak bisa diinput|sudah terpakai)',
      'serial number ont (invalid|tidak ditemukan) {sn}',
      'ganti modem, sn {sn} (belum masuk gudang|ditolak sistem)',
    ],
    solvings: ['sn ont sudah didaftarkan', 'nte sudah dirilis dari order lama'],
  },
  {
    label: 'KENDALA REJECT BAI',
    problems: [
      'BAI {sc} (kena reject|ditolak|direject) validator, alasannya tidak jelas',
      'mohon info reject bai (tanda tangan|foto) {sc}',
      'kenapa bai saya reject terus',
    ],
    solvings: ['reject bai sudah dibatalkan', 'alasan reject: foto tidak jelas'],
    rows: 40,
  },
  {
    label: 'KENDALA REOPEN BAI',
    problems: [
      '(minta|mohon) reopen BAI {sc} (salah tanda tangan|ada revisi)',
      'bai sudah close, tolong dibuka kembali {sc}',
      'reopen bai (gagal|tidak bisa) dari sisi teknisi',
    ],
    solvings: ['bai sudah direopen', 'bai {sc} dibuka kembali'],
    rows: 35,
  },
  {
    label: 'KENDALA REQUEST FAILED',
    problems: [
      'muncul (request failed|"request failed with status code"|notif request failed) di aplikasi',
      'request failed (terus|saat buka wo|waktu simpan) {wo}',
      'layar merah tulisan request failed',
    ],
    solvings: ['request failed sudah teratasi, clear cache dulu', 'server sudah pulih, request normal'],
  },
  {
    label: 'KENDALA RETURN BAI',
    problems: [
      'BAI {sc} (di return|kena return|dikembalikan) tidak bisa diperbaiki',
      'return bai (tidak muncul|hilang) di list perbaikan',
      'status return bai sudah diperbaiki tapi tidak berubah {sc}',
    ],
    solvings: ['return bai sudah diproses ulang', 'bai return sudah muncul di list'],
    rows: 30,
  },
  {
    label: 'KENDALA SPEEDTEST',
    problems: [
      'hasil speedtest (tidak muncul|gagal|nol) {wo}',
      'speed test (under spec|tidak sesuai paket|error server)',
      'tidak bisa ukur kecepatan, speedtest (stuck|loading)',
    ],
    solvings: ['speedtest sudah bisa diulang', 'server speedtest sudah diganti'],
  },
  {
    label: 'KENDALA SUBMIT BAI',
    problems: [
      '(gagal|tidak bisa) submit BAI {sc}, tombol kirim tidak aktif',
      'submit berita acara (error|muter terus) {sc}',
      'bai tidak terkirim setelah submit',
    ],
    solvings: ['bai sudah berhasil disubmit', 'dibantu submit dari backend'],
    rows: 60,
  },
  {
    label: 'KENDALA UPDATE BAI',
    problems: [
      'update BAI {sc} (tidak tersimpan|gagal simpan)',
      'mau (ubah|edit|update) bai paket pelanggan tapi tidak bisa',
      'perubahan bai tidak ter update (di sistem|setelah simpan)',
    ],
    solvings: ['bai sudah diupdate', 'update bai sudah tersimpan di sistem'],
  },
  {
    label: 'KENDALA UPDATE SUBTASK',
    problems: [
      'subtask {wo} (tidak bisa diupdate|stuck di ogp|tidak lanjut)',
      'update sub task (gagal|error), status masih start work',
      'langkah subtask tidak berubah (padahal sudah selesai|dari tadi)',
    ],
    solvings: ['subtask sudah dimajukan', 'update subtask dibantu dari backend'],
    rows: 60,
  },
  {
    label: 'KENDALA USERNAME AND PASSWORD MISMATCH',
    problems: [
      'muncul (username and password mismatch|mismatch username password) padahal benar',
      'notif username and password mismatch (terus|waktu masuk)',
      'user sama sandi mismatch katanya, sudah dicoba berkali kali',
    ],
    solvings: ['mismatch sudah diperbaiki, pakai sandi ldap', 'username disamakan dengan portal'],
  },
  {
    label: 'KENDALA VERIFIKASI',
    problems: [
      'kode verifikasi (tidak masuk|belum diterima|kadaluarsa)',
      'gagal verifikasi (nomor hp|wajah|email) teknisi',
      'sms verifikasi tidak kunjung (datang|masuk) {phone}',
    ],
    solvings: ['kode verifikasi sudah dikirim ulang', 'verifikasi dibantu manual'],
  },
  {
    label: 'KOORDINASI DENGAN APLIKASI LAIN',
    problems: [
      'kendala (starclick|ncx|kpro), mohon koordinasi dengan tim terkait',
      'perlu koordinasi dengan (starclick|ncx|tim inventory) untuk {sc}',
      'masalah bukan di mytech, (tolong eskalasi|mohon dikoordinasikan) ke aplikasi sebelah',
    ],
    solvings: ['sudah dikoordinasikan dengan tim starclick', 'silakan koordinasi dengan ncx'],
    rows: 30,
  },
  {
    label: 'MENGARAHKAN KE IT TA',
    problems: [
      'laptop kantor (mati|lemot), lapor ke siapa',
      'akun (email perusahaan|vpn) mitra TA bermasalah',
      'absensi karyawan telkom akses (error|tidak tercatat)',
    ],
    solvings: ['silakan hubungi it ta', 'diarahkan ke it ta ya'],
    rows: 30,
  },
  {
    label: 'TICKET APLIKASI LAIN',
    problems: [
      'tiket (insera|nossa) {tiket} tidak bisa close',
      'kendala aplikasi (insera|nossa|assurance), tiket gangguan (nyangkut|dobel)',
      'buat tiket nossa gagal untuk gangguan pelanggan',
    ],
    solvings: ['silakan buat tiket di aplikasi terkait', 'tiket insera ditangani tim lain'],
    rows: 30,
  },
  {
    label: 'TWO FACTOR AUTHETICATION',
    problems: [
      '(2fa|two factor|otp authenticator) tidak bisa, hp lama hilang',
      'minta reset two factor authentication (ganti hp|kode salah terus)',
      'google authenticator (terhapus|tidak sinkron), kode 2fa ditolak',
    ],
    solvings: ['2fa sudah direset, scan barcode ulang', 'two factor sudah dinonaktifkan sementara'],
  },
  {
    label: 'UPDATE VERSION TEKNISI',
    problems: [
      'muncul (harus update versi|versi terlalu lama|please update version) tapi sudah terbaru',
      'versi aplikasi teknisi (tidak bisa diperbarui|minta update terus)',
      'update version gagal, (playstore|instalasi) bermasalah',
    ],
    solvings: ['versi teknisi sudah dinaikkan', 'hapus aplikasi lama lalu pasang versi baru'],
  },
  {
    label: 'USER AUTH DEVID REQUIRED',
    problems: [
      'muncul (devid required|auth dev id required|device id required) saat masuk',
      'ganti handphone jadi device id (tidak dikenal|required)',
      'mohon reset devid {nik}, (hp baru|hp rusak)',
    ],
    solvings: ['devid sudah direset', 'device id lama sudah dilepas'],
  },
  {
    label: 'USER AUTH FAILED',
    problems: [
      'keterangan (user auth failed|authentication failed) {nik}',
      'auth failed (terus|dari kemarin) min',
      'otentikasi gagal, tulisannya user auth failed',
    ],
    solvings: ['user auth sudah diperbaiki', 'autentikasi disinkronkan dengan ldap'],
  },
  {
    label: 'USER AUTH LOCKED',
    problems: [
      'akun (terkunci|locked|ke lock) karena salah sandi tiga kali',
      'user auth locked, mohon (unlock|dibuka kuncinya) {nik}',
      'akun keblokir, tulisannya locked',
    ],
    solvings: ['akun sudah di unlock', 'kunci akun sudah dibuka'],
  },
  {
    label: 'USER NOT FOUND',
    problems: [
      'muncul user not found (padahal kemarin bisa|saat masuk) {nik}',
      'user (tidak terdaftar|not found), teknisi baru belum didaftarkan',
      'akun saya hilang, (user not found|pengguna tidak ditemukan)',
    ],
    solvings: ['user sudah didaftarkan', 'akun teknisi baru sudah dibuat'],
  },
];
