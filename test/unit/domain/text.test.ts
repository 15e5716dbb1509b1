import fc from 'fast-check';
import { canonicalText, cutText, joinText, modelText, withoutEnd } from '../../../domain/text';

describe('canonical text', () => {
  it.each([
    ['lower case', 'GAGAL Login', 'gagal login'],
    ['white space folded', ' gagal \n\t login\u00A0mytech ', 'gagal login mytech'],
    ['URLs removed', 'cek https://a.id/x?y=1 dan www.b.co.id/z ya', 'cek dan ya'],
    ['a word that only begins like a URL kept', 'wwwx http error', 'wwwx http error'],
    ['e-mail addresses removed', 'user budi.s+1@telkom.co.id gagal', 'user gagal'],
    ['e-mails before mentions', 'a@b.com', ''],
    ['mentions removed', 'tolong @admin_ta cek', 'tolong cek'],
    ['an @ alone as punctuation', 'login @ kantor', 'login kantor'],
    ['a hash tag as its word', '#gagal #login2', 'gagal login2'],
    ['phones removed', 'hub 081234567890 / +6281234567890 / 6281234567890 ya', 'hub ya'],
    ['a phone glued to a word kept', 'x081234567890', 'x081234567890'],
    ['order codes named', 'WO123456 dan sc-98765 dan SC 1001', 'wo_code dan sc_code dan sc_code'],
    ['words that hold wo or sc kept', 'two3 disc1 wow wo sc', 'two3 disc1 wow wo sc'],
    ['nik without its number', 'nik 18950123, NIK:18950123 nik-18950123 nik18950123', 'nik nik nik nik'],
    ['laborcode without its number', 'laborcode: 991 Laborcode-12', 'laborcode laborcode'],
    ['nik inside a word kept', 'teknik 12 teknik12', 'teknik teknik12'],
    ['bare numbers as spaces', 'error 404 pada 3 hp, 3g 0.5', 'error pada hp 3g'],
    ['punctuation as spaces', 'gagal,login!!(mytech)-baru', 'gagal login mytech baru'],
    ['emoji as spaces', 'gagal🙏🏻login ❤️ 1️⃣', 'gagal login'],
    ['ink-less characters dropped inside words', 'lo\u200Bgin ga\u00ADgal', 'login gagal'],
    ['full-width letters as usual ones', 'ＬＯＧＩＮ', 'login'],
    ['letters of other scripts kept', 'Ошибка входа é', 'ошибка входа é'],
    ['a typed separator as a word', 'a [SEP] b', 'a sep b'],
    ['lone surrogates as spaces', 'gagal\uD83Dlogin\uDE00', 'gagal login'],
    ['nothing of nothing', ' 123 !! ', ''],
  ])('has %s', (_rule, text, expected) => {
    expect(canonicalText(text)).toBe(expected);
  });

  it.each([
    ['moban', 'mohon bantuan'],
    ['tks thx', 'terima kasih terima kasih'],
    ['yg utk dgn', 'yang untuk dengan'],
    ['tdk gak ga gk', 'tidak tidak tidak tidak'],
    ['krn blm sdh udh', 'karena belum sudah sudah'],
    ['lg jg bs trs', 'lagi juga bisa terus'],
    ['klo kl sm dr', 'kalau kalau sama dari'],
    ['sy ak min pls plz', 'saya aku admin please please'],
  ])('expands %p', (text, expected) => {
    expect(canonicalText(text)).toBe(expected);
  });

  it('expands whole words only', () => {
    expect(canonicalText('admin minggu gagal ygx')).toBe('admin minggu gagal ygx');
  });

  it('takes any text at all, and cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = canonicalText(text);
        expect(once).not.toMatch(/^ | {2}| $|[A-Z@#[\]]/);
        expect(canonicalText(once)).toBe(once);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('is fast on texts made to be slow', () => {
    const started = performance.now();
    for (const part of ['a', 'a.', '@', 'wo ', 'nik ', '0', 'a@a.', ' ', '+62', 'www.']) {
      canonicalText(part.repeat(20_000));
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('joining problem and solving', () => {
  it('puts a separator between, and none where one is missing', () => {
    expect(joinText('gagal login', 'reset')).toBe('gagal login [SEP] reset');
    expect(joinText('gagal login', '')).toBe('gagal login');
    expect(joinText(null, 'reset')).toBe('reset');
    expect(joinText(null, null)).toBe('');
  });

  it('counts nan as missing, in any case, but not inside a text', () => {
    expect(joinText('gagal', ' NaN ')).toBe('gagal');
    expect(joinText('nan', 'reset')).toBe('reset');
    expect(joinText('nanas', 'nan error')).toBe('nanas [SEP] nan error');
  });
});

describe('cutting', () => {
  it('leaves a text of 8,000 characters whole and says when it cut', () => {
    expect(cutText('a'.repeat(8000), 8000)).toEqual({ text: 'a'.repeat(8000), cut: false });
    expect(cutText('a'.repeat(8001), 8000)).toEqual({ text: 'a'.repeat(8000), cut: true });
  });

  it('never splits a surrogate pair: of "ab🙏" three units leave "ab"', () => {
    expect(cutText('ab🙏', 3)).toEqual({ text: 'ab', cut: true });
    expect(cutText('ab🙏c', 4)).toEqual({ text: 'ab🙏', cut: true });
  });
});

describe('the text for the model', () => {
  it('cleans both parts and keeps the separator', () => {
    expect(modelText({ problem: 'Moban GAGAL login [SEP]', solving: 'Sdh direset!' })).toEqual({
      text: 'mohon bantuan gagal login sep [SEP] sudah direset',
      cut: false,
    });
  });

  it('is the problem alone before anybody solved it, and empty where no word is left', () => {
    expect(modelText({ problem: 'gagal login', solving: null }).text).toBe('gagal login');
    expect(modelText({ problem: '123 🙏', solving: 'nan' })).toEqual({ text: '', cut: false });
  });

  it('is 8,000 characters at most and says so', () => {
    expect(modelText({ problem: 'a '.repeat(5000), solving: null })).toMatchObject({ cut: true });
    const long = modelText({ problem: `${'b'.repeat(7_990)} c`, solving: 'direset ulang' });
    expect(long.text).toHaveLength(8000);
    expect(long.cut).toBe(true);
  });
});

test('an end of some characters is taken off in a time that grows with the text’s length', () => {
  expect(withoutEnd('a//b//', '/')).toBe('a//b');
  expect(withoutEnd("budi.'’", ".'’")).toBe('budi');
  expect(withoutEnd('///', '/')).toBe('');
  expect(withoutEnd('', '/')).toBe('');
  expect(withoutEnd(`${'/'.repeat(1_000_000)}x`, '/')).toHaveLength(1_000_001);
});
