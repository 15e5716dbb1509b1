// Packs what is to be published: node npm/pack.mjs [FOLDER]. One tarball per platform folder beside this file whose
// addon has been built, and one of the package itself, which names them as optional dependencies.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const target = resolve(process.argv[2] ?? join(root, 'target/packed'));
const stage = mkdtempSync(join(tmpdir(), 'lightgbm3-pack-'));
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const main = readJson(join(root, 'package.json'));

function pack(folder) {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 2],
  });
}

try {
  mkdirSync(target, { recursive: true });
  const optionalDependencies = {};
  for (const platform of readdirSync(here)) {
    const addon = `${main.napi.binaryName}.${platform}.node`;
    if (!existsSync(join(here, platform, 'package.json'))) continue;
    const manifest = readJson(join(here, platform, 'package.json'));
    if (manifest.version !== main.version) throw new Error(`${manifest.name} has another version than ${main.version}`);
    optionalDependencies[manifest.name] = main.version;
    if (!existsSync(join(root, addon))) {
      console.error(`${addon} has not been built: ${manifest.name} is left out`);
      continue;
    }
    const folder = join(stage, platform);
    cpSync(join(here, platform), folder, { recursive: true });
    for (const file of [addon, 'LICENSE', 'NOTICE']) cpSync(join(root, file), join(folder, file));
    pack(folder);
  }
  const folder = join(stage, 'main');
  for (const file of ['dist', 'examples', 'LICENSE', 'NOTICE', 'README.md']) {
    cpSync(join(root, file), join(folder, file), { recursive: true });
  }
  const published = { ...main, optionalDependencies };
  delete published.scripts;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(published, null, 2));
  pack(folder);
  console.log(readdirSync(target).join('\n'));
} finally {
  rmSync(stage, { recursive: true });
}
