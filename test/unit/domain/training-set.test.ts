import fc from 'fast-check';
import { createRandom, shuffle } from '../../../ml/random';
import type { ReviewStatus } from '../../../domain/tracking-row';
import type { LabelledSource, TeacherSource, TrackingSource } from '../../../domain/training-rows';
import { assembleTrainingSet, type TrainingSet } from '../../../domain/training-set';

function tracking(key: string, overrides: Partial<TrackingSource> = {}): TrackingSource {
  return {
    ...{ spreadsheetId: 's', worksheet: 'ML_Tracking', key, rowHash: `hash-${key}`, at: '2031-03-03T02:00:00.000Z' },
    ...{ problem: `kendala ${key}`, solving: 'reset', labelCell: 'LOGIN', status: 'APPROVED' },
    ...overrides,
  };
}

function logs(key: string, overrides: Partial<LabelledSource> = {}): LabelledSource {
  return { ...tracking(key), worksheet: 'Logs', ...overrides };
}

function answer(problem: string, overrides: Partial<TeacherSource> = {}): TeacherSource {
  const at = '2031-03-03T02:00:00.000Z';
  return { problem, solving: 'reset', teacher: 'g', label: 'LOGIN', confidence: 0.9, at, ...overrides };
}

const reasons = ({ rejected }: TrainingSet): string[] => rejected.map(({ key, reason }) => `${key} ${reason}`);
const labels = ({ rows }: TrainingSet): string[] =>
  rows.map(({ problem, label, origin }) => `${problem}: ${label} ${origin}`);

describe('which rows are learned from', () => {
  test.each<[ReviewStatus | null, string]>([
    ['APPROVED', 'person, to be marked'],
    ['CORRECTED', 'person, to be marked'],
    ['TRAINED', 'person'],
    ['auto_approved', 'auto'],
    ['pending', 'pending'],
    ['CANCELLED', 'cancelled'],
    [null, 'unknownStatus'],
  ])('a row with status %p: %s', (status, expected) => {
    const set = assembleTrainingSet({ tracking: [tracking('1', { status })], logs: [], answers: [] });
    const [row] = set.rows;
    const found = row ? `${row.origin}${row.sources[0]?.isToMark ? ', to be marked' : ''}` : set.rejected[0]?.reason;
    expect(found).toBe(expected);
  });

  test.each<[Partial<TrackingSource>, string]>([
    [{ labelCell: ' dibatalkan ' }, 'cancelled'],
    [{ labelCell: '' }, 'noLabel'],
    [{ labelCell: '?!' }, 'noLabel'],
    [{ problem: '', solving: '' }, 'noText'],
  ])('an approved row with %p is left out: %s', (overrides, reason) => {
    const set = assembleTrainingSet({ tracking: [tracking('1', overrides)], logs: [], answers: [] });
    expect(reasons(set)).toEqual([`1 ${reason}`]);
  });

  test('a row of Logs counts only where ML_Tracking has no row of its ticket, whatever that says', () => {
    const set = assembleTrainingSet({
      tracking: [tracking('1', { status: 'pending' })],
      logs: [logs('1'), logs('2'), logs('3', { labelCell: 'DIBATALKAN' }), logs('4', { labelCell: '' })],
      answers: [],
    });
    expect(labels(set)).toEqual(['kendala 2: LOGIN logs']);
    expect(reasons(set)).toEqual(['1 tracked', '3 cancelled', '4 noLabel', '1 pending']);
  });

  test('a label is spelled as most cells spell it', () => {
    const cells = ['Kendala  login', 'KENDALA LOGIN', 'KENDALA LOGIN', 'kendala login'];
    const rows = cells.map((labelCell, index) => tracking(String(index), { labelCell }));
    const set = assembleTrainingSet({ tracking: rows, logs: [], answers: [] });
    expect(new Set(set.rows.map(({ label }) => label))).toEqual(new Set(['KENDALA LOGIN']));
  });
});

describe('one text', () => {
  const same = { problem: 'tidak bisa login' };

  test('with one label stands once, for all its rows', () => {
    const rows = [tracking('1', same), tracking('2', { ...same, status: 'auto_approved' }), tracking('3', same)];
    const set = assembleTrainingSet({ tracking: rows, logs: [], answers: [] });
    expect(set.rows.map(({ sources }) => sources.map(({ key, isToMark }) => [key, isToMark]))).toEqual([
      [
        ['1', true],
        ['3', true],
        ['2', false],
      ],
    ]);
    expect(reasons(set)).toEqual(['2 duplicate', '3 duplicate']);
  });

  test('labelled by a person once and by the classifier twice has the label of the person', () => {
    const auto = { ...same, labelCell: 'MIA', status: 'auto_approved' as const };
    const rows = [tracking('1', auto), tracking('2', auto), tracking('3', same)];
    const set = assembleTrainingSet({ tracking: rows, logs: [], answers: [] });
    expect(labels(set)).toEqual(['tidak bisa login: LOGIN person']);
    expect(reasons(set)).toEqual(['1 contradicted', '2 contradicted']);
  });

  test('has the label more people gave, of equally many the newer one', () => {
    const old = { ...same, labelCell: 'MIA', at: '2031-03-01T00:00:00.000Z' };
    const two = [tracking('1', old), tracking('2', same)];
    expect(labels(assembleTrainingSet({ tracking: two, logs: [], answers: [] }))).toEqual([
      'tidak bisa login: LOGIN person',
    ]);
    const three = [...two, tracking('3', old)];
    expect(labels(assembleTrainingSet({ tracking: three, logs: [], answers: [] }))).toEqual([
      'tidak bisa login: MIA person',
    ]);
  });
});

