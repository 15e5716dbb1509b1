import { readOptions } from '../../../../scripts/faults/options';
import { createRandom } from '../../../../scripts/faults/random';

describe('readOptions of the fault suite', () => {
  it('plays 500 problems in 300 s with all faults where nothing is said', () => {
    expect(readOptions([])).toEqual({
      ...{
        seed: 1,
        seconds: 300,
        problems: 500,
        only: null,
        phase: 'both',
        server: 'dev',
        registry: 'folder',
        groupPerMinute: 600,
      },
      ...{ models: null, keep: false },
    });
  });

  it('takes an hour where it is to be long', () => {
    expect(readOptions(['--long']).seconds).toBe(3_600);
    expect(readOptions(['--long', '--seconds', '60']).seconds).toBe(60);
  });

  it.each<[string, string]>([
    ['--phase', 'x'],
    ['--seconds', 'x'],
    ['--problems', '0'],
    ['--registry', 'x'],
    ['--server', 'x'],
  ])('refuses %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow(/usage: npm run faults/);
  });

  it('refuses what it does not know', () => {
    expect(() => readOptions(['--fast'])).toThrow(/usage: npm run faults/);
  });
});

test('the same seed draws the same numbers, another seed others', () => {
  const draw = (seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 5 }, () => random.between(0, 1_000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});
