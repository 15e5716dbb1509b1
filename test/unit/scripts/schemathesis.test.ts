import { schemathesisArgs } from '../../../scripts/schemathesis/options';

test('runs longer than the tests do, where nothing else is said', () => {
  expect(schemathesisArgs([])).toEqual(['--max-examples', '50', '--seed', '8']);
  expect(schemathesisArgs(['--max-examples', '200', '--seed', '3', '--phases', 'fuzzing,stateful'])).toEqual(
    '--max-examples 200 --seed 3 --phases fuzzing,stateful'.split(' '),
  );
});

test.each([[['--max-examples', '0']], [['--max-examples', 'x']], [['--seed', '-1']], [['--phases', 'a b']], [['--x']]])(
  '%j: the usage',
  (args) => {
    expect(() => schemathesisArgs(args)).toThrow(/^usage: npm run schemathesis/);
  },
);
