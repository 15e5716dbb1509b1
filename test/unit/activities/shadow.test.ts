import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import type { ModelRegistry } from '../../../activities/adapters/model-registry';
import { createFolderStore, type ObjectStore } from '../../../activities/adapters/object-store';
import { createShadow, type Shadow, type ShadowedAnswer } from '../../../activities/shadow';
import { readShadowAgreement } from '../../../activities/shadow-counts';
import { saveModel } from '../../../ml/artifact';
import { waitFor } from '../../support/wait';
import { quickTraining } from '../ml/makers';

const PAIR = { candidate: 'v1', production: 'v0' };
let dir: string;
let registry: ModelRegistry;
let store: ObjectStore;
let model: Map<string, Uint8Array>;
let errors: string[];
let shadows: Shadow[];

beforeAll(async () => {
  model = await saveModel(await quickTraining());
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncek-shadow-'));
  registry = createFolderRegistry({ dir: join(dir, 'models') });
  store = createFolderStore(join(dir, 'objects'));
  errors = [];
  shadows = [];
  await registry.register({ files: model, description: '', figures: {} });
});

afterEach(async () => {
  for (const shadow of shadows) await shadow.stop();
  await rm(dir, { recursive: true, force: true });
});

function aShadow(deps: Partial<Parameters<typeof createShadow>[0]> = {}): Shadow {
  const log = { info: () => undefined, error: (_fields: object, message: string) => void errors.push(message) };
  const shadow = createShadow({ registry, store, log, pollMs: 5, restMs: 1, ...deps });
  shadows.push(shadow);
  return shadow;
}

/** Production's answer to "lupa sandi", to which the candidate says PASSWORD. */
const answered = (label: string | null, version = 'v0'): ShadowedAnswer => ({
  ...{ version, text: { problem: 'lupa sandi', solving: '' } },
  answer: { label, isAuto: false },
});

const compared = (count: number) =>
  waitFor(
    async () => {
      const found = await readShadowAgreement(store, PAIR);
      return found.compared === count ? found : null;
    },
    { describe: `${count} texts compared`, intervalMs: 5 },
  );

test('the candidate answers what Production answered, and the share of equal answers is kept for all to read', async () => {
  await registry.setCandidate('v1');
  const shadow = aShadow();
  await shadow.start();
  for (const label of ['PASSWORD', 'PASSWORD', 'PASSWORD', 'OTHER']) shadow.observe(answered(label));
  expect(await compared(4)).toMatchObject({
    agreementShare: 0.75,
    disagreements: [{ production: 'OTHER', candidate: 'PASSWORD', count: 1 }],
  });
});

test('counts of two processes, and of one that was started anew, add up', async () => {
  await registry.setCandidate('v1');
  const [one, two] = [aShadow(), aShadow()];
  await Promise.all([one.start(), two.start()]);
  one.observe(answered('PASSWORD'));
  two.observe(answered('OTHER'));
  await compared(2);
  await one.stop();
  const again = aShadow();
  await again.start();
  again.observe(answered('PASSWORD'));
  expect((await compared(3)).agreementShare).toBeCloseTo(2 / 3);
});

test('without a candidate, and of the candidate’s own answers once it serves, nothing is compared or kept', async () => {
  const shadow = aShadow();
  await shadow.start();
  shadow.observe(answered('PASSWORD'));
  await registry.setCandidate('v1');
  await waitFor(() => shadow.candidate() === 'v1', { describe: 'the candidate is taken up', intervalMs: 5 });
  shadow.observe(answered('PASSWORD', 'v1'));
  shadow.observe(answered('PASSWORD'));
  await compared(1);
  await registry.dropCandidate('v1');
  await waitFor(() => shadow.candidate() === null, { describe: 'the candidate is given up', intervalMs: 5 });
  shadow.observe(answered('PASSWORD'));
  await shadow.stop();
  expect((await readShadowAgreement(store, PAIR)).compared).toBe(1);
});

test('observing predicts nothing by itself, and of a burst only 64 texts wait', async () => {
  await registry.setCandidate('v1');
  const shadow = aShadow({ restMs: 1 });
  await shadow.start();
  for (let at = 0; at < 1_000; at += 1) shadow.observe(answered('PASSWORD'));
  // Nothing ran between the calls: what is compared later is what waited.
  await compared(64);
});

test('a candidate that cannot be loaded is tried once; predictions go on without it', async () => {
  const damaged = new Map(model).set('linear.bin', new Uint8Array(3));
  await registry.register({ files: damaged, description: '', figures: {} });
  await registry.setCandidate('v2');
  let looks = 0;
  const counting = { ...registry, candidate: () => ((looks += 1), registry.candidate()) };
  const shadow = aShadow({ registry: counting });
  await shadow.start();
  await waitFor(() => looks > 5, { describe: 'several looks', intervalMs: 5 });
  expect(errors).toEqual(['candidate could not be loaded']);
  expect(() => shadow.observe(answered('PASSWORD'))).not.toThrow();
  await registry.setCandidate('v1');
  await waitFor(() => shadow.candidate() === 'v1', { describe: 'the next candidate is taken up', intervalMs: 5 });
});

test('a store or a registry that fails for a while loses no count and stops nothing', async () => {
  await registry.setCandidate('v1');
  let isDown = true;
  const down = () => Promise.reject(new Error('down'));
  const shadow = aShadow({
    store: { put: (key, content) => (isDown ? down() : store.put(key, content)) },
    registry: { ...registry, candidate: () => (isDown && shadow.candidate() ? down() : registry.candidate()) },
  });
  await shadow.start();
  shadow.observe(answered('PASSWORD'));
  await waitFor(() => errors.length > 0, { describe: 'the failure is logged', intervalMs: 5 });
  isDown = false;
  await compared(1);
  expect(shadow.candidate()).toBe('v1');
});
