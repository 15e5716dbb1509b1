import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { transformFileSync } from '@swc/core';

import { startGuarded } from '../support/guarded-process';
import { waitFor } from '../support/wait';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('startGuarded', () => {
  test('ends the program and removes its folder on stop', async () => {
    let folder = '';
    const program = await startGuarded({ command: 'sleep', args: (given) => ((folder = given), ['600']) });
    expect(isAlive(program.pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);

    await program.stop();
    expect(isAlive(program.pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test('says how a program ended by itself, with what it wrote', async () => {
    const program = await startGuarded({ command: 'sh', args: () => ['-c', 'echo "port 7233 is taken" >&2; exit 3'] });
    const message = await waitFor(
      () => {
        try {
          program.assertRunning();
          return null;
        } catch (error) {
          return String(error);
        }
      },
      { describe: 'the program has ended' },
    );
    expect(message).toMatch(/exit 3.*port 7233 is taken/);
    await program.stop();
  });

  test('refuses a program that does not exist', async () => {
    const start = startGuarded({ command: '/no/such/program', args: () => [] });
    await expect(start).rejects.toThrow('/no/such/program could not be started');
  });

  test('ends the program and removes its folder when the process of the test is killed', async () => {
    const work = mkdtempSync(join(tmpdir(), 'oncek-guard-'));
    const { code } = transformFileSync(resolve(__dirname, '../support/guarded-process.ts'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    writeFileSync(join(work, 'guarded-process.js'), code);
    writeFileSync(
      join(work, 'main.js'),
      `let folder;
       require('./guarded-process').startGuarded({ command: 'sleep', args: (given) => ((folder = given), ['600']) })
         .then(({ pid }) => console.log(JSON.stringify({ pid, folder })));`,
    );
    const owner = spawn(process.execPath, [join(work, 'main.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((done) =>
      owner.stdout.once('data', (data: Buffer) => done(data.toString())),
    );
    const { pid, folder } = JSON.parse(line) as { pid: number; folder: string };

    owner.kill('SIGKILL');
    await waitFor(() => !isAlive(pid) && !existsSync(folder), { describe: 'program and folder are gone' });
    rmSync(work, { recursive: true });
  });
});
