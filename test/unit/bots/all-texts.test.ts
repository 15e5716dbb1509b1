import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { botTextsIn, intakeTextsIn, reportTextsIn, retrainTextsIn } from '../../../bots/texts/texts-in';
import { LANGUAGES, type Language } from '../../../domain/language';
import { textsIn } from '../../../domain/texts/texts-in';
import { parseHtml } from '../../../sandbox/telegram/html';

/** Everything the bots can say, by file. */
const everythingIn = (language: Language) => ({
  ticket: textsIn(language),
  bot: botTextsIn(language),
  report: reportTextsIn(language),
  retrain: retrainTextsIn(language),
  intake: intakeTextsIn(language),
});

/** What a text is given for a parameter of a name: one value, or one for each case that reads differently. */
const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  ...{
    by: ['Bagas &amp; Damas'],
    solver: ['Bagas'],
    holder: ['Damas'],
    technicians: [5],
    tickets: [7],
    account: ['a@b.c'],
  },
  ...{ group: ['Demo &lt;1&gt;'], app: ['MIT', ''], label: ['KENDALA LOGIN'], name: ['USER NOT FOUND'] },
  words: ['kata'],
  ...{ candidate: ['v2'], compared: [1_234], rest: ['12 menit', null] },
  ...{
    message: ['hanya 12 baris'],
    counts: [
      { marked: 90, skipped: 2, waiting: 3 },
      { marked: 90, skipped: 0, waiting: 0 },
    ],
  },
  ...{ have: ['1.200'], need: ['100'], time: ['12 menit'], bar: ['████░░░░'], hours: [2], seconds: [42] },
  ...{ type: ['TooFewRows'], labels: ['KENDALA LOGIN, USER NOT FOUND'], newer: ['v9'], production: ['v7', null] },
  ...{ value: ['0,87'], difference: ['-0,01'], low: ['-0,02'], high: ['0,04'], share: ['81%'], precision: ['96%'] },
  ...{
    promised: ['95%'],
    measured: ['93%'],
    psi: ['0,31'],
    former: ['v7', null],
    trials: [20, 0],
    until: ['1 Mar 09.00'],
  },
  ...{ text: ['login gagal'], solving: ['sudah direset'], about: ['data Januari', ''], origin: ['data'] },
  ...{ link: ['<a href="https://t.me/c/1/42">lihat pesan</a>'], links: ['<a href="https://x.example/1">a</a>'] },
  ...{ url: ['https://t.me/c/1000000001/42'], title: ['Tiket-2026'], reason: ['403 denied'], cause: ['akses ditolak'] },
  ...{
    percent: ['41%'],
    auto: ['82%'],
    cascade: ['75%'],
    value: ['65%'],
    confidence: ['83,1%'],
    source: ['', ' · Gemini'],
  },
  ...{ macro: ['0,562'], weighted: ['0,862'], accuracy: ['0,831'] },
  ...{
    minutes: ['4,3'],
    target: [15],
    targetMin: [15],
    used: ['4,3'],
    left: ['10,7'],
    mean: ['8,2'],
    min: ['0,5'],
    max: ['41'],
  },
  ...{ since: ['2026-01-31 15:00:00'], until: ['15:05'], at: ['2026-01-31'], localTime: ['2026-01-31 15:10:00'] },
  ...{ from: ['2026-01-01'], to: ['2026-01-31'], date: ['2026-01-31'], hour: ['14:00'], period: ['Januari 2026'] },
  ...{ week: [2], month: ['Januari'], quarter: [1], year: [2026], rank: [1], number: [1], page: [1], pages: [3] },
  ...{ sheet: ['Logs'], worksheet: ['Logs'], wrong: ['A: Tanggal'], keys: ['123, 124'], key: ['123'], chat: [-4001] },
  ...{
    count: [12],
    labelCount: [60],
    total: [1_200],
    reviewed: [30],
    pending: [4],
    review: [9],
    met: [90],
    late: [10],
    more: [0, 3],
  },
  ...{ rows: [7], waiting: [9], gemini: [3], hybrid: [2], before: ['70%'], now: ['80%'], megabytes: [20] },
  ...{ messageId: [42], phase: ['selesai'], word: ['OK'], version: ['v3'], model: ['gemini-2.0-flash'] },
  ...{ former: ['v2', null], current: ['0,5', null], isProduction: [true, false], approved: [true, false] },
  ...{ host: ['desk.example'], id: ['wh_0123456789abcdef'] },
  ...{ bot: ['bot grup', ''], _bot: ['bot grup'], setting: ['TARGET_GROUP_COLLECTING'] },
  ticket: [{ label: 'KENDALA LOGIN', percent: '91%', text: 'gagal', solving: 'reset', link: '' }],
};

/** Words that only an Indonesian text has; `tiket` and the like also stand in names of commands, which stay. */
const INDONESIAN_WORDS =
  /\b(?:tiket|kendala|menunggu|gagal|selesai|dengan|tidak|belum|untuk|oleh|yang|dari|baris|menit|lainnya|sudah|akan|atau|dan|di|ke|pakai|versi|laporan|tekan|coba|lagi)\b/i;

