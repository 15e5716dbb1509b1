import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** Runs code in a process of its own. @returns its exit code */
function runs(code: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--require', './test/support/swc-register.cjs', '-e', code], { cwd: ROOT });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode));
  });
}

const END_SOON = `require('./workers/end-soon.ts').endSoon`;

// Found by the fault `term-api`: the API stayed for half a minute after it had stopped, since a request was to be tried again.
test('a process that something left over keeps ends all the same, with its exit code', async () => {
  const [clean, failed] = await Promise.all([
    runs(`setTimeout(() => {}, 600_000); ${END_SOON}(100)`),
    runs(`setTimeout(() => {}, 600_000); process.exitCode = 1; ${END_SOON}(100)`),
  ]);
  expect(clean).toBe(0);
  expect(failed).toBe(1);
});

test('a process with nothing left does not wait for it', async () => {
  expect(await runs(`${END_SOON}(600_000)`)).toBe(0);
});