describe("Gemini's answers", () => {
  /** So many texts that a person labelled LOGIN, of which the teacher said LOGIN to the first `agreed`. */
  function compared(count: number, agreed: number) {
    const texts = Array.from({ length: count }, (_, index) => `dinilai ${index}`);
    return {
      tracking: [tracking('m', { labelCell: 'MIA' }), ...texts.map((problem) => tracking(problem, { problem }))],
      answers: texts.map((problem, index) => answer(problem, { label: index < agreed ? 'login' : 'MIA' })),
    };
  }

  test('weigh the lower bound of their agreement with people: 18 of 20 is 0.738', () => {
    const known = compared(20, 18);
    const set = assembleTrainingSet({ ...known, logs: [], answers: [...known.answers, answer('baru')] });
    const taught = set.rows.filter(({ origin }) => origin === 'teacher');
    // Wilson's lower bound for 18 of 20 at z = 1.645, worked out by hand: (0.9677 − 0.1294) / 1.1353.
    expect(taught).toEqual([
      {
        problem: 'baru',
        solving: 'reset',
        label: 'LOGIN',
        origin: 'teacher',
        weight: expect.closeTo(0.7383, 4),
        sources: [],
      },
    ]);
    expect(set.teachers).toEqual([
      { teacher: 'g', compared: 20, agreed: 18, weight: expect.closeTo(0.7383, 4), used: 1 },
    ]);
  });

  test.each([
    ['of a teacher that was never compared', 0, 0],
    ['of one that agrees in 5 of 10', 10, 5],
    ['of one that agreed twice in two', 2, 2],
  ])('%s are not used', (_, count, agreed) => {
    const known = compared(count, agreed);
    const base = [...known.tracking, tracking('l')];
    const set = assembleTrainingSet({ tracking: base, logs: [], answers: [...known.answers, answer('baru')] });
    const isUsed = set.rows.some(({ origin }) => origin === 'teacher');
    // Two of two: the bound is 0.42.
    expect(isUsed).toBe(false);
  });

  test('never stand over a label of a person, nor over a sure one of the classifier', () => {
    const known = compared(20, 20);
    const rows = [...known.tracking, tracking('a', { problem: 'otomatis', status: 'auto_approved', labelCell: 'MIA' })];
    const answers = [
      ...known.answers,
      answer('otomatis'),
      answer('dinilai 3', { label: 'MIA', at: '2031-04-01T00:00:00Z' }),
    ];
    const set = assembleTrainingSet({ tracking: rows, logs: [], answers });
    expect(set.rows.filter(({ origin }) => origin === 'teacher')).toEqual([]);
    expect(labels(set)).toContain('otomatis: MIA auto');
    expect(labels(set)).toContain('dinilai 3: LOGIN person');
  });

  test('are left out where they are weak, of a label nobody else has, or older', () => {
    const known = compared(20, 20);
    const answers = [
      ...known.answers,
      answer('lemah', { confidence: 0.5 }),
      answer('asing', { label: 'LABEL LAIN' }),
      answer('dua kali', { label: 'MIA', at: '2031-01-01T00:00:00.000Z' }),
      answer('dua kali'),
    ];
    const set = assembleTrainingSet({ tracking: known.tracking, logs: [], answers });
    expect(labels(set).filter((line) => line.endsWith('teacher'))).toEqual(['dua kali: LOGIN teacher']);
    const counts = new Map<string, number>();
    for (const { source, reason } of set.rejected) {
      if (source === 'teacher') counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ labelled: 20, untrusted: 1, unknownLabel: 1, duplicate: 1 });
  });

  test('to a ticket that still waits for a person come with the text of the sheet', () => {
    const known = compared(20, 20);
    const waiting = tracking('w', { problem: 'reset wo_code gagal', status: 'pending' });
    const answers = [...known.answers, answer('reset gagal')];
    const set = assembleTrainingSet({ tracking: [...known.tracking, waiting], logs: [], answers });
    expect(labels(set)).toContain('reset wo_code gagal: LOGIN teacher');
  });
});

test('the order in which rows are read changes nothing', () => {
  const status = fc.constantFrom<(ReviewStatus | null)[]>(
    'APPROVED',
    'CORRECTED',
    'auto_approved',
    'pending',
    'TRAINED',
    null,
  );
  const text = fc.constantFrom('a', 'b', 'c', '');
  const row = fc.record({
    key: fc.constantFrom('1', '2', '3', '4'),
    problem: text,
    labelCell: fc.constantFrom('X', 'x', 'Y', ''),
    status,
  });
  const told = fc.record({
    problem: text,
    label: fc.constantFrom('X', 'Y', 'Z'),
    at: fc.constantFrom('1', '2'),
    teacher: fc.constantFrom('g', 'h'),
  });
  fc.assert(
    fc.property(fc.array(row), fc.array(row), fc.array(told), fc.integer(), (first, second, answers, seed) => {
      const sources = {
        tracking: first.map(({ key, ...rest }, index) => tracking(key, { ...rest, rowHash: String(index) })),
        logs: second.map(({ key, problem, labelCell }, index) =>
          logs(key, { problem, labelCell, rowHash: String(index) }),
        ),
        answers: answers.map(({ problem, ...rest }) => answer(problem, rest)),
      };
      const random = createRandom(seed);
      const mixed = {
        tracking: shuffle(random, [...sources.tracking]),
        logs: shuffle(random, [...sources.logs]),
        answers: shuffle(random, [...sources.answers]),
      };
      expect(assembleTrainingSet(mixed)).toEqual(assembleTrainingSet(sources));
    }),
  );
});
