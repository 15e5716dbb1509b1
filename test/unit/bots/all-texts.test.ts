import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commandsEn } from '../../../bots/texts/commands-en';
import { botTexts } from '../../../bots/texts/id';
import { intakeTexts } from '../../../bots/texts/intake-id';
import { reportTexts } from '../../../bots/texts/reports-id';
import { retrainTexts } from '../../../bots/texts/retrain-id';
import { texts } from '../../../domain/texts';
import { parseHtml } from '../../../sandbox/telegram/html';

/** Everything the bots can say, by file. */
const ALL = {
  ticket: texts,
  bot: botTexts,
  report: reportTexts,
  retrain: retrainTexts,
  intake: intakeTexts,
  menu: commandsEn,
};

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
  ...{ bot: ['bot grup', ''], _bot: ['bot grup'], setting: ['TARGET_GROUP_COLLECTING'] },
  ticket: [{ label: 'KENDALA LOGIN', percent: '91%', text: 'gagal', solving: 'reset', link: '' }],
};

const SNAPSHOTS = path.join(__dirname, '__snapshots__/all-texts.test.ts.snap');
const stored = existsSync(SNAPSHOTS) ? readFileSync(SNAPSHOTS, 'utf8') : '';

interface Said {
  readonly path: string;
  readonly cases: readonly string[];
}

function leavesOf(value: unknown, at: string): Said[] {
  if (typeof value === 'string') return [{ path: at, cases: [value] }];
  if (typeof value === 'function') return [{ path: at, cases: casesOf(value as Saying, at) }];
  if (typeof value !== 'object' || value === null) throw new Error(`${at} is neither a text nor a function`);
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${at}.${key}`));
}

type Saying = (...args: unknown[]) => string;

/** A text with the first value of each parameter, then with the second, as far as there are any. */
function casesOf(saying: Saying, at: string): string[] {
  const [, list = ''] = /^\(([^)]*)\)\s*=>/.exec(saying.toString()) ?? [];
  const values = list.split(',').map((parameter) => {
    const name = parameter.trim();
    const examples = EXAMPLES[name];
    if (!examples) throw new Error(`${at} takes ${JSON.stringify(name)}, of which EXAMPLES has none: add one`);
    return examples;
  });
  const count = Math.max(...values.map(({ length }) => length));
  return Array.from({ length: count }, (_, index) => saying(...values.map((of) => of[Math.min(index, of.length - 1)])));
}

const said = leavesOf(ALL, '').map(({ path: at, cases }) => ({ path: at.slice(1), cases }));

test.each(said.map((one) => [one.path, one.cases] as const))('%s', (_path, cases) => {
  expect(cases.join('\n---\n')).toMatchSnapshot();
});

test.each(said.map((one) => [one.path, one.cases] as const))(
  '%s can be sent: HTML as Telegram takes it',
  (_path, cases) => {
    for (const text of cases) {
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(parseHtml(text).text.length).toBeLessThanOrEqual(4_096);
    }
  },
);

test('every text has a snapshot: a new one is written by running this file once, to be looked at and committed', () => {
  const missing = said.filter(({ path: at }) => !stored.includes(`\nexports[\`${at} 1\`]`)).map(({ path: at }) => at);
  expect(missing).toEqual([]);
});
