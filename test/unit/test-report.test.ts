import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(__dirname, '../../scripts/test-report.mjs');

interface Suite {
  name: string;
  status: 'passed' | 'failed';
  assertionResults: { status: string; fullName: string }[];
}

function aSuite(status: Suite['status'], ...statuses: string[]): Suite {
  return {
    name: resolve('some.test.ts'),
    status,
    assertionResults: statuses.map((each, index) => ({ status: each, fullName: `case ${index + 1}` })),
  };
}

describe('test-report', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'oncek-report-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function reportOn(suites: Suite[] | null, ...flags: string[]): { lines: string[]; status: number | null } {
    const file = join(folder, 'jest.json');
    if (suites) writeFileSync(file, JSON.stringify({ testResults: suites }));
    const { stdout, status } = spawnSync(process.execPath, [SCRIPT, file, ...flags], { encoding: 'utf8' });
    return { lines: stdout.trim().split('\n'), status };
  }

  test('ends with the counts of passed and failed tests', () => {
    const { lines, status } = reportOn([aSuite('passed', 'passed', 'passed'), aSuite('failed', 'failed', 'passed')]);
    expect(lines.at(-1)).toBe('3 passed, 1 failed');
    expect(status).toBe(1);
  });

  test('exits 0 only where nothing failed', () => {
    expect(reportOn([aSuite('passed', 'passed')])).toEqual({ lines: ['1 passed, 0 failed'], status: 0 });
  });

  test('counts a test file that could not run as one failed', () => {
    const { lines, status } = reportOn([aSuite('passed', 'passed'), aSuite('failed')]);
    expect(lines).toEqual(['failed: some.test.ts: the test file failed as a whole', '1 passed, 1 failed']);
    expect(status).toBe(1);
  });

  test('counts skipped tests apart, never as passed', () => {
    const { lines, status } = reportOn([aSuite('passed', 'passed', 'pending', 'todo')]);
    expect(lines).toEqual(['1 passed, 0 failed, 2 skipped']);
    expect(status).toBe(0);
  });

  test('names skipped tests on request, above a last line of passed and failed alone', () => {
    const { lines } = reportOn([aSuite('passed', 'passed', 'pending')], '--list-skipped');
    expect(lines).toEqual(['skipped: some.test.ts: case 2', '1 skipped', '1 passed, 0 failed']);
  });

  test('counts a failed check outside the tests as failed', () => {
    const { lines, status } = reportOn(
      [aSuite('passed', 'passed')],
      '--failed-check',
      'lint',
      '--failed-check',
      'types',
    );
    expect(lines).toEqual(['failed: lint', 'failed: types', '1 passed, 2 failed']);
    expect(status).toBe(1);
  });

  test('counts a missing report as failed', () => {
    const { lines, status } = reportOn(null);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(status).toBe(1);
  });
});
