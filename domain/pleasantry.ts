/** Said alone, these acknowledge. Letters are single: the text's runs of one letter are folded before the look-up. */
const ACKNOWLEDGEMENTS = words(
  `siap siyap sip oke ok okey okay okeh okai oki baik noted note mantap mantab mantul copy roger 86 laksanakan
  dilaksanakan monitor dimengerti mengerti paham dipahami diterima iya ya iyah yoi yup yes amin joss jos kembali
  dicatat laks`,
);

const THANKS = words(
  `makasih makasi mksh mksih mkasih makacih trimakasih trimakasi terimakasih terimakasi trimksh trims thanks thank thx
  tks tq ty thankyou tengkyu tengkiu nuhun suwun kamsia thnks`,
);

/** Two words that mean one of the above. */
const PAIRS = new Set(
  [
    'terima kasih',
    'trima kasih',
    'terima kasi',
    'trima kasi',
    'thank you',
    'thanks you',
    'matur nuwun',
    'matur suwun',
    'hatur nuhun',
    'tarima kasih',
  ].map(singleLetters),
);

/** Whom one thanks. */
const VOCATIVES = words(
  `pak bapak bpk bu ibu min mimin admin kak kakak ka bang abang bng bg mas mba mbak mbk om tante gan agan bro sis bos
  tim team rekan semua semuanya all teman kang teh neng ndan komandan dan suhu para helpdesk
  hd kawan`,
);

/** What follows a thank-you. Without one these words say something, so the message is not a pleasantry. */
const THANKS_FILLERS = words(
  `banyak banget bgt sekali sangat atas untuk utk buat bantuan bantuannya bantuanya info infonya informasi informasinya
  respon responnya responya kerjasama kerjasamanya kerja samanya sama waktu waktunya sebelumnya before you u so much
  very sudah sdh udah telah dibantu membantu perhatian perhatiannya fast fastrespon deh nih ya`,
);

/** Emoji that only thank or nod. Others, such as a crying face, say something. */
const PLEASANT_EMOJI = new Set('🙏👍👌🤝😊🙂😀😃😄😁👏🙌🎉🫡💯😇🥰✅☺❤💙💪');
/** Skin tones, variation selectors and joiners: they change an emoji's looks only. */
const EMOJI_PARTS = /\p{Emoji_Modifier}|\p{Variation_Selector}|[\u200B-\u200F\u2060]/gu;

/** A pleasantry is short; whatever is longer says something. */
const MAX_CHARS = 120;

/**
 * Whether a message only thanks or acknowledges, as a whole: "siap pak", "terima kasih banyak min", "oke 🙏", "👍", in
 * any case, with letters repeated and punctuation around. A greeting ("selamat pagi"), a bare call ("min") or a "?" is
 * none: somebody wants something. Neither is a text with one word more than that.
 * @param options.names - people who may be thanked by name; default none
 */
export function isPleasantry(text: string, options: { names?: readonly string[] } = {}): boolean {
  if (text.length > MAX_CHARS) {
    return false;
  }
  const plain = text.normalize('NFKC').toLowerCase().replace(EMOJI_PARTS, '');
  const spoken = [...plain].map((char) => (PLEASANT_EMOJI.has(char) ? ' ' : char)).join('');
  if (/\p{S}/u.test(spoken.replace(/[`^~+|]/gu, ' ')) || spoken.includes('?')) {
    return false;
  }
  const tokens = spoken
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
    .map(singleLetters);
  return tokens.length === 0 ? spoken !== plain : allPleasant(tokens, namesOf(options.names ?? []));
}

function allPleasant(tokens: readonly string[], names: ReadonlySet<string>): boolean {
  let acknowledged = false;
  let thanked = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (PAIRS.has(`${token} ${tokens[index + 1] ?? ''}`)) {
      thanked = true;
      index += 1;
    } else if (THANKS.has(token)) {
      thanked = true;
    } else if (ACKNOWLEDGEMENTS.has(token) || isSameSame(tokens, index)) {
      acknowledged = true;
    } else if (!VOCATIVES.has(token) && !names.has(token) && !(thanked && THANKS_FILLERS.has(token))) {
      return false;
    }
  }
  return acknowledged || thanked;
}

/** "sama sama" is "you are welcome"; one "sama" alone is "with". */
function isSameSame(tokens: readonly string[], index: number): boolean {
  return tokens[index] === 'sama' && (tokens[index + 1] === 'sama' || tokens[index - 1] === 'sama');
}

function namesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => name.toLowerCase().split(/\s+/u)).map(singleLetters));
}

function singleLetters(word: string): string {
  return word.replace(/(\p{L})\1+/gu, '$1');
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u).map(singleLetters));
}
