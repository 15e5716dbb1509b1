/** Languages that people may be spoken to in, the default first. */
export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Of whatever was started before there was a choice. */
export const DEFAULT_LANGUAGE: Language = 'id';

/** Writes days before months, as the reports do in both languages. */
const LOCALES: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' };

/** What came from outside is a language that is known here. */
export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/**
 * A number as readers of the language write it: `1.234,5`, `1,234.5`.
 * @param digits.most - decimals at most, 0..20; what is beyond is rounded
 * @param digits.least - decimals at least, 0..`most` @default 0
 */
export function numberText(
  value: number,
  language: Language,
  { most, least = 0 }: { readonly most: number; readonly least?: number },
): string {
  return value.toLocaleString(LOCALES[language], { minimumFractionDigits: least, maximumFractionDigits: most });
}

/** A word's equivalent where the English table says other things in other ways, and the same everywhere else. */
export type Wording<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Wording<T[K]> };
