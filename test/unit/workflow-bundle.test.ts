import { workflowCode } from '../support/workflow-code';

/** Every cached workflow holds the bundle's objects in memory. */
const MAX_BYTES = 1_600_000;

let code = '';
/** Paths of the modules in the bundle, relative to the project. */
let modules: string[] = [];

beforeAll(async () => {
  const bundle = (await workflowCode()).code;
  const mapAt = bundle.lastIndexOf('//# sourceMappingURL=');
  code = bundle.slice(0, mapAt);
  modules = [...code.matchAll(/^\/\*{3}\/ "(.+)"$/gm)].map((match) => match[1] ?? '');
});

test('the bundle holds workflows/, domain/ and what Temporal brings along, nothing else', () => {
  // A name like "?31ff" is a module that webpack was told to leave out.
  const own = modules.filter((name) => !name.includes('node_modules/') && !/^\?[0-9a-f]+$/.test(name));
  expect(own).toContain('./domain/ticket.ts');
  expect(own.filter((name) => !/^\.\/(domain|workflows)\//.test(name))).toEqual([]);
  const packages = modules.flatMap((name) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? []);
  const foreign = [...new Set(packages)].filter((name) => !name.startsWith('@temporalio/'));
  // These three belong to @temporalio/workflow itself.
  expect(foreign.filter((name) => !['long', 'ms', 'nexus-rpc'].includes(name))).toEqual([]);
});

test('it holds neither zod nor built-in modules of Node', () => {
  expect(modules.filter((name) => /zod|^node:/.test(name))).toEqual([]);
  expect(code).not.toMatch(/\brequire\(["'](node:|fs|path|crypto|buffer)/);
});

test('what carries traces is in the traced bundle alone, and adds less than 20 kB', async () => {
  expect(modules.filter((name) => name.includes('tracing'))).toEqual([]);
  const traced = (await workflowCode({ isTraced: true })).code;
  const added = traced.lastIndexOf('//# sourceMappingURL=') - code.length;
  expect(traced).toContain('./workflows/tracing.ts');
  expect(added).toBeGreaterThan(0);
  expect(added).toBeLessThan(20_000);
});

test('it has at most 1.6 MB without its source map', () => {
  expect(Buffer.byteLength(code)).toBeGreaterThan(100_000);
  expect(Buffer.byteLength(code)).toBeLessThanOrEqual(MAX_BYTES);
});
