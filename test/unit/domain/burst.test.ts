import { burstAround, compareBurst, type SymptomReport } from '../../../domain/burst';
import { renderBurst } from '../../../domain/burst-alert';

const RULE = { technicians: 5, windowMs: 15 * 60_000 };
/** 10:00 in Jakarta. */
const TEN_MS = Date.parse('2026-11-24T03:00:00.000Z');
const after = (minutes: number) => new Date(TEN_MS + minutes * 60_000).toISOString();

/** A report of technician `who`, so many minutes after ten. */
const report = (who: number, minutes: number): SymptomReport => ({
  ticketId: `-1001000000001-${who}${minutes}`,
  ...{ chatId: -1001000000001, messageId: who * 100 + Math.round(minutes) },
  ...{ technician: `tg:${who}`, label: 'KENDALA LOGIN', at: after(minutes) },
});

test.each<[string, [who: number, minutes: number][], [from: number, to: number] | null]>([
  [
    'four technicians: none',
    [
      [1, 0],
      [2, 3],
      [3, 6],
      [4, 9],
    ],
    null,
  ],
  [
    'five: one',
    [
      [1, 0],
      [2, 3],
      [3, 6],
      [4, 9],
      [5, 12],
    ],
    [0, 12],
  ],
  [
    'the same technician five times: none',
    [
      [1, 0],
      [1, 3],
      [1, 6],
      [1, 9],
      [1, 12],
    ],
    null,
  ],
  [
    'four technicians with nine tickets: none',
    [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [1, 4],
      [2, 5],
      [3, 6],
      [4, 7],
      [1, 8],
    ],
    null,
  ],
  [
    'five within exactly 15 minutes: one',
    [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 15],
    ],
    [0, 15],
  ],
  [
    'a second more: none',
    [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 15 + 1 / 60],
    ],
    null,
  ],
  [
    'five in 20 minutes, never five in 15: none',
    [
      [1, 0],
      [2, 5],
      [3, 10],
      [4, 15.1],
      [5, 20],
    ],
    null,
  ],
  [
    'windows that share the report make one burst',
    [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 14],
      [6, 16],
      [7, 17],
      [8, 17],
    ],
    [0, 17],
  ],
])('%s', (_what, given, expected) => {
  // The report that is looked at is the fifth: the one at which the window is full, where it is.
  const reports = given.map(([who, minutes]) => report(who, minutes));
  const burst = burstAround([...reports].reverse(), reports[4]?.at ?? after(9), RULE);
  expect(burst && [burst.from, burst.to]).toEqual(expected && expected.map(after));
});

test('a report far from a burst does not belong to it', () => {
  const reports = [1, 2, 3, 4, 5].map((who) => report(who, who)).concat(report(6, 40));
  expect(burstAround(reports, after(40), RULE)).toBeNull();
});

test.each([
  ['nothing known', null, 'new'],
  ['one that ended 15 minutes before', { from: after(-30), to: after(-15) }, 'same'],
  ['one that ended 16 minutes before', { from: after(-30), to: after(-16) }, 'new'],
  ['one that began 15 minutes after', { from: after(25), to: after(40) }, 'same'],
  ['one that began 16 minutes after', { from: after(26), to: after(40) }, 'past'],
])('a burst from 10:00 to 10:10 beside %s is %s', (_what, known, expected) => {
  expect(compareBurst({ from: after(0), to: after(10) }, known, RULE.windowMs)).toBe(expected);
});

test('the alert counts technicians and tickets, shows local times and links, escapes the label and names nobody', () => {
  const reports = [report(1, 0), report(2, 3), report(3, 6), report(4, 9), report(5, 12), report(1, 13)];
  const burst = { from: after(0), to: after(13), reports, label: 'A <b>' };
  const html = renderBurst(burst, RULE, { timeZone: 'Asia/Jakarta', language: 'id' });
  expect(html.split('\n').slice(0, 2).join('\n')).toMatchInlineSnapshot(`
    "🚨 <b>Lonjakan kendala: A &lt;b&gt;</b>
    5 teknisi, 6 tiket antara 10:00 dan 10:13 (batas: dalam 15 menit). Mungkin satu gangguan yang sama."
  `);
  expect(html.match(/https:\/\/t\.me\/c\/1000000001\/\d+/g)).toHaveLength(5);
  expect(html).not.toContain('tg:');
});
