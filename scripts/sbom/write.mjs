// npm run sbom [-- FILE]: what the product is made of, as CycloneDX 1.5: npm packages by `npm sbom`, Rust crates of
// packages/lightgbm3 by `cargo metadata`, LightGBM itself. Default FILE: dist/sbom.json. Needs npm and cargo.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rustCrates } from './licences.mjs';

const file = process.argv[2] ?? path.join('dist', 'sbom.json');
const product = JSON.parse(readFileSync('package.json', 'utf8'));
const sbom = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--sbom-type', 'application'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
  }),
);
// npm calls a package that is the root by its folder.
Object.assign(sbom.metadata.component, { name: product.name, version: product.version });

const crates = rustCrates();
if (crates === null)
  throw new Error('cargo is missing or has not fetched the crates: install Rust and build once (make setup)');
sbom.components.push(
  ...crates.map(({ name, version, licence }) => ({
    'bom-ref': `cargo:${name}@${version}`,
    type: 'library',
    ...{
      name,
      version,
      purl: `pkg:cargo/${name}@${version}`,
      licenses: [{ expression: licence.replaceAll('/', ' OR ') }],
    },
  })),
  {
    'bom-ref': 'lightgbm@4.7.0',
    type: 'library',
    ...{ name: 'LightGBM', version: '4.7.0', purl: 'pkg:github/lightgbm-org/LightGBM@v4.7.0' },
    licenses: [{ license: { id: 'MIT' } }],
    description: 'compiled into the addon from the sources in the crate lightgbm3-sys',
  },
);
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
process.stdout.write(`${file}: ${sbom.components.length} components, ${crates.length} of them Rust crates\n`);
