// Brings dist/ in line with what tsc does not handle: copies pages, styles, browser scripts and data beside the
// compiled code, and removes outputs whose source is gone (tsc leaves them, and old code would still be loaded).
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';

const ASSETS = new Set([
  '.html',
  '.css',
  '.js',
  '.mjs',
  '.cjs',
  '.svg',
  '.png',
  '.ico',
  '.json',
  '.csv',
  '.gz',
  '.txt',
  '.yaml',
  '.toml',
]);
const folders = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')).include;

function filesUnder(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const full = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesUnder(full);
    return entry.isFile() ? [full] : [];
  });
}

function hasSource(output) {
  const source = relative('dist', output);
  return existsSync(source) || existsSync(source.replace(/\.js(\.map)?$/, '.ts'));
}

for (const output of folders.flatMap((folder) => filesUnder(join('dist', folder)))) {
  if (!hasSource(output)) rmSync(output);
}

for (const asset of folders.flatMap(filesUnder).filter((file) => ASSETS.has(extname(file)))) {
  const goal = join('dist', asset);
  mkdirSync(dirname(goal), { recursive: true });
  copyFileSync(asset, goal);
}
