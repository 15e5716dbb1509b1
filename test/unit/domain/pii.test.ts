import fc from 'fast-check';
import { maskPersonalData, summaryText } from '../../../domain/pii';

describe('masking', () => {
  it.each([
    ['nama: Budi Santoso', 'nama: [NAMA]'],
    ['Nama : Budi Santoso\nNIK : 18950123', 'Nama : [NAMA]\nNIK [NIK]'],
    ['nama budi santoso tidak bisa login', 'nama [NAMA] tidak bisa login'],
    ['atas nama Siti, order gagal', 'atas nama [NAMA], order gagal'],
    ['nama pelanggan Ir. H. Joko', 'nama pelanggan [NAMA]'],
    ['nama teknisi: M. Rizky. Login gagal', 'nama teknisi: [NAMA] Login gagal'],
    ['nik 18950123', 'nik [NIK]'],
    ['NIK:18950123 gagal', 'NIK [NIK] gagal'],
    ['ktp 3201012345678901', 'ktp [NIK]'],
    ['hub 081234567890', 'hub [TELEPON]'],
    ['wa +6281234567890.', 'wa [TELEPON].'],
    ['wa 6281234567890', 'wa [TELEPON]'],
    ['hp 0812-3456-7890 ya', 'hp [TELEPON] ya'],
    ['hp +62 812 3456 7890', 'hp [TELEPON]'],
    ['hp 0812 34567890', 'hp [TELEPON]'],
    ['hp 0812-3456-7890 12345', 'hp [TELEPON] 12345'],
    ['kirim ke budi.s@telkom.co.id', 'kirim ke [EMAIL]'],
    ['tolong @budi_s cek', 'tolong [AKUN] cek'],
    ['order WO123456, SC-1001 dan sc 22', 'order [ORDER], [ORDER] dan [ORDER]'],
    ['lokasi -6.20881, 106.84560', 'lokasi [KOORDINAT]'],
    ['lokasi -6,20881;106,84560', 'lokasi [KOORDINAT]'],
    ['https://maps.google.com/?q=-6.20881,106.84560', 'https://maps.google.com/?q=[KOORDINAT]'],
    [`lokasi 6°12'31"S 106°50'44"E`, 'lokasi [KOORDINAT] [KOORDINAT]'],
    ['laborcode TA-9912', 'laborcode [LABORCODE]'],
    ['Laborcode: 991234 gagal', 'Laborcode [LABORCODE] gagal'],
  ])('%p becomes %p', (text, expected) => {
    expect(maskPersonalData(text)).toBe(expected);
  });

  it.each([
    'nama aplikasi salah',
    'nama pengguna tidak ditemukan',
    'nama tidak sesuai',
    'namanya salah',
    'ganti nama odp',
    'username dan password salah',
    'nik tidak terdaftar',
    'nik 12',
    'teknik 12345',
    'error 404 setelah 15 menit',
    'versi 1.2.3, 20.000 dan 30.000',
    'kecepatan 10.1234',
    '200.12345, 300.12345',
    'angka 0812',
    'resi 08123456789012345',
    'tanggal 08-12-2025',
    'id 1234567890',
    'login @ kantor',
    'two2 disc1 wo sc',
    'laborcode tidak muncul',
    'siapa@',
  ])('leaves %p alone', (text) => {
    expect(maskPersonalData(text)).toBe(text);
  });

  // What must not leave, beside what only looks like it: the kinds of the issue, one by one.
  describe.each([
    {
      kind: 'a name after "nama"',
      mark: '[NAMA]',
      personal: ['nama lengkap: Dewi Lestari', 'NAMA = AGUS', 'an. nama user Siti Aminah'],
      alike: ['nama file salah', 'Nama Witel berubah', 'namanya sudah diganti', 'panama budi', 'nama: -'],
    },
    {
      kind: 'a NIK',
      mark: '[NIK]',
      personal: ['nik saya 18950123', 'NIK=850012', 'ktp 3201012345678901', 'niknya adalah 18950123'],
      alike: ['unik 18950123', 'mekanik 12345', 'sn 32010123456789012', 'nik belum ada', 'tiknik 99'],
    },
    {
      kind: 'a phone',
      mark: '[TELEPON]',
      personal: ['081234567890', 'wa:+62 812-3456-7890', '62-812 3456 7890', 'hp 0812.3456.7890'],
      alike: ['inet 152812345678', 'ip 62.12.34.56', 'port 0812', 'pukul 08.15', '108123456789', 'tgl 08-12-25'],
    },
    {
      kind: 'an e-mail address',
      mark: '[EMAIL]',
      personal: ['budi@a.id', 'x Budi.S+1@sub.telkom.co.id.', '(ops_1@a-b.com)'],
      alike: ['login @ kantor', 'harga @ 5.000', 'akhir kalimat@'],
    },
    {
      kind: 'an order code',
      mark: '[ORDER]',
      personal: ['WO123', 'sc-1001', 'SC 22', 'wo 000123'],
      alike: ['two2', 'disc1', 'wow 12', 'screen 5', 'scan12', 'wo belum muncul'],
    },
    {
      kind: 'a place',
      mark: '[KOORDINAT]',
      personal: ['-6.20881, 106.84560', '-6.20881,106.84560', '-6,20881;106,84560', `6°12'31"S`],
      alike: ['10.1234', '1.2.3, 4.5.6', '200.12345, 300.12345', '12.50, 13.75', 'versi 2.10.1234'],
    },
  ])('$kind', ({ mark, personal, alike }) => {
    it.each(personal)('%p is masked', (text) => {
      expect(maskPersonalData(text)).toContain(mark);
      const digits = (some: string): string[] => some.match(/\d{3,}/g) ?? [];
      expect(digits(maskPersonalData(text))).toEqual([]);
    });

    it.each(alike)('%p is left alone', (text) => {
      expect(maskPersonalData(text)).toBe(text);
    });
  });

  it('keeps the length of a name list in bounds: four words at most', () => {
    expect(maskPersonalData('nama: satu dua tiga empat lima')).toBe('nama: [NAMA] lima');
  });

  it('masking twice changes nothing, whatever the text', () => {
    const words = fc.constantFrom(
      'nama',
      'nik',
      ':',
      ' ',
      '\n',
      '08',
      '62',
      '1234',
      '-6.20881',
      ',',
      'budi',
      '@',
      'a.id',
      'wo',
      'laborcode',
      '°',
      '.',
    );
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 14 }).map((list) => list.join('')),
        (text) => {
          const once = maskPersonalData(text);
          expect(maskPersonalData(once)).toBe(once);
        },
      ),
      { numRuns: 500, seed: 5 },
    );
  });

  it('is fast on texts made to be slow', () => {
    const started = performance.now();
    for (const part of [
      'nama ',
      'nik ',
      '08',
      '08 12 ',
      '1.1234,',
      ' ',
      'a@',
      'a.',
      'laborcode ',
      '0812-',
      'nama a ',
    ]) {
      maskPersonalData(part.repeat(8_000 / part.length));
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('the summary of a text', () => {
  it('is masked, on one line, 60 characters at most', () => {
    expect(summaryText('gagal login\n\nhub  081234567890')).toBe('gagal login hub [TELEPON]');
    expect(summaryText('a'.repeat(70))).toHaveLength(60);
    expect(summaryText(`${'a'.repeat(59)}🙏`)).toBe('a'.repeat(59));
    expect(summaryText('')).toBe('');
  });

  it('never shows part of a number that the cut would have split', () => {
    expect(summaryText(`${'a '.repeat(25)}081234567890`)).not.toMatch(/\d/);
  });
});
