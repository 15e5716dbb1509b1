import fc from 'fast-check';
import type { Mirror } from '../../activities/mirror';
import { createSymptomWatch } from '../../activities/symptom-watch';
import type { PostTarget, SymptomNote } from '../../workflows/ports';
import { eachMirror } from '../support/mirrors';
import { fakeLog } from '../unit/bots/fakes';

const RULE = { technicians: 5, windowMs: 15 * 60_000 };
const TEN_MS = Date.parse('2026-11-24T03:00:00.000Z');
const clock = { nowMs: TEN_MS };

const now = () => new Date(clock.nowMs);
/** The ticket of technician `who`, written so many minutes after ten. */
function note(
  who: number,
  minutes: number,
  label: string | null = 'KENDALA LOGIN',
  ticket = `${who}-${minutes}`,
): SymptomNote {
  const place = { ticketId: ticket, chatId: -1001000000001, messageId: 5, technician: `tg:${who}` };
  return { ...place, label, at: new Date(TEN_MS + minutes * 60_000).toISOString() };
}

/** Bursts of reports in the order of their time, found the plain way: each window, then those close to each other. */
function countBursts(reports: readonly { who: number; minutes: number }[]): number {
  let bursts = 0;
  let lastTo = -Infinity;
  for (const { minutes: from } of reports) {
    const inWindow = reports.filter(({ minutes }) => minutes >= from && minutes <= from + 15);
    if (new Set(inWindow.map(({ who }) => who)).size < 5) continue;
    if (from > lastTo + 15) bursts += 1;
    lastTo = Math.max(lastTo, ...inWindow.map(({ minutes }) => minutes));
  }
  return bursts;
}

describe.each(eachMirror(now))('the watch of symptoms on %s', (_, open) => {
  let mirror: Mirror;
  let posted: { to: PostTarget; key: string; html: string }[];
  let failPost: (() => Error | null) | null;
  const log = fakeLog();

  beforeAll(async () => (mirror = await open()));
  afterAll(() => mirror.close());
  beforeEach(async () => {
    [posted, failPost, clock.nowMs] = [[], null, TEN_MS];
    await mirror.db.deleteFrom('symptom_reports').execute();
    await mirror.db.deleteFrom('symptom_bursts').execute();
  });

  const watch = (symptom: SymptomNote): Promise<void> =>
    createSymptomWatch({
      ...{ symptoms: mirror.symptomReports, rule: RULE, timeZone: 'Asia/Jakarta', language: 'id', now, log },
      post: ({ to, item }) => {
        const error = failPost?.();
        if (error) return Promise.reject(error);
        posted.push({ to, key: item.key, html: item.html });
        return Promise.resolve();
      },
    })(symptom);
  const roles = () => posted.map(({ to }) => to.role);

  it('tells admins and group at the fifth technician, not at the fourth, and not again at the sixth', async () => {
    for (const who of [1, 2, 3, 4]) await watch(note(who, who));
    expect(posted).toEqual([]);
    await watch(note(5, 5));
    expect(roles()).toEqual(['admins', 'reporting']);
    expect(posted[0]?.html).toContain('5 teknisi, 5 tiket antara 10:01 dan 10:05');
    for (const minutes of [6, 15, 29]) await watch(note(minutes, minutes));
    expect(posted).toHaveLength(2);
  });

  it('one technician with five tickets, and one ticket told of five times, make no burst', async () => {
    for (const minutes of [0, 1, 2, 3, 4]) await watch(note(1, minutes));
    for (let times = 0; times < 5; times += 1) await watch(note(2, 5));
    expect(posted).toEqual([]);
  });

  it('another symptom counts by itself; a corrected label takes its report along, a withdrawn one drops it', async () => {
    for (const who of [1, 2, 3]) await watch(note(who, 0));
    await watch(note(4, 0, 'USER NOT FOUND'));
    await watch(note(5, 0));
    expect(posted).toEqual([]);
    await watch(note(3, 0, null));
    await watch(note(4, 0, 'KENDALA LOGIN'));
    expect(posted).toEqual([]);
    await watch(note(3, 0));
    expect(roles()).toEqual(['admins', 'reporting']);
  });

  it('goes by when problems were written, in whatever order their labels come', async () => {
    for (const [who, minutes] of [
      [5, 12],
      [1, 0],
      [4, 9],
      [2, 3],
      [3, 6],
    ] as const)
      await watch(note(who, minutes));
    expect(posted).toHaveLength(2);
  });

  it('a burst after a quiet quarter of an hour is told anew, one that came to light late is not', async () => {
    for (const who of [1, 2, 3, 4, 5]) await watch(note(who, 60));
    for (const who of [1, 2, 3, 4, 5]) await watch(note(who, 76));
    expect(posted).toHaveLength(4);
    for (const who of [1, 2, 3, 4, 5]) await watch(note(who, 0));
    expect(posted).toHaveLength(4);
  });

  it('what a crash kept from being told is told by the next call, under the same key', async () => {
    for (const who of [1, 2, 3, 4]) await watch(note(who, who));
    let calls = 0;
    failPost = () => ((calls += 1) === 2 ? new Error('14 UNAVAILABLE') : null);
    await expect(watch(note(5, 5))).rejects.toThrow('UNAVAILABLE');
    failPost = null;
    await watch(note(5, 5));
    expect(roles()).toEqual(['admins', 'admins', 'reporting']);
    expect(new Set(posted.map(({ key }) => key))).toEqual(new Set(['burst KENDALA LOGIN 2026-11-24T03:01:00.000Z']));
    await watch(note(5, 5));
    expect(posted).toHaveLength(3);
  });

  it('of five at the same time exactly one sees the burst', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((who) => watch(note(who, 0))));
    expect(new Set(posted.map(({ key }) => key)).size).toBe(1);
    expect(roles().sort()).toEqual(['admins', 'reporting']);
  });

  it('labels that come over half a day late are no news, and what is that old goes', async () => {
    clock.nowMs = TEN_MS + 13 * 3_600_000;
    for (const who of [1, 2, 3, 4, 5]) await watch(note(who, who));
    expect(posted).toEqual([]);
    expect(await mirror.db.selectFrom('symptom_reports').selectAll().execute()).toEqual([]);
  });

  it('tells as many bursts as a plain count finds', async () => {
    const report = fc.record({ who: fc.integer({ min: 1, max: 9 }), minutes: fc.integer({ min: 0, max: 90 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 40 }), async (drawn) => {
        posted = [];
        await mirror.db.deleteFrom('symptom_reports').execute();
        await mirror.db.deleteFrom('symptom_bursts').execute();
        const reports = [...drawn].sort((a, b) => a.minutes - b.minutes);
        for (const [at, { who, minutes }] of reports.entries()) await watch(note(who, minutes, 'X', String(at)));
        expect(posted.length / 2).toBe(countBursts(reports));
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

test('a mirror that is down is logged, and holds up no ticket', async () => {
  const log = fakeLog();
  const down = () => Promise.reject(new Error('database is locked'));
  const watch = createSymptomWatch({
    ...{
      symptoms: { note: down, drop: down, told: down },
      rule: RULE,
      timeZone: 'Asia/Jakarta',
      language: 'id',
      now,
      log,
    },
    post: () => Promise.reject(new Error('unexpected post')),
  });
  await watch(note(1, 0));
  await watch(note(1, 0, null));
  expect(log.lines.map(({ level, fields }) => [level, fields['ticketId']])).toEqual([
    ['warn', '1-0'],
    ['warn', '1-0'],
  ]);
});
