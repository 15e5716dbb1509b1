/**
 * The labels in use when no model is loaded. A model brings its own list, which may hold more; spellings are the
 * users' own and must stay, since the sheets hold them.
 */
export const SYMPTOM_LABELS: readonly string[] = [
  'CEK ORDER UTONLINE',
  'INFORMASI LINK APK',
  'KENDALA ASSIGNMENT MIA',
  'KENDALA COMPWA',
  'KENDALA DATA BAI',
  'KENDALA DATA TEKNISI',
  'KENDALA EVIDENCE BAI',
  'KENDALA INTEGRASI ALISTA',
  'KENDALA INTEGRASI BIMA',
  'KENDALA INTEGRASI EAI/APIM',
  'KENDALA INTEGRASI IBOOSTER',
  'KENDALA INTEGRASI UT ONLINE',
  'KENDALA INTEGRASI VALINS',
  'KENDALA LOGIN',
  'KENDALA LUPA PASSWORD',
  'KENDALA ONT/NTE',
  'KENDALA REJECT BAI',
  'KENDALA REOPEN BAI',
  'KENDALA REQUEST FAILED',
  'KENDALA RETURN BAI',
  'KENDALA SPEEDTEST',
  'KENDALA SUBMIT BAI',
  'KENDALA UPDATE BAI',
  'KENDALA UPDATE SUBTASK',
  'KENDALA USERNAME AND PASSWORD MISMATCH',
  'KENDALA VERIFIKASI',
  'KOORDINASI DENGAN APLIKASI LAIN',
  'MENGARAHKAN KE IT TA',
  'TICKET APLIKASI LAIN',
  'TWO FACTOR AUTHETICATION',
  'UPDATE VERSION TEKNISI',
  'USER AUTH DEVID REQUIRED',
  'USER AUTH FAILED',
  'USER AUTH LOCKED',
  'USER NOT FOUND',
];

/** What stands in the symptom cells of a cancelled ticket. No label: never offered, never training data. */
export const CANCELLED_LABEL = 'DIBATALKAN';

/** Longest label taken; the longest in use has 40 characters. */
export const MAX_LABEL_CHARS = 200;

/**
 * A new label in the house's spelling: upper case, single spaces, ends trimmed.
 * @returns null for a text that can be no label: empty, longer than 200 characters, `DIBATALKAN`, or with characters
 * that nobody sees or that tickets cannot be searched by (control characters, double quotes, backslashes, a single
 * quote at either end)
 */
export function labelName(text: string): string | null {
  const name = foldLabel(text);
  if (name === CANCELLED_LABEL || name.length > MAX_LABEL_CHARS) return null;
  if (!/[\p{L}\p{N}]/u.test(name) || /["\\\p{C}]|^'|'$/u.test(name)) return null;
  return name;
}

/**
 * The label a text means, as the list spells it: any case, outer and repeated white space ignored.
 * @returns null where the list has none; `DIBATALKAN` is none, even if listed
 */
export function findLabel(labels: readonly string[], text: string): string | null {
  const wanted = foldLabel(text);
  if (wanted === '' || wanted === CANCELLED_LABEL) {
    return null;
  }
  return labels.find((label) => foldLabel(label) === wanted) ?? null;
}

/** One spelling for all that mean the same label: upper case, single spaces. For comparing and grouping, not to be shown. */
export function foldLabel(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim().toUpperCase();
}
