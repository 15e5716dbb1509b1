import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { checkSync } from 'recheck';
import ts from 'typescript';

const ROOT = join(__dirname, '../../..');
/** The product; the sandbox is reached by tests alone, and the demo's examples are its own texts. */
const FOLDERS = ['activities', 'api', 'bots', 'config', 'domain', 'ml', 'temporal', 'workers', 'workflows'];
const OWN_TEXTS = /^ml\/demo\//;
/** Slow with a long text, and given none. */
const SHORT_TEXTS: Readonly<Record<string, string>> = {
  '/^\\/+|\\/+$/g': 'a setting of the operator',
  '/^([a-z]{3})(?:\\s*-\\s*([a-z]{3}))?\\s*=\\s*(only\\b)?(.*)$/i': 'a setting of the operator',
  '/\\s*%$/': 'a cell of a number, refused before where it is long',
};

/** Every regular expression that stands in the code as one, each once, with where it stands first. */
function patterns(): { pattern: string; flags: string; where: string }[] {
  const { stdout } = spawnSync('git', ['ls-files', ...FOLDERS], { cwd: ROOT });
  const found = new Map<string, string>();
  for (const file of stdout
    .toString()
    .split('\n')
    .filter((name) => name.endsWith('.ts') && !OWN_TEXTS.test(name))) {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
    const look = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node) && !found.has(node.text)) {
        found.set(node.text, `${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      ts.forEachChild(node, look);
    };
    look(source);
  }
  return [...found].map(([text, where]) => {
    const end = text.lastIndexOf('/');
    return { pattern: text.slice(1, end), flags: text.slice(end + 1), where };
  });
}

test('the check finds a pattern that takes exponential time', () => {
  expect(checkSync('^(a+)+$', '').status).toBe('vulnerable');
});

test('no pattern that meets texts from outside takes more time than grows with their length', () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(100);
  const slow = all.flatMap(({ pattern, flags, where }) => {
    const found = checkSync(pattern, flags, { checker: 'auto', timeout: 10_000 });
    if (found.status === 'safe' || Object.hasOwn(SHORT_TEXTS, `/${pattern}/${flags}`)) return [];
    const why = found.status === 'vulnerable' ? found.complexity.summary : found.error.kind;
    return [`${where} /${pattern}/${flags}: ${found.status}, ${why}`];
  });
  expect(slow).toEqual([]);
}, 120_000);
