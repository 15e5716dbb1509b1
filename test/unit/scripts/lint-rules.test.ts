import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(__dirname, '../../..');

interface Lint {
  /** Where the text would stand; nothing is written. */
  readonly file: string;
  readonly text: string;
}

/**
 * What the rules about imports say of texts, as if they stood in those files. In a process of its own, since the config
 * is an ES module; without type information, which these rules do not need and which takes most of the time.
 */
async function lint(cases: readonly Lint[]): Promise<string[][]> {
  const script = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint({
      ruleFilter: ({ ruleId }) => ruleId.startsWith('import-x/'),
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    });
    const found = [];
    for (const { file, text } of JSON.parse(process.argv[1])) {
      const [result] = await eslint.lintText(text, { filePath: file });
      found.push(result.messages.map(({ ruleId, message }) => ruleId + ': ' + message));
    }
    process.stdout.write(JSON.stringify(found));`;
  const args = ['--input-type=module', '--eval', script, JSON.stringify(cases)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as string[][];
}

const importing = (file: string, from: string): Lint => ({ file, text: `import '${from}';\n` });

describe('the lint rules of the folders', () => {
  const refused: readonly (readonly [file: string, from: string])[] = [
    ['domain/ids.ts', '../workflows/options'],
    ['workflows/options.ts', '../activities/classify'],
    ['ml/predict.ts', '../config/env'],
    ['config/env.ts', '../activities/classify'],
    ['temporal/queues.ts', '../activities/classify'],
    ['activities/classify.ts', '../bots/start'],
    ['api/app.ts', '../bots/start'],
    ['bots/start.ts', '../api/app'],
    ['workers/all.ts', '../sandbox/server'],
    ['sandbox/server.ts', '../config/env'],
    ['scripts/run.ts', '../bench/run'],
    ['scripts/run.ts', '../test/support/wait'],
    ['bench/run.ts', '../sandbox/server'],
    ['bench/run.ts', '../workers/all'],
  ];
  const allowed: readonly (readonly [file: string, from: string])[] = [
    ['scripts/run.ts', '../sandbox/server'],
    ['bench/run.ts', '../scripts/labelled-csv'],
    ['workers/all.ts', '../bots/start'],
  ];
  /** `activities/sheets.ts` imports `activities/sheets/tell.ts`. */
  const cycle = importing('activities/sheets/tell.ts', '../sheets');
  const straight = importing('activities/sheets.ts', './sheets/tell');
  let found: Map<string, string[]>;

  beforeAll(async () => {
    const pairs = [...refused, ...allowed];
    const cases = [...pairs.map(([file, from]) => importing(file, from)), cycle, straight];
    const results = await lint(cases);
    found = new Map(cases.map(({ file, text }, index) => [file + text, results[index] ?? []]));
  }, 120_000);
  const foundIn = ({ file, text }: Lint): string[] | undefined => found.get(file + text);

  it.each(refused)('%s may not import %s', (file, from) => {
    const [folder, other] = [file.split('/')[0], from.split('/')[1]];
    const message = `${folder}/ must not import ${other}/ (docs/architecture.md, "Direction of imports")`;
    expect(foundIn(importing(file, from))).toContainEqual(
      expect.stringMatching(new RegExp(`^import-x/no-restricted-paths: .*${escaped(message)}`)),
    );
  });

  it.each(allowed)('%s may import %s', (file, from) => {
    expect(foundIn(importing(file, from))).toEqual([]);
  });

  it('refuses an import that closes a circle', () => {
    expect(foundIn(straight)).toEqual([]);
    expect(foundIn(cycle)).toEqual([expect.stringMatching(/^import-x\/no-cycle: /)]);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
