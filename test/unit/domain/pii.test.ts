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
