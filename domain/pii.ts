import { foldSpace } from './messages';
import { cutText, MAX_MODEL_CHARS, wellFormed, withoutEnd } from './text';

/** What stands in place of personal data. */
export const PLACEHOLDERS = {
  name: '[NAMA]',
  nik: '[NIK]',
  phone: '[TELEPON]',
  email: '[EMAIL]',
  mention: '[AKUN]',
  order: '[ORDER]',
  coordinates: '[KOORDINAT]',
  laborcode: '[LABORCODE]',
} as const;

const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+/gu;

/** Degrees with a fraction of 4 digits at least, about 10 m: shorter ones are versions, prices and speeds. */
const COORDINATES = /(?<![\p{L}\p{N}.,])(-?\d{1,3}[.,]\d{4,})\s{0,3}[,;/ ]\s{0,3}(-?\d{1,3}[.,]\d{4,})(?!\p{N})/gu;
const DEGREES = /\d{1,3}\s?°\s?\d{1,2}\s?['’′]\s?[\d.,]{1,8}\s?(?:["”″]|'')?\s?[NSEWUTBL](?![\p{L}\p{N}])/giu;

/** 8-13 digits after 62 or 08, in one run or in groups. */
const PHONE = /(?<![\p{L}\p{N}])(?:\+?62|08)\d{8,13}(?!\p{N})/gu;
const GROUPED_PHONE =
  /(?<![\p{L}\p{N}])(?:\+62[ .-]?\d{2,4}|62[ .-]?8\d{1,3}|08\d{1,3})(?:[ .-]\d{2,8}){1,4}(?!\p{N})/gu;
const PHONE_DIGITS = { min: 10, max: 15 };

const NIK_WORD =
  /(?<![\p{L}\p{N}_])(nik(?:nya)?(?:\s(?:saya|teknisi|user|ktp|ta))?)\s{0,3}(?:[:=.-]|adalah)?\s{0,3}\d[\d.]{2,24}(?![\p{L}\p{N}])/giu;
/** An identity card's number has 16 digits, wherever it stands. */
const NIK_BARE = /(?<![\p{L}\p{N}])\d{16}(?![\p{L}\p{N}])/gu;
const LABORCODE =
  /(?<![\p{L}\p{N}_])(labor\s?code(?:\s(?:saya|teknisi|user))?)\s{0,3}[:=-]?\s{0,3}(?=[\p{L}-]{0,20}\d)[\p{L}\p{N}-]{3,24}(?![\p{L}\p{N}])/giu;
const ORDER = /(?<![\p{L}\p{N}_])(?:wo|sc)[- ]?\d+(?![\p{L}\p{N}_])/giu;

const NAME =
  /(?<![\p{L}\p{N}_])(nama(?:[ \t](?:lengkap|teknisi|pelanggan|customer|cust|user|saya|pemilik|plg)(?!\p{L})){0,2}(?:\s{0,3}[:=]\s{0,3}|[ \t]{1,3}))(\p{L}[\p{L}'’.]*(?:[ \t]{1,3}\p{L}[\p{L}'’.]*){0,4})/giu;
const MAX_NAME_WORDS = 4;

