import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import ts from 'typescript';

import { LightGBMError } from '../lib';
import { loadFirst } from '../lib/load';

const run = promisify(execFile);
const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Runs JavaScript as a module of this package, against what has been built. */
async function runModule(code: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
  return stdout;
}

describe('the README', () => {
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);

  it('has examples', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4);
  });

  it.each(blocks.map((code, at) => [at + 1, code] as const))('example %i runs', async (_at, code) => {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    await runModule(ts.transpileModule(code, { compilerOptions: options }).outputText);
  });
});

describe('the examples', () => {
  it.each(readdirSync(join(root, 'examples')))('%s runs', async (name) => {
    const { stdout } = await run(process.execPath, [join(root, 'examples', name)], { cwd: root });
    expect(stdout).not.toBe('');
  });
});

describe('the loader', () => {
  it('says what it tried, why each failed, and what to do', () => {
    const places = ['lightgbm3-no-such-platform', join(root, 'README.md'), join(root, 'none.node')];
    const load = (): unknown => loadFirst(places, 'plan9-mips');
    expect(load).toThrow(LightGBMError);
    expect(load).toThrow(/^No lightgbm3 addon could be loaded for plan9-mips\. Tried:/);
    for (const place of places) expect(load).toThrow(`  ${place}: `);
    expect(load).toThrow('npm install lightgbm3-plan9-mips');
  });
});

describe('what is published', () => {
  it('holds no path of the machine it was built on', () => {
    const name = readdirSync(root).find((file) => file.endsWith('.node')) ?? '';
    const addon = readFileSync(join(root, name)).toString('latin1');
    expect(addon).toContain('LightGBM');
    for (const folder of [root, process.env.HOME ?? '', '/.cargo/registry']) {
      if (folder.length > 5) expect(addon.includes(folder)).toBe(false);
    }
    expect(addon).not.toMatch(/\/(home|root|Users)\/[\w.]/);
  });

  it('has a package per platform of the same version, name and addon', () => {
    const read = (path: string): Record<string, unknown> =>
      JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
    const { version, name, files } = read('package.json');
    const platform = read('npm/linux-x64-gnu/package.json');
    expect(platform).toMatchObject({
      version,
      name: `${String(name)}-linux-x64-gnu`,
      main: 'lightgbm3.linux-x64-gnu.node',
    });
    expect(files).not.toContain('*.node');
  });
});

describe('memory', () => {
  it('is not allocated by a prediction of one row into an array of the caller: under 50 bytes per call', async () => {
    const stdout = await runModule(
      `
      import { setFlagsFromString } from 'node:v8';
      import { runInNewContext } from 'node:vm';
      import { Dataset, trainSync } from 'lightgbm3';
      setFlagsFromString('--expose-gc');
      const gc = runInNewContext('gc');
      const rows = { values: Float64Array.from({ length: 400 }, (_, at) => (at * 7) % 10), numRows: 100, numCols: 4 };
      const label = Array.from({ length: 100 }, (_, row) => row % 3);
      const params = { objective: 'multiclass', num_class: 3, num_threads: 1 };
      const booster = trainSync(params, Dataset.fromDense(rows, { label }), { numBoostRound: 5 });
      const [indices, values, out] = [Int32Array.of(0, 2), Float64Array.of(1, 2), new Float64Array(3)];
      const options = { predEarlyStop: true, predEarlyStopFreq: 2, predEarlyStopMargin: 4 };
      const dense = new Float64Array(4);
      const predict = (count) => {
        for (let at = 0; at < count; at++) {
          booster.predictRow(indices, values, out, options);
          booster.predictDenseRow(dense, out);
        }
      };
      predict(1000);
      gc();
      const before = process.memoryUsage().heapUsed;
      predict(3000);
      console.log((process.memoryUsage().heapUsed - before) / 6000);`,
    );
    expect(Number(stdout)).toBeLessThan(50);
  });

  it('grows by less than 8 kB per cycle of training, predicting, saving and loading, half of them undisposed', async () => {
    const { stdout } = await run(process.execPath, ['--expose-gc', join(root, 'bench/memory.mjs'), '3000'], {
      env: { ...process.env, OMP_WAIT_POLICY: 'passive' },
    });
    const { bytesPerCycle, megabytes } = JSON.parse(stdout) as { bytesPerCycle: number; megabytes: number[] };
    expect(megabytes).toHaveLength(11);
    expect(bytesPerCycle).toBeLessThan(8000);
  });
});
