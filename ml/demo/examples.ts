import type { LabelledRow } from '../predict';
import { createRandom, pick, type Random, randomInt } from '../random';
import { CLOSINGS, OPENINGS, TEMPLATES, VAGUE_PROBLEMS } from './templates';

const DEFAULT_ROWS = 50;
const VAGUE_SHARE = 0.08;

/** What people type for a word: the long form first. */
const SLANG: ReadonlyMap<string, readonly string[]> = new Map([
  ['tidak', ['tdk', 'gak', 'ga', 'gk', 'nggak']],
  ['sudah', ['sdh', 'udh', 'udah']],
  ['belum', ['blm', 'blom']],
  ['bisa', ['bs']],
  ['mohon', ['mhn']],
  ['dengan', ['dgn']],
  ['terima', ['trima']],
  ['yang', ['yg']],
  ['saya', ['sy']],
  ['dari', ['dr']],
  ['muncul', ['mncl', 'muncull']],
  ['aplikasi', ['apk', 'aplikasinya']],
]);

const WITELS = ['jaksel', 'bandung', 'surabaya', 'medan', 'makassar', 'denpasar'];
const STOS = ['CPP', 'GBC', 'KBY', 'TNG', 'RKT', 'SDA'];

const FILLERS: Readonly<Record<string, (random: Random) => string>> = {
  wo: (random) => `${pick(random, ['WO', 'wo', 'wo-', 'WO '])}${digits(random, 8)}`,
  sc: (random) => `${pick(random, ['SC', 'sc', 'SC-'])}${digits(random, 9)}`,
  nik: (random) => digits(random, 8),
  sn: (random) => `${pick(random, ['ZTEG', 'HWTC', 'FHTT'])}${digits(random, 8)}`,
  odp: (random) => `ODP-${pick(random, STOS)}-FA/${digits(random, 3)}`,
  tiket: (random) => `IN${digits(random, 8)}`,
  phone: (random) => `0812${digits(random, 8)}`,
  url: () => 'https://example.invalid/apk',
  sto: (random) => pick(random, STOS),
  witel: (random) => pick(random, WITELS),
};

/**
 * Made-up tickets for the labels in use, so that the product can be tried before it has seen a real one. They say
 * nothing about how well a model does on real messages.
 * @param seed - the same seed gives the same rows
 */
export function demoExamples(seed: number): LabelledRow[] {
  const random = createRandom(seed);
  return TEMPLATES.flatMap(({ label, problems, solvings, rows = DEFAULT_ROWS }) =>
    Array.from({ length: rows }, () => ({
      problem: problem(random, random() < VAGUE_SHARE ? VAGUE_PROBLEMS : problems),
      // Ops answers in brief, and some tickets are classified before they are solved.
      solving: random() < 0.75 ? typed(random, fill(random, pick(random, solvings)), 0.02) : '',
      label,
    })),
  );
}

function problem(random: Random, problems: readonly string[]): string {
  const parts = [pick(random, OPENINGS), pick(random, problems), pick(random, CLOSINGS)].map((part) =>
    fill(random, part),
  );
  const text = typed(random, parts.filter((part) => part !== '').join(pick(random, [' ', ', ', '\n', '. '])), 0.04);
  return random() < 0.08 ? text.toUpperCase() : text;
}

/** Takes one of each `(a|b)` and puts a value for each `{name}`. */
function fill(random: Random, template: string): string {
  return template
    .replace(/\(([^()]*\|[^()]*)\)/g, (_, choices: string) => pick(random, choices.split('|')))
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const filler = FILLERS[name];
      if (!filler) throw new Error(`a template names ${name}, which nothing fills in`);
      return filler(random);
    });
}

/** The text as typed in a hurry: slang, and a slip in about one word in `1 / slipShare`. */
function typed(random: Random, text: string, slipShare: number): string {
  return text.replace(/\p{L}+/gu, (word) => {
    const slang = SLANG.get(word);
    if (slang && random() < 0.4) return pick(random, slang);
    return word.length >= 4 && random() < slipShare ? slip(random, word) : word;
  });
}

/** Drops, doubles or swaps a letter after the first. */
function slip(random: Random, word: string): string {
  const at = 1 + randomInt(random, word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  switch (randomInt(random, 3)) {
    case 0:
      return before + after;
    case 1:
      return before + letter + letter + after;
    default:
      return before + after.charAt(0) + letter + after.slice(1);
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, (_, at) => (at === 0 ? 1 + randomInt(random, 9) : randomInt(random, 10))).join(
    '',
  );
}
