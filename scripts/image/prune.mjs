// Takes out of a folder of production packages what never runs here: native code of other systems, Google's other 300
// APIs, and what is only read by compilers. Each of the three is checked against the code by a test.
//   prune.mjs NODE_MODULES
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const modules = process.argv[2];
if (!modules || !existsSync(modules)) {
  console.error('usage: prune.mjs NODE_MODULES');
  process.exit(1);
}

/** Only the two of activities/adapters are imported, each by its own path. */
const GOOGLE_APIS = new Set(['sheets', 'drive']);
const TRIPLES = { x64: 'x86_64-unknown-linux-gnu', arm64: 'aarch64-unknown-linux-gnu' };

function keepOnly(folder, isKept) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !isKept(entry.name)) rmSync(join(folder, entry.name), { recursive: true });
  }
}

keepOnly(join(modules, '@temporalio/core-bridge/releases'), (name) => name === TRIPLES[process.arch]);
rmSync(join(modules, '@temporalio/core-bridge/sdk-core'), { recursive: true, force: true });
keepOnly(join(modules, 'googleapis/build/src/apis'), (name) => GOOGLE_APIS.has(name));
// Sources that better-sqlite3 was compiled from.
for (const name of ['deps', 'src', 'build/Release/obj', 'build/Release/obj.target']) {
  rmSync(join(modules, 'better-sqlite3', name), { recursive: true, force: true });
}

const USELESS = /\.([cm]?ts|map|md|markdown|flow|tsbuildinfo)$/i;
function sweep(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) sweep(full);
    else if (entry.isFile() && USELESS.test(entry.name)) rmSync(full);
  }
}
sweep(modules);
