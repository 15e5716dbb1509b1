import { readOptions } from '../../../../scripts/faults/options';
import { createRandom } from '../../../../scripts/faults/random';

describe('readOptions of the fault suite', () => {
  it('plays 500 problems in 300 s with all faults where nothing is said', () => {
    expect(readOptions([], ['kill-api'])).toEqual({ seed: 1, seconds: 300, problems: 500, only: null, models: null });
  });

  it('takes one fault alone, or none', () => {
    expect(readOptions(['--only', 'kill-api'], ['kill-api']).only).toBe('kill-api');
    expect(readOptions(['--only', 'none'], ['kill-api']).only).toBe('none');
  });

  it.each([[['--only', 'flood']], [['--seconds', 'x']], [['--problems', '0']], [['--fast']]])('refuses %j', (args) => {
    expect(() => readOptions(args, ['kill-api'])).toThrow(/usage: npm run faults/);
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
