import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { createMlflowClient } from '../../activities/adapters/mlflow-client';
import { createMlflowRegistry, type MlflowSettings } from '../../activities/adapters/mlflow-registry';
import { startFaultyProxy } from '../support/faulty-proxy';
import { startMinio, type TestMinio } from '../support/minio';
import { startMlflow, type TestMlflow } from '../support/mlflow';
import { aNewModel, describeModelRegistry } from '../support/model-registry-contract';
import { findMinio, findMlflow } from '../support/tools';
import { createMinioStore } from '../../activities/adapters/minio-store';

const run = promisify(execFile);
const BUCKET = 'oncek-mlflow';
const found = z.object({ runs: z.array(z.object({ info: z.object({ run_id: z.string() }) })).default([]) });

/** Where there is a MinIO, MLflow keeps its files there, behind its proxy; else in a folder. */
(findMlflow() ? describe : describe.skip)('model registry in MLflow [needs mlflow]', () => {
  let minio: TestMinio | null = null;
  let mlflow: TestMlflow;
  let models = 0;
  const settings = (): MlflowSettings => mlflow.settings(`ticket-classifier-${++models}`);
  const client = () => createMlflowClient({ trackingUri: mlflow.url, username: null, password: null });
  const post = <T>(path: string, body: object, answer: z.ZodType<T>) =>
    client().call({ method: 'POST', path, body, answer });

  beforeAll(async () => {
    minio = findMinio() ? await startMinio() : null;
    if (minio) await createMinioStore(minio.settings(BUCKET)).put('made', '');
    mlflow = await startMlflow(minio ? { place: { kind: 'proxied bucket', minio: minio.settings(BUCKET) } } : {});
  }, 150_000);
  afterAll(async () => {
    await mlflow?.close();
    await minio?.close();
  });

  describeModelRegistry(
    () => createMlflowRegistry(settings()),
    (n) => `mlflow-v${n}`,
  );

  test.each(['mlflow/runs/create', 'mlflow/logged-models', 'mlflow/model-versions/create', 'mlflow/runs/set-tag'])(
    'a registration whose answer to %s is lost leaves one version of one run once it is repeated',
    async (path) => {
      const proxy = await startFaultyProxy(
        mlflow.url,
        (method, called, lost) => method === 'POST' && called === `/api/2.0/${path}` && lost === 0,
      );
      const given = { ...settings(), trackingUri: proxy.url };
      const registry = createMlflowRegistry(given);
      const model = aNewModel({ key: 'retrain:1' });
      const first = await registry.register(model).catch((error: unknown) => error);
      // What may be sent again is sent again at once; a creation is left to the caller, who repeats the whole.
      if (path !== 'mlflow/runs/set-tag') expect(first).toMatchObject({ type: 'RegistryUnavailable' });
      expect(await registry.register(model)).toBe('mlflow-v1');
      expect(proxy.lost()).toBe(1);
      expect(await registry.list()).toHaveLength(1);
      expect([...(await registry.load('mlflow-v1')).keys()].sort()).toEqual(['linear.bin', 'model.json']);
      const { experiment } = await client().call({
        path: 'mlflow/experiments/get-by-name',
        query: { experiment_name: given.experiment },
        answer: z.object({ experiment: z.object({ experiment_id: z.string() }) }),
      });
      const { runs } = await post('mlflow/runs/search', { experiment_ids: [experiment.experiment_id] }, found);
      expect(runs).toHaveLength(1);
      await proxy.close();
    },
  );

  test('two processes that register under one key at once agree on the first version, and lists show only that', async () => {
    const given = settings();
    const [one, two] = [createMlflowRegistry(given), createMlflowRegistry(given)];
    const model = aNewModel({ key: 'retrain:2' });
    const names = await Promise.all([one.register(model), two.register(model)]);
    expect(await one.register(model)).toBe('mlflow-v1');
    expect(names).toContain('mlflow-v1');
    expect((await two.list()).map(({ version }) => version)).toEqual(['mlflow-v1']);
  });

  test('a promotion that broke off after the alias was moved is finished by its repetition', async () => {
    const given = settings();
    const registry = createMlflowRegistry(given);
    await registry.register(aNewModel());
    await registry.register(aNewModel());
    await registry.promote('mlflow-v1', '9001');
    const alias = { name: given.modelName, alias: 'production', version: '2' };
    await post('mlflow/registered-models/alias', alias, z.unknown());
    expect(await registry.promote('mlflow-v2', '9001')).toEqual({ former: 'mlflow-v1' });
    expect((await registry.history()).map(({ version }) => version)).toEqual(['mlflow-v1', 'mlflow-v2']);
  });

  test('stages and a tag follow the alias, for those who look there', async () => {
    const given = settings();
    const registry = createMlflowRegistry(given);
    await registry.register(aNewModel());
    await registry.register(aNewModel());
    await registry.promote('mlflow-v1', '9001');
    await registry.promote('mlflow-v2', '9001');
    const stageOf = (version: string) =>
      client().call({
        path: 'mlflow/model-versions/get',
        query: { name: given.modelName, version },
        answer: z.object({
          model_version: z.object({
            current_stage: z.string(),
            tags: z.array(z.object({ key: z.string(), value: z.string() })),
          }),
        }),
      });
    const [first, second] = [await stageOf('1'), await stageOf('2')];
    expect([first.model_version.current_stage, second.model_version.current_stage]).toEqual(['Archived', 'Production']);
    expect(first.model_version.tags).toContainEqual({ key: 'stage', value: 'Archived' });
    expect(second.model_version.tags).toContainEqual({ key: 'stage', value: 'Production' });
    expect((await registry.list())[0]?.tags).not.toHaveProperty('stage');
  });

  test('models of the former Python system are listed with the reason why they are refused, and never promoted', async () => {
    const given = settings();
    const registry = createMlflowRegistry(given);
    await registry.register(aNewModel());
    const [ours] = await registry.list();
    const pickle = { name: given.modelName, source: `runs:/${ours!.runId}/model`, run_id: ours!.runId };
    await post('mlflow/model-versions/create', pickle, z.unknown());
    const [old] = await registry.list();
    expect(old).toMatchObject({ version: 'mlflow-v2', figures: { accuracy: 0.9 } });
    expect(old?.refusal).toContain('pickle');
    for (const refused of [
      registry.promote('mlflow-v2', '9001'),
      registry.load('mlflow-v2'),
      registry.setCandidate('mlflow-v2'),
    ]) {
      await expect(refused).rejects.toMatchObject({
        type: 'ModelArtifact',
        message: expect.stringContaining('train it again') as string,
      });
    }
    expect(await registry.production()).toBeNull();
  });

  test('names of labels that MLflow would refuse do not stop a registration', async () => {
    const registry = createMlflowRegistry(settings());
    const figures = Object.fromEntries(Array.from({ length: 1_200 }, (_, at) => [`f1_val__A&B (${at})`, at / 1_200]));
    await registry.register(aNewModel({ figures: { ...figures, 'f1_val__A+B (600)': 0.25 } }));
    const [version] = await registry.list();
    expect(Object.keys(version!.figures)).toHaveLength(1_201);
    // Of two labels that differ in such a letter alone.
    expect(version!.figures['f1_val__A_B _600__2']).toBe(0.25);
    expect(version!.figures['f1_val__A_B _600_']).toBe(0.5);
  });

  test("MLflow's own client reads figures, options, pictures and the signature of the model", async () => {
    const given = settings();
    const registry = createMlflowRegistry(given);
    await registry.register(aNewModel());
    const script = `
import json, mlflow
mlflow.set_tracking_uri("${mlflow.url}")
from mlflow.models import Model
client = mlflow.MlflowClient()
version = client.get_model_version("${given.modelName}", "1")
run = client.get_run(version.run_id)
model = client.get_logged_model(version.source.split('/')[-1])
read = Model.load("models:/${given.modelName}/1")
print(json.dumps({
  "inputs": read.signature.inputs.input_names(), "outputs": read.signature.outputs.input_names(),
  "metrics": run.data.metrics, "params": run.data.params, "status": run.info.status, "name": run.info.run_name,
  "modelMetrics": {m.key: m.value for m in model.metrics}, "modelStatus": str(model.status),
  "artifacts": [f.path for f in client.list_artifacts(version.run_id, "analysis")],
}))`;
    const python = join(dirname(findMlflow()!), 'python', 'bin', 'python');
    const { stdout } = await run(python, ['-c', script], { env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' } });
    expect(JSON.parse(stdout)).toMatchObject({
      inputs: ['problem', 'solving'],
      outputs: ['label', 'confidence'],
      metrics: { accuracy: 0.9, macro_f1: 0.75 },
      modelMetrics: { accuracy: 0.9, macro_f1: 0.75 },
      params: { seed: '42', learning_rate: '0.05' },
      status: 'FINISHED',
      modelStatus: 'READY',
      name: expect.stringMatching(/^train-\d{8}-\d{6}$/) as string,
      artifacts: ['analysis/confusion_matrix.png', 'analysis/per_class_metrics.json'],
    });
  }, 120_000);

  describe('files that clients write to S3 themselves [needs minio]', () => {
    const withMinio = findMinio() ? test : test.skip;
    /** An experiment whose files are not behind the proxy. */
    async function directly(root: string): Promise<MlflowSettings> {
      const given = settings();
      await post('mlflow/experiments/create', { name: given.experiment, artifact_location: root }, z.unknown());
      return given;
    }

    withMinio('go to the bucket and come back from there', async () => {
      const registry = createMlflowRegistry(await directly(`s3://${BUCKET}/direct/`));
      await registry.register(aNewModel());
      expect([...(await registry.load('mlflow-v1')).get('linear.bin')!]).toEqual([0, 255, 10, 13, 128]);
      expect(await registry.artifactNames('mlflow-v1')).toHaveLength(2);
      const kept: string[] = [];
      for await (const key of createMinioStore(minio!.settings(BUCKET)).list('direct/')) kept.push(key);
      expect(kept.filter((key) => key.endsWith('/oncek/model.json'))).toHaveLength(1);
    });

    withMinio('say which settings are missing or contradict the server', async () => {
      const given = await directly(`s3://${BUCKET}/refused`);
      const other = { ...given.s3!, bucket: 'another-bucket' };
      for (const [s3, setting] of [
        [null, 'MLFLOW_S3_ENDPOINT_URL'],
        [other, 'MLFLOW_BUCKET_NAME'],
      ] as const) {
        await expect(createMlflowRegistry({ ...given, s3 }).register(aNewModel())).rejects.toMatchObject({
          type: 'RegistryRefused',
          message: expect.stringContaining(setting) as string,
        });
      }
    });
  });

  test('files that only the server can reach are refused, saying how to start it', async () => {
    const given = settings();
    const body = { name: given.experiment, artifact_location: '/tmp/nowhere' };
    await post('mlflow/experiments/create', body, z.unknown());
    await expect(createMlflowRegistry(given).register(aNewModel())).rejects.toMatchObject({
      type: 'RegistryRefused',
      message: expect.stringContaining('--artifacts-destination') as string,
    });
  });
});
