// Prints the true counts of a jest JSON report as the last line: `N passed, N failed` and `, N skipped` if any.
// Usage: test-report.mjs REPORT [--list-skipped] [--failed-check NAME]…
// With --list-skipped the skipped tests are named and counted above, and the last line is `N passed, N failed` alone.
// A suite that failed without a failed test (it did not run, or failed while tidying up) counts as one failed; so does
// each failed check outside jest, and a report that is missing. Exits 1 where anything failed.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

function readArguments(argv) {
  const [report, ...rest] = argv;
  const failedChecks = rest.filter((_, index) => rest[index - 1] === '--failed-check');
  return { report, failedChecks, listSkipped: rest.includes('--list-skipped') };
}

function readSuites(report) {
  if (!report || !existsSync(report)) return null;
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults ?? null;
  } catch {
    return null;
  }
}

function summarise(suites) {
  const tests = suites.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ status: test.status, name: `${relative('.', name)}: ${test.fullName}` })),
  );
  const named = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);
  const brokenSuites = suites
    .filter((suite) => suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed'))
    .map(({ name }) => `${relative('.', name)}: the test file failed as a whole`);
  return {
    passed: named('passed').length,
    failed: [...named('failed'), ...brokenSuites],
    skipped: named('pending', 'skipped', 'todo', 'disabled'),
  };
}

const { report, failedChecks, listSkipped } = readArguments(process.argv.slice(2));
const suites = readSuites(report);
const { passed, failed, skipped } = summarise(suites ?? []);
if (suites === null) failed.push('the tests did not finish: there is no report of them');
failed.push(...failedChecks);

const skippedCount = `${skipped.length} skipped`;
if (listSkipped && skipped.length > 0) {
  for (const name of skipped) console.log(`skipped: ${name}`);
  console.log(skippedCount);
}
for (const name of failed) console.log(`failed: ${name}`);
const tail = skipped.length > 0 && !listSkipped ? `, ${skippedCount}` : '';
console.log(`${passed} passed, ${failed.length} failed${tail}`);
process.exitCode = failed.length > 0 ? 1 : 0;