/** Words that end a name, or say that "nama" was not followed by one: "nama aplikasi", "nama budi tidak bisa login". */
const NOT_A_NAME = new Set(
  `nama lengkap teknisi pelanggan customer cust user username saya pemilik plg pengguna aplikasi app apk file akun account
  odp odc ont olt sto port perangkat device wifi ssid server host domain paket produk layanan order tiket ticket jalan kota
  alamat desa daerah wilayah regional witel mitra perusahaan pt cv unit tim team grup group role menu kolom field tabel
  kategori jenis label gambar foto dokumen folder email password sandi login nik ktp laborcode labor code no nomor nomer hp
  telp telepon wa id sc wo kode inet internet
  tidak tdk gak ga gk nggak engga belum blm sudah sdh udah udh salah benar beda berbeda sama kosong double ganda dobel hilang
  muncul tampil ada keluar masuk terdaftar berubah ganti diganti ubah diubah rubah dirubah update diupdate edit
  gagal error kendala mohon tolong moban minta bantu bantuan bisa dapat harus perlu akan sedang masih lagi juga
  dan atau yang yg di ke dari dr untuk utk dengan dgn pada oleh karena krn jika kalau klo apa siapa mana kenapa
  ini itu nya tersebut adalah atas an sesuai seperti hanya cuma sebagai tapi tetapi pak bu min mas mbak kak bang
  logout reset direset unlock dibuka terkunci locked lupa invalid failed not found
  mit mis mytech mystaff uim bai valins alista bima ibooster workzone starclick dashboard web`.split(/\s+/u),
);

/**
 * The text with personal data replaced by placeholders: names after "nama", NIK, phone numbers, e-mail addresses,
 * mentions, order codes, coordinates, labour codes. Masking twice changes nothing. It finds what people here write,
 * not everything that could identify somebody: a name without "nama" before it stays.
 */
export function maskPersonalData(text: string): string {
  return wellFormed(text)
    .replace(EMAIL, PLACEHOLDERS.email)
    .replace(MENTION, PLACEHOLDERS.mention)
    .replace(DEGREES, PLACEHOLDERS.coordinates)
    .replace(COORDINATES, maskCoordinates)
    .replace(NIK_WORD, `$1 ${PLACEHOLDERS.nik}`)
    .replace(LABORCODE, `$1 ${PLACEHOLDERS.laborcode}`)
    .replace(ORDER, PLACEHOLDERS.order)
    .replace(PHONE, PLACEHOLDERS.phone)
    .replace(GROUPED_PHONE, maskGroupedPhone)
    .replace(NIK_BARE, PLACEHOLDERS.nik)
    .replace(NAME, maskName);
}

/** The start of a text for titles and lists: masked, on one line, at most `maxChars` UTF-16 units. */
export function summaryText(text: string, maxChars = 60): string {
  const masked = maskPersonalData(cutText(text, MAX_MODEL_CHARS).text);
  return cutText(foldSpace(masked), maxChars).text.trim();
}

function maskCoordinates(found: string, first: string, second: string): string {
  const [a, b] = [degrees(first), degrees(second)];
  const isPlace = (a <= 90 && b <= 180) || (b <= 90 && a <= 180);
  return isPlace ? PLACEHOLDERS.coordinates : found;
}

function degrees(text: string): number {
  return Math.abs(Number(text.replace(',', '.')));
}

/** The match may run on into the next number: groups are given back until what is left has a phone's length. */
function maskGroupedPhone(found: string): string {
  for (let end = found.length; end > 0; end = found.slice(0, end).search(/[ .-]\d+$/)) {
    const length = found.slice(0, end).replace(/\D/g, '').length;
    if (length < PHONE_DIGITS.min) {
      return found;
    }
    if (length <= PHONE_DIGITS.max) {
      return PLACEHOLDERS.phone + found.slice(end);
    }
  }
  return found;
}

function maskName(found: string, lead: string, name: string): string {
  const nameWords = name.split(/[ \t]+/u);
  const length = nameLength(nameWords);
  if (length === 0) {
    return found;
  }
  return [`${lead}${PLACEHOLDERS.name}`, ...nameWords.slice(length)].join(' ');
}

/** A name ends before a word that is none, and at a full stop that is not an initial's. */
function nameLength(nameWords: readonly string[]): number {
  const stop = nameWords.findIndex((word) => NOT_A_NAME.has(withoutEnd(word.toLowerCase(), ".'’")));
  const sentence = nameWords.findIndex((word) => word.length > 3 && word.endsWith('.'));
  return Math.min(stop < 0 ? nameWords.length : stop, sentence < 0 ? nameWords.length : sentence + 1, MAX_NAME_WORDS);
}
