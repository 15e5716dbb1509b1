import { holdOut } from '../../../activities/training/hold-out';
import type { LabelOrigin, TrainingRow } from '../../../domain/training-rows';

function row(problem: string, label: string, origin: LabelOrigin = 'person'): TrainingRow {
  return { problem, solving: '', label, origin, weight: origin === 'teacher' ? 0.7 : 1, sources: [] };
}

const rows = [
  ...Array.from({ length: 50 }, (_, at) => row(`a${at}`, 'A')),
  ...Array.from({ length: 10 }, (_, at) => row(`b${at}`, 'B')),
  row('c', 'C'),
  ...Array.from({ length: 30 }, (_, at) => row(`t${at}`, 'B', 'teacher')),
];
const count = (part: readonly TrainingRow[], label: string): number => part.filter((one) => one.label === label).length;

test('a fifth of every label is held out, of a label with one row none, and none of the answers of Gemini', () => {
  const { train, test: held } = holdOut(rows, { seed: 1, mode: 'stratified_holdout' });
  expect(['A', 'B', 'C'].map((label) => count(held, label))).toEqual([10, 2, 0]);
  expect(held.some(({ origin }) => origin === 'teacher')).toBe(false);
  expect(train).toHaveLength(rows.length - 12);
});

test('by chance a fifth of all rows is held out, and still none of the answers of Gemini', () => {
  const { train, test: held } = holdOut(rows, { seed: 1, mode: 'random_holdout' });
  expect(held).toHaveLength(12);
  expect(held.some(({ origin }) => origin === 'teacher')).toBe(false);
  expect(new Set([...train, ...held])).toEqual(new Set(rows));
});

test('the same seed gives the same parts, another one others', () => {
  const name = { seed: 7, mode: 'stratified_holdout' } as const;
  expect(holdOut(rows, name)).toEqual(holdOut(rows, name));
  expect(holdOut(rows, { ...name, seed: 8 })).not.toEqual(holdOut(rows, name));
});
