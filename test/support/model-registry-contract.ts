import type { ModelRegistry, NewModel } from '../../activities/adapters/model-registry';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | null | undefined): string | null => (data ? Buffer.from(data).toString('utf8') : null);

/** A model as a training run registers it, with parts of it replaced. */
export function aNewModel(overrides: Partial<NewModel> = {}): NewModel {
  return {
    files: new Map([
      ['model.json', bytes('{"format":"oncek-student"}')],
      ['linear.bin', new Uint8Array([0, 255, 10, 13, 128])],
    ]),
    description: 'data: 1.204 rows; lalu “é”',
    figures: { accuracy: 0.9, macro_f1: 0.75, broken: Number.NaN },
    params: { seed: 42, balanced: true, learning_rate: 0.05 },
    tags: { 'dataset.fingerprint': 'ab12', 'run.id': 'retrain/1' },
    artifacts: new Map([
      ['analysis/confusion_matrix.png', new Uint8Array([137, 80, 78, 71])],
      ['analysis/per_class_metrics.json', bytes('{"KENDALA LOGIN":{"f1":0.5}}')],
    ]),
    ...overrides,
  };
}

/**
 * What every model registry must do.
 * @param open - gives an empty registry to each test
 * @param version - how the registry names its first, second, … version
 */
export function describeModelRegistry(open: () => ModelRegistry, version: (n: number) => string): void {
  let registry: ModelRegistry;
  beforeEach(() => {
    registry = open();
  });

  test('is empty before the first model', async () => {
    expect(await registry.list()).toEqual([]);
    expect(await registry.production()).toBeNull();
    expect(await registry.candidate()).toBeNull();
    expect(await registry.history()).toEqual([]);
  });

  test('numbers versions from 1, gives back their files byte for byte, and promotes none by itself', async () => {
    expect(await registry.register(aNewModel())).toBe(version(1));
    expect(await registry.register(aNewModel({ files: new Map([['model.json', bytes('two')]]) }))).toBe(version(2));
    const files = await registry.load(version(1));
    expect([...files.keys()].sort()).toEqual(['linear.bin', 'model.json']);
    expect([...files.get('linear.bin')!]).toEqual([0, 255, 10, 13, 128]);
    expect(text((await registry.load(version(2))).get('model.json'))).toBe('two');
    expect(await registry.production()).toBeNull();
    expect(await registry.candidate()).toBeNull();
  });

  test('lists the newest first with what was said of them; figures that are no number are left out', async () => {
    const before = Date.now();
    await registry.register(aNewModel());
    await registry.register(aNewModel({ description: 'the second' }));
    await registry.promote(version(1), 'telegram:9001');
    const [second, first] = await registry.list();
    expect([second?.version, first?.version]).toEqual([version(2), version(1)]);
    expect(second).toMatchObject({ description: 'the second', isProduction: false, isCandidate: false, refusal: null });
    expect(first).toMatchObject({
      description: 'data: 1.204 rows; lalu “é”',
      figures: { accuracy: 0.9, macro_f1: 0.75 },
      params: { seed: '42', balanced: 'true', learning_rate: '0.05' },
      tags: { 'dataset.fingerprint': 'ab12', 'run.id': 'retrain/1' },
      isProduction: true,
    });
    expect(Object.keys(first!.figures)).not.toContain('broken');
    const createdMs = Date.parse(first!.createdAt);
    expect(Math.abs(createdMs - before)).toBeLessThan(60_000);
    expect(first!.createdAt).toMatch(/Z$/);
  });

  test('keeps pictures and tables beside the model, not among its files', async () => {
    await registry.register(aNewModel());
    expect(await registry.artifactNames(version(1))).toEqual([
      'analysis/confusion_matrix.png',
      'analysis/per_class_metrics.json',
    ]);
    expect([...(await registry.artifact(version(1), 'analysis/confusion_matrix.png'))!]).toEqual([137, 80, 78, 71]);
    expect(text(await registry.artifact(version(1), 'analysis/per_class_metrics.json'))).toContain('KENDALA LOGIN');
    expect(await registry.artifact(version(1), 'analysis/nothing.png')).toBeNull();
    expect(await registry.artifact(version(1), '../../etc/passwd')).toBeNull();
    await registry.register(aNewModel({ artifacts: undefined }));
    expect(await registry.artifactNames(version(2))).toEqual([]);
  });

  test('a registration repeated under its key after a lost answer makes no second version', async () => {
    const key = 'retrain/run-1:final';
    expect(await registry.register(aNewModel({ key }))).toBe(version(1));
    expect(await registry.register(aNewModel({ key: 'retrain/run-2:final' }))).toBe(version(2));
    expect(await registry.register(aNewModel({ key }))).toBe(version(1));
    expect((await registry.list()).map((one) => one.version)).toEqual([version(2), version(1)]);
  });

  test('moves the alias, names the former version, and keeps by whom and when, for a way back', async () => {
    await registry.register(aNewModel());
    await registry.register(aNewModel());
    expect(await registry.promote(version(1), 'first-start')).toEqual({ former: null });
    expect(await registry.promote(version(2), 'telegram:9002')).toEqual({ former: version(1) });
    expect(await registry.production()).toBe(version(2));
    expect(await registry.promote(version(1), 'telegram:9001')).toEqual({ former: version(2) });
    expect(await registry.production()).toBe(version(1));
    const history = await registry.history();
    expect(history.map(({ version: name, by }) => [name, by])).toEqual([
      [version(1), 'first-start'],
      [version(2), 'telegram:9002'],
      [version(1), 'telegram:9001'],
    ]);
    const instants = history.map(({ at }) => at);
    expect([...instants].sort()).toEqual(instants);
    for (const at of instants) expect(new Date(at).toISOString()).toBe(at);
  });

  test('promoting the version that serves already adds nothing to the history', async () => {
    await registry.register(aNewModel());
    await registry.promote(version(1), '9001');
    expect(await registry.promote(version(1), '9002')).toEqual({ former: version(1) });
    expect(await registry.history()).toHaveLength(1);
  });

  test('marks one candidate, which a promotion or the end of its own candidacy unmarks', async () => {
    for (let n = 1; n <= 3; n += 1) await registry.register(aNewModel());
    await registry.setCandidate(version(1));
    await registry.setCandidate(version(2));
    expect(await registry.candidate()).toBe(version(2));
    expect((await registry.list()).map(({ isCandidate }) => isCandidate)).toEqual([false, true, false]);
    await registry.dropCandidate(version(1));
    expect(await registry.candidate()).toBe(version(2));
    await registry.promote(version(1), '9001');
    expect(await registry.candidate()).toBe(version(2));
    await registry.promote(version(2), '9001');
    expect(await registry.candidate()).toBeNull();
    await registry.setCandidate(version(3));
    await registry.dropCandidate(version(3));
    await registry.dropCandidate(version(3));
    expect(await registry.candidate()).toBeNull();
  });

  test.each(['v77', 'mlflow-v77', '77', '../models', '', 'production.json', 'mlflow-v1 or 1=1'])(
    'refuses the unknown version %j by name',
    async (unknown) => {
      await registry.register(aNewModel());
      const refusal = { type: 'ModelArtifact', message: expect.stringContaining(JSON.stringify(unknown)) as string };
      await expect(registry.load(unknown)).rejects.toMatchObject(refusal);
      await expect(registry.promote(unknown, '9001')).rejects.toMatchObject(refusal);
      await expect(registry.setCandidate(unknown)).rejects.toMatchObject(refusal);
      await expect(registry.artifactNames(unknown)).rejects.toMatchObject(refusal);
      await expect(registry.artifact(unknown, 'a.png')).rejects.toMatchObject(refusal);
      expect(await registry.production()).toBeNull();
    },
  );

  test.each(['../model.json', 'sub/model.json', '.hidden', ''])('refuses a model file named %j', async (name) => {
    const files = new Map([[name, new Uint8Array(1)]]);
    await expect(registry.register(aNewModel({ files }))).rejects.toMatchObject({ type: 'ModelArtifact' });
    expect(await registry.list()).toEqual([]);
  });

  test.each(['../a.png', '/a.png', 'a//b.png', 'a/.b', ''])('refuses an artifact at %j', async (path) => {
    const artifacts = new Map([[path, new Uint8Array(1)]]);
    await expect(registry.register(aNewModel({ artifacts }))).rejects.toMatchObject({ type: 'ModelArtifact' });
    expect(await registry.list()).toEqual([]);
  });

  test('models registered at once get a number each', async () => {
    const names = await Promise.all(
      Array.from({ length: 4 }, (_, at) => registry.register(aNewModel({ key: `k${at}` }))),
    );
    expect([...names].sort()).toEqual([1, 2, 3, 4].map(version));
  });

  test('10 comes after 9', async () => {
    for (let n = 1; n <= 10; n += 1) await registry.register(aNewModel({ artifacts: undefined, files: new Map() }));
    expect((await registry.list()).map((one) => one.version).slice(0, 2)).toEqual([version(10), version(9)]);
  });
}
