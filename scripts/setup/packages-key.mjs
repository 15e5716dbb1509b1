// Prints a hash of all that decides what `npm ci` installs: lock file, package files, and the Node (version of its
// native interface, system, processor) that native packages are compiled for.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const workspaces = existsSync('packages') ? readdirSync('packages').sort() : [];
const files = [
  'package-lock.json',
  'package.json',
  '.npmrc',
  ...workspaces.map((name) => `packages/${name}/package.json`),
];
const hash = createHash('sha256');
for (const file of files.filter((name) => existsSync(name))) {
  hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
}
hash.update([process.versions.modules, process.platform, process.arch].join(' '));
console.log(hash.digest('hex'));
