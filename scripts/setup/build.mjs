// Compiles into dist/ where a source has changed since the last build, and bundles the workflows where theirs have.
// The stamps hold hashes of contents, so that a fresh checkout of the same files is not built again.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'target', '.git']);
const folders = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')).include;
const settings = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

function filesUnder(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(join(path, entry.name));
    return entry.isFile() ? [join(path, entry.name)] : [];
  });
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function run({ label, command, args }) {
  console.error(`==> ${label}`);
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(`oncek: ${label} failed${error ? ` (${error.message})` : ', see the lines above'}`);
  process.exit(1);
}

function step({ stamp, hash, outputs, ...command }) {
  const isDone = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && outputs.every((path) => existsSync(path));
  if (isDone) return;
  run(command);
  mkdirSync('dist', { recursive: true });
  writeFileSync(stamp, hash);
}

const typings = filesUnder('packages').filter((file) => /\.(ts|js|json)$/.test(file));
step({
  stamp: 'dist/.built',
  hash: hashOf([...folders.flatMap(filesUnder), ...typings, ...settings]),
  outputs: [],
  label: 'Compiling TypeScript',
  command: 'npm',
  args: ['run', '--silent', 'build'],
});

if (existsSync('dist/temporal/build-bundle.js')) {
  step({
    stamp: 'dist/.bundled',
    hash: hashOf([...['workflows', 'domain', 'temporal'].flatMap(filesUnder), 'package-lock.json', 'tsconfig.json']),
    outputs: ['dist/workflow-bundle.js', 'dist/workflow-bundle-traced.js'],
    label: 'Bundling the workflows',
    command: process.execPath,
    args: ['dist/temporal/build-bundle.js'],
  });
}
