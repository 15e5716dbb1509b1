import { readParts } from '../../../workers/part-names';

describe('readParts', () => {
  it('gives each named part once', () => {
    expect(readParts(['api', 'worker', 'api'])).toEqual(['worker', 'api']);
  });

  it('answers no part with the usage, which names all of them', () => {
    expect(() => readParts([])).toThrow(
      /usage: .*\n(.*\n)*.*api .*\n.*group-bot .*\n.*admin-bot .*\n.*worker .*\n.*training-worker /,
    );
  });

  it.each([[['bot']], [['api', '--all']]])('refuses %j, naming what it does not know', (args) => {
    expect(() => readParts(args)).toThrow(/unknown part: (bot|--all)\nusage: /);
  });
});
