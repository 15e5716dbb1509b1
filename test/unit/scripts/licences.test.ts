import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
interface Part {
  readonly at?: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** What `scripts/sbom/licences.mjs` says: jest itself cannot import an .mjs. */
function ask<T>(expression: string): T {
  const code = `import * as l from './scripts/sbom/licences.mjs'; console.log(JSON.stringify(${expression}));`;
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 16 * 1_048_576 } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], options)) as T;
}

test('every npm package that the product runs with has an allowed licence', () => {
  const refused = ask<Part[]>('l.npmPackages().filter(({ licence }) => !l.isAllowed(licence))');
  expect(refused).toEqual([]);
  expect(ask<number>('l.npmPackages().length')).toBeGreaterThan(100);
});

test('every Rust crate in the addon has one too', () => {
  const crates = ask<Part[] | null>('l.rustCrates()');
  if (crates === null) {
    process.stderr.write('cargo has not fetched the crates: their licences are not checked\n');
    return;
  }
  expect(crates.length).toBeGreaterThan(20);
  expect(ask<Part[]>('l.rustCrates().filter(({ licence }) => !l.isAllowed(licence))')).toEqual([]);
});

test('packages whose licence a person looked at are still there, and still without a name of their own', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string } | undefined>;
  };
  for (const [at] of Object.entries(ask<Record<string, string>>('l.LOOKED_AT'))) {
    expect(packages[at]).toBeDefined();
    expect(ask<boolean>(`l.isAllowed(${JSON.stringify(packages[at]?.license ?? '')})`)).toBe(false);
    expect(existsSync(join(ROOT, at, 'LICENSE'))).toBe(true);
  }
});

test.each([
  ['MIT', true],
  ['(MIT OR Apache-2.0) AND Unicode-3.0', true],
  ['MIT/Apache-2.0', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['Apache-2.0 WITH LLVM-exception', true],
  ['MIT AND GPL-3.0-only', false],
  ['(MIT AND GPL-3.0-only) OR AGPL-3.0-only', false],
  ['(MIT) AND (GPL-3.0-only)', false],
  ['GPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE', false],
  ['', false],
])('%j is allowed: %s', (expression, isAllowed) => {
  expect(ask<boolean>(`l.isAllowed(${JSON.stringify(expression)})`)).toBe(isAllowed);
});
