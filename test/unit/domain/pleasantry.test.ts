import { isPleasantry } from '../../../domain/pleasantry';

describe('pleasantries', () => {
  it.each([
    'siap',
    'Siap!',
    'SIAAAP',
    'siaaap pak',
    'siap min 🙏',
    'siap laksanakan ndan',
    'ok',
    'okeee',
    'Oke, siap kak',
    'baik pak',
    'noted mas',
    'terima kasih',
    'Terima kasih banyak min 🙏🏻🙏🏻',
    'terimakasih bang',
    'makasih ya kak',
    'makasiiih mbak...',
    'tks pak',
    'terima kasih atas bantuannya pak',
    'terima kasih sudah dibantu bu',
    'oke min, terima kasih',
    'sama-sama',
    'iya pak',
    '👍',
    '🙏🙏',
    '👍🏽 ❤️',
    'thank you',
    'TERIMA\nKASIH',
  ])('%p only thanks or acknowledges', (text) => {
    expect(isPleasantry(text)).toBe(true);
  });

  it.each([
    'selamat pagi',
    'pagi pak',
    'assalamualaikum',
    'min',
    'pak',
    '?',
    '',
    '.',
    'siap pak, tapi masih gagal login',
    'oke min mohon dibantu reset',
    'terima kasih, user saya terkunci',
    'ok sudah bisa login',
    'bantu dong, makasih',
    'mohon bantuannya, terima kasih',
    'siap?',
    'sama',
    'atas bantuannya',
    'oke bantuannya min',
    'siap, infonya pak',
    '😭',
    '👍😭',
    'siapa yang bisa bantu',
    'baiknya bagaimana',
    'MyTech error',
    '12345',
    `${'siap '.repeat(40)}`,
  ])('%p says something', (text) => {
    expect(isPleasantry(text)).toBe(false);
  });

  it('may thank people by their names, if these are known', () => {
    expect(isPleasantry('terima kasih mas Bagas')).toBe(false);
    expect(isPleasantry('terima kasih mas Bagas', { names: ['Bagas'] })).toBe(true);
    expect(isPleasantry('Bagas', { names: ['Bagas'] })).toBe(false);
  });
});
