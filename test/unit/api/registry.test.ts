import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import { createPromoteVersion } from '../../../activities/promote-version';
import { agreementOf, NOTHING_COMPARED } from '../../../domain/shadow';
import { OncekError } from '../../../domain/errors';
import { saveModel } from '../../../ml/artifact';
import { quickTraining } from '../ml/makers';
import { KEYS, startTestApi, stopApis } from './kit';

let dir: string;
let model: Map<string, Uint8Array>;
beforeAll(async () => {
  model = await saveModel(await quickTraining());
});
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'oncek-api-registry-'))));
afterEach(async () => {
  await stopApis();
  await rm(dir, { recursive: true, force: true });
});

test('promotes a version that can be loaded, by whom is kept, and a damaged one changes nothing', async () => {
  const registry = createFolderRegistry({ dir });
  const register = (files: Map<string, Uint8Array>) =>
    registry.register({ files, description: 'x', figures: { f1: 0.5 } });
  await register(model);
  await register(new Map(model).set('linear.bin', new Uint8Array(3)));
  const retrain = { approval: () => Promise.resolve(null), decide: () => Promise.resolve(null) };
  const told: unknown[] = [];
  const onPromoted = (...promotion: unknown[]) => Promise.resolve(void told.push(promotion));
  const { call } = await startTestApi({ registry, promote: createPromoteVersion({ registry, retrain, onPromoted }) });
  const promoted = await call('POST', '/api/mlflow/promote?version=v1&stage=Production');
  expect([promoted.status, promoted.json]).toEqual([200, { success: true, version: 'v1', former_version: null }]);
  await call('POST', '/api/mlflow/promote?version=v1');
  for (const version of ['v2', 'v9', '../v1']) {
    const refused = await call('POST', `/api/mlflow/promote?version=${version}`);
    expect([refused.status, refused.json.type]).toEqual([422, expect.stringContaining('ModelArtifact')]);
    expect(refused.text).not.toContain(dir);
  }
  expect((await call('POST', '/api/mlflow/promote?version=v1&stage=Staging')).status).toBe(400);
  expect((await call('POST', '/api/mlflow/promote?version=v1', { key: KEYS.write })).status).toBe(403);
  expect(await registry.production()).toBe('v1');
  // Neither the refused ones nor the one that serves already.
  expect(told).toEqual([['v1', null, expect.stringMatching(/^api:[0-9a-f]{8}$/)]]);
  expect((await registry.history())[0]?.by).toMatch(/^api:[0-9a-f]{8}$/);
});

test('status lists the versions with their stages, and the agreement of the candidate', async () => {
  const registry = createFolderRegistry({ dir });
  const figures = { 'f1_val__KENDALA LOGIN': 0.5, f1_macro: 0.7 };
  for (let n = 0; n < 3; n += 1) await registry.register({ files: model, description: '', figures });
  await registry.promote('v1', '9001');
  await registry.setCandidate('v3');
  const agreement = agreementOf('v3', 'v1', { ...NOTHING_COMPARED, compared: 4, agreed: 3, productionAuto: 2 });
  const { call } = await startTestApi({ registry, shadow: () => Promise.resolve(agreement) });
  const { json, text } = await call('GET', '/api/mlflow/status', { key: KEYS.read });
  expect(json.production).toBe('v1');
  expect(json.shadow).toMatchObject({
    candidate: 'v3',
    compared: 4,
    agreement_share: 0.75,
    production_auto_share: 0.5,
  });
  const versions = json.versions as Record<string, string>[];
  expect(versions.map(({ version, stage }) => [version, stage])).toEqual([
    ['v3', 'Candidate'],
    ['v2', 'None'],
    ['v1', 'Production'],
  ]);
  expect(json.versions[0].figures).toEqual({ f1_macro: 0.7 });
  expect(text).not.toContain(dir);
});

test('a registry that does not answer is 503', async () => {
  const list = () => Promise.reject(new OncekError('RegistryUnavailable', 'MLflow does not answer as it should'));
  const { call } = await startTestApi({ registry: { list } });
  expect((await call('GET', '/api/mlflow/status')).status).toBe(503);
});
