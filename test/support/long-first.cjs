const { readFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/** A time limit of its own that a test or a hook is given, in milliseconds. */
const LIMIT = /, (\d[\d_]{4,})\);$/gm;

/**
 * Begins with the files whose tests may take longest, by their own time limits; else as Jest does. A clean clone knows no
 * durations from an earlier run, and a test of five minutes that began last would run alone.
 */
module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const limits = new Map(tests.map(({ path }) => [path, limitOf(path)]));
    return super.sort(tests).sort((a, b) => limits.get(b.path) - limits.get(a.path));
  }
};

function limitOf(path) {
  const limits = [...readFileSync(path, 'utf8').matchAll(LIMIT)].map(([, digits]) =>
    Number(digits.replaceAll('_', '')),
  );
  return Math.max(0, ...limits);
}
