import type { Mirror } from '../../activities/mirror';
import type { TeacherAnswer } from '../../activities/mirror/teacher-answers';
import { eachMirror } from '../support/mirrors';

const anAnswer = (over: Partial<TeacherAnswer> = {}): TeacherAnswer => ({
  problem: 'gagal login [TELEPON]',
  solving: '',
  label: 'KENDALA LOGIN',
  confidence: 0.93,
  teacher: 'gemini-2.0-flash',
  modelVersion: 'v1',
  at: '2031-03-03T02:00:00.000Z',
  ...over,
});

describe.each(eachMirror())('answers of the teacher on %s', (_, open) => {
  let mirror: Mirror;
  beforeEach(async () => (mirror = await open()));
  afterEach(() => mirror.close());

  test('answers are listed as they came, page by page', async () => {
    const answers = [1, 2, 3].map((day) => anAnswer({ problem: `teks ${day}`, at: `2031-03-0${day}T02:00:00.000Z` }));
    for (const answer of [...answers].reverse()) await mirror.teacherAnswers.put(answer);
    expect(await mirror.teacherAnswers.list({ limit: 2 })).toEqual(answers.slice(0, 2));
    expect(await mirror.teacherAnswers.list({ after: answers[1]!.at, limit: 2 })).toEqual(answers.slice(2));
  });

  test('a later answer to the same text takes the former’s place; with a solving it is another text', async () => {
    const later = anAnswer({ label: 'USER NOT FOUND', at: '2031-03-04T02:00:00.000Z' });
    const solved = anAnswer({ solving: 'direset', at: '2031-03-05T02:00:00.000Z' });
    for (const answer of [anAnswer(), later, solved]) await mirror.teacherAnswers.put(answer);
    expect(await mirror.teacherAnswers.list({ limit: 10 })).toEqual([later, solved]);
  });
});
