import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peopleOf } from '../support/people';
import { freePort } from '../support/ports';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';

const DOCUMENT = readFileSync(join(__dirname, '..', '..', 'docs', 'metrics.md'), 'utf8');

const isTemporals = (name: string): boolean => name.startsWith('temporal_');

/** Names of the document, of Temporal's metrics or the product's own, by the type it gives them. */
const documented = (isWanted: (name: string) => boolean, type: RegExp): string[] =>
  [...DOCUMENT.matchAll(/^\| `(\w+)` *\| ([^|]+?) *\|/gm)].flatMap(([, name = '', kind = '']) =>
    isWanted(name) && type.test(kind) ? [name] : [],
  );

const lineOf = (name: string): string => DOCUMENT.split('\n').find((line) => line.startsWith(`| \`${name}\` `)) ?? '';

/** Metrics of a scrape by name, with their types. */
async function scrape(port: string | undefined): Promise<Map<string, string>> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  return new Map(
    [...(await answer.text()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
}

let installation: Installation;
let product: RunningProduct;
beforeAll(async () => {
  installation = await install({ PRODUCT_METRICS_PORT: String(await freePort()) });
  product = await startProduct(installation);
}, 150_000);
afterAll(async () => {
  await product?.kill();
  await installation?.remove();
});

test('a running worker serves each documented metric, and no other of its own or of Temporal’s', async () => {
  const people = peopleOf(installation.sandbox);
  const problem = await people.write({ text: 'mohon bantuan tidak bisa login mytech, muncul user auth locked' });
  await people.reply(problem, 'sudah direset, silakan login ulang, MIT -dm');
  await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');

  const ours = await scrape(installation.env.PRODUCT_METRICS_PORT);
  // Node's own differ from version to version and are told of together.
  const own = [...ours.keys()].filter((name) => !/^(process|nodejs)_/.test(name));
  expect(ours.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  expect(own.sort()).toEqual(documented((name) => !isTemporals(name), /./).sort());

  const sdk = await scrape(installation.env.METRICS_PORT);
  const known = documented(isTemporals, /./);
  expect([...sdk.keys()].filter((name) => !known.includes(name))).toEqual([]);
  // Those said to come with the first event of their kind may be missing.
  const always = documented(isTemporals, /^(counter|gauge|histogram)$/);
  expect(always.filter((name) => !sdk.has(name))).toEqual([]);
  const typeOf = (name: string): string => /\| `\w+` *\| (\w+)/.exec(lineOf(name))?.[1] ?? '';
  expect([...sdk]).toEqual([...sdk.keys()].map((name) => [name, typeOf(name)]));
});
