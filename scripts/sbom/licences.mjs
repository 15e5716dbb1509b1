import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Licences that let the product be given on under MIT; what is weakly copyleft stays as it came, in files of its own. */
export const ALLOWED = [
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense'],
  ...['WTFPL', 'MPL-2.0', 'Unicode-3.0', 'Zlib', 'CC-BY-4.0', 'CC0-1.0', 'Bitstream-Vera'],
];

/** Packages whose field names no licence by its SPDX name, each looked at in the package itself. @type {Record<string, string>} */
export const LOOKED_AT = {
  // "BSD" without a number: its LICENSE has three clauses.
  'node_modules/url-template': 'BSD-3-Clause',
  // No field: its LICENSE is the Unlicense.
  'node_modules/unionfs': 'Unlicense',
  // Only the older list of `licenses`, which holds MIT.
  'node_modules/busboy': 'MIT',
  'node_modules/streamsearch': 'MIT',
  // The fonts' own: Bitstream Vera, free to give on with other things and not by themselves.
  'node_modules/dejavu-fonts-ttf': 'Bitstream-Vera',
};

/** npm packages that the product needs to run. @returns `{name, version, licence}` by their path in the lock file */
export function npmPackages(lockFile = 'package-lock.json') {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(packages)
    .filter(([at, { dev, link }]) => at !== '' && !dev && !link)
    .map(([at, { version, license }]) => ({
      ...{ at, name: at.slice(at.lastIndexOf('node_modules/') + 13), version },
      licence: LOOKED_AT[at] ?? license ?? '',
    }));
}

/** Crates the addon is built of on this machine. @returns null where cargo is missing or has not fetched them */
export function rustCrates(folder = path.join('packages', 'lightgbm3')) {
  try {
    const run = (command, args) =>
      execFileSync(command, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1_048_576,
      });
    const host = /^host: (\S+)$/m.exec(run('rustc', ['-vV']))?.[1] ?? '';
    const metadata = run('cargo', [
      'metadata',
      '--format-version',
      '1',
      '--locked',
      '--offline',
      '--filter-platform',
      host,
    ]);
    return JSON.parse(metadata)
      .packages.filter(({ source }) => source !== null)
      .map(({ name, version, license }) => ({ name, version, licence: license ?? '' }));
  } catch {
    return null;
  }
}

/** Whether an SPDX expression can be met by allowed licences: one side of an OR, both of an AND. */
export function isAllowed(expression) {
  const bare = expression.trim();
  const inner = unwrapped(bare);
  if (inner !== bare) return isAllowed(inner);
  const ors = partsOf(bare.replaceAll('/', ' OR '), 'OR');
  if (ors.length > 1) return ors.some(isAllowed);
  const ands = partsOf(bare, 'AND');
  if (ands.length > 1) return ands.every(isAllowed);
  return ALLOWED.includes(bare.replace(/ WITH LLVM-exception$/, ''));
}

/** Splits at a word that stands outside brackets. */
function partsOf(expression, word) {
  const parts = [''];
  let depth = 0;
  for (const token of expression.split(/(\s+|[()])/)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === word && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

function unwrapped(expression) {
  if (!expression.startsWith('(')) return expression;
  let depth = 0;
  for (const [at, char] of [...expression].entries()) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth === 0) return at === expression.length - 1 ? expression.slice(1, -1).trim() : expression;
  }
  return expression;
}