const SNAPSHOTS = path.join(__dirname, '__snapshots__/all-texts.test.ts.snap');
const stored = existsSync(SNAPSHOTS) ? readFileSync(SNAPSHOTS, 'utf8') : '';

interface Said {
  readonly path: string;
  /** Names of what the text is made from; null: it is always the same. */
  readonly parameters: readonly string[] | null;
  readonly cases: readonly string[];
  /** The same with `‹name›` for each text that it is given. */
  readonly marked: readonly string[];
}

function leavesOf(value: unknown, at: string): Said[] {
  if (typeof value === 'string') return [{ path: at, parameters: null, cases: [value], marked: [value] }];
  if (typeof value === 'function') return [saidBy(value as Saying, at)];
  if (typeof value !== 'object' || value === null) throw new Error(`${at} is neither a text nor a function`);
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, at === '' ? key : `${at}.${key}`));
}

type Saying = (...args: unknown[]) => string;

/** A text with the first value of each parameter, then with the second, as far as there are any. */
function saidBy(saying: Saying, at: string): Said {
  const [, list = ''] = /^\(([^)]*)\)\s*=>/.exec(saying.toString()) ?? [];
  const parameters = list.split(',').map((parameter) => parameter.trim());
  const values = parameters.map((name) => {
    const examples = EXAMPLES[name];
    if (!examples) throw new Error(`${at} takes ${JSON.stringify(name)}, of which EXAMPLES has none: add one`);
    return examples;
  });
  const count = Math.max(...values.map(({ length }) => length));
  const said = (shown: (value: unknown, name: string) => unknown): string[] =>
    Array.from({ length: count }, (_, index) =>
      saying(...values.map((of, place) => shown(of[Math.min(index, of.length - 1)], parameters[place] ?? ''))),
    );
  return { path: at, parameters, cases: said((value) => value), marked: said(marked) };
}

function marked(value: unknown, name: string): unknown {
  if (typeof value === 'string') return value === '' ? '' : `‹${name}›`;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner, key)]));
}

const saidIn = (language: Language): Said[] => leavesOf(everythingIn(language), '');
const INDONESIAN = saidIn('id');
const ENGLISH = saidIn('en');

/** Snapshots of the default language stand under the bare path. */
const ALL = [...INDONESIAN, ...ENGLISH.map((one) => ({ ...one, path: `en.${one.path}` }))];

test.each(ALL.map((one) => [one.path, one.cases] as const))('%s', (_path, cases) => {
  expect(cases.join('\n---\n')).toMatchSnapshot();
});

/** Characters that Telegram takes: of a message, and of what is no message. */
function limitOf(at: string): number {
  if (/^(en\.)?(bot|retrain)\.press\./.test(at)) return 200;
  if (at.endsWith('.wordPlaceholder')) return 64;
  return at.includes('.commands.') ? 256 : 4_096;
}

test.each(ALL.map((one) => [one.path, one.cases] as const))(
  '%s can be sent: HTML as Telegram takes it, and not too long',
  (at, cases) => {
    for (const text of cases) {
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(parseHtml(text).text.length).toBeLessThanOrEqual(limitOf(at));
    }
  },
);

test('every text has a snapshot: a new one is written by running this file once, to be looked at and committed', () => {
  const missing = ALL.filter(({ path: at }) => !stored.includes(`\nexports[\`${at} 1\`]`)).map(({ path: at }) => at);
  expect(missing).toEqual([]);
});

test('both languages have the same texts, made from the same parameters in the same order', () => {
  const shapeOf = (said: readonly Said[]) => said.map(({ path: at, parameters }) => ({ at, parameters }));
  expect(shapeOf(ENGLISH)).toEqual(shapeOf(INDONESIAN));
});

test.each(ENGLISH.map((one, index) => [one.path, one, INDONESIAN[index]!] as const))(
  'en.%s shows what it is given, has the markup and lines of the Indonesian text, and no word of it',
  (_path, { marked: english }, { marked: indonesian }) => {
    const kept = (text: string): string[] => (text.match(/<[^>]*>|\n|‹\w+›/g) ?? []).sort();
    expect(english.map(kept)).toEqual(indonesian.map(kept));
    for (const text of english) expect(text).not.toMatch(INDONESIAN_WORDS);
  },
);

test('numbers and their nouns agree in English', () => {
  const one = (at: string, ...args: unknown[]): string => {
    const found = at.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], {
      ticket: textsIn('en'),
    });
    return (found as Saying)(...args);
  };
  expect(one('ticket.ledger.recovered', 1)).toContain('<b>1 row</b> that had to wait was written');
  expect(one('ticket.ledger.recovered', 2)).toContain('<b>2 rows</b> that had to wait were written');
  expect(one('ticket.sla.warning', 1)).toContain('<b>1 active minute</b> left');
});

test.each(LANGUAGES)('the words of the sheet stay as they are in %s', (language) => {
  const said = saidIn(language)
    .flatMap(({ cases }) => cases)
    .join('\n');
  for (const word of ['TRAINED', 'Logs', 'Monitoring', 'AUTO', 'REVIEW', 'OK']) expect(said).toContain(word);
});
