import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FOLDER = join(__dirname, '..', '..', 'workflows');

/**
 * Calls of activities and timers that Temporal UI would show without a word of what they are for.
 * @returns `<file>:<line> <call>`
 */
function unnamedCalls(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const proxies = new Set(['proxyActivities', 'proxyLocalActivities']);
  const activities = new Set<string>();
  const unnamed: string[] = [];

  // What is taken out of a proxy is an activity; what a proxy is given to is one as well.
  const note = ({ name, initializer }: ts.VariableDeclaration): void => {
    const isProxy = [...proxies].some((proxy) => new RegExp(`\\b${proxy}\\b`).test(initializer?.getText() ?? ''));
    if (!isProxy) return;
    if (ts.isIdentifier(name)) proxies.add(name.text);
    else for (const element of name.elements) if ('name' in element) activities.add(element.name.getText());
  };

  const isNamed = (options: ts.Expression | undefined): boolean =>
    options !== undefined &&
    ts.isObjectLiteralExpression(options) &&
    options.properties.some((property) => property.name?.getText() === 'summary');

  const check = (call: ts.CallExpression): void => {
    const callee = call.expression;
    const [first, second, third] = call.arguments;
    const isActivity = ts.isIdentifier(callee) && activities.has(callee.text);
    const isNamedCall = ts.isPropertyAccessExpression(callee) && callee.name.text === 'executeWithOptions';
    const isSleep = callee.getText() === 'sleep';
    const isTimed = callee.getText() === 'condition' && second !== undefined;
    const isBare =
      isActivity || (isNamedCall && !isNamed(first)) || (isSleep && !isNamed(second)) || (isTimed && !isNamed(third));
    if (!isBare) return;
    const { line } = source.getLineAndCharacterOfPosition(call.getStart());
    unnamed.push(`${file}:${line + 1} ${call.getText().split('\n')[0]}`);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) note(node);
    if (ts.isCallExpression(node)) check(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return unnamed;
}

test('every call of an activity and every timer says in Temporal UI what it is for', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap((name) => unnamedCalls(name, readFileSync(join(FOLDER, name), 'utf8')))).toEqual([]);
});

test.each([
  ['an activity', 'const { post } = proxyActivities<A>(profile); post({ to });'],
  ['an activity of one of two proxies', 'const a = proxyLocalActivities(p); const { post } = b ? a : c; post({ to });'],
  ['an activity with other options', 'const { post } = proxyActivities(p); post.executeWithOptions({ retry }, [m]);'],
  ['a pause', "sleep('5 min');"],
  ['a wait with a time limit', "condition(() => isDone, '1 day');"],
])('%s without a summary is found', (_, text) => {
  expect(unnamedCalls('example.ts', text)).toHaveLength(1);
});

test('a wait without a time limit starts no timer, and needs no summary', () => {
  expect(unnamedCalls('example.ts', 'condition(() => isDone); sleep(5, { summary: "a breath" });')).toEqual([]);
});

test('every profile of activity options gives its reason', () => {
  const text = readFileSync(join(FOLDER, 'options.ts'), 'utf8');
  const source = ts.createSourceFile('options.ts', text, ts.ScriptTarget.ES2022, true);
  const profiles = source.statements.filter((statement) => ts.isVariableStatement(statement));
  expect(profiles.length).toBeGreaterThan(10);
  const isExplained = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).length > 0;
  expect(profiles.filter((node) => !isExplained(node)).map((node) => node.getText().split('\n')[0])).toEqual([]);
});
