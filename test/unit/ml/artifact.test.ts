import { loadModel, readManifest, saveModel } from '../../../ml/artifact';
import { quickTraining, someRows } from './makers';

let files: Map<string, Uint8Array>;
let predictBefore: unknown[];
const probes = someRows(30, 5);

beforeAll(async () => {
  const trained = await quickTraining({ note: 'test rows', trainedAt: '2026-01-02T03:04:05.000Z' });
  files = saveModel(trained);
  predictBefore = probes.map((row) => trained.classifier.predict(row));
});

function changed(name: string, change: (data: Uint8Array) => Uint8Array): Map<string, Uint8Array> {
  return new Map(files).set(name, change(Uint8Array.from(files.get(name)!)));
}

function withManifest(change: (manifest: Record<string, unknown>) => void): Map<string, Uint8Array> {
  return changed('model.json', (data) => {
    const manifest = JSON.parse(new TextDecoder().decode(data)) as Record<string, unknown>;
    change(manifest);
    return new TextEncoder().encode(JSON.stringify(manifest));
  });
}

describe('a model folder', () => {
  it('holds model.json, lightgbm.txt, linear.bin and vocabulary', () => {
    expect([...files.keys()].sort()).toEqual(['lightgbm.txt', 'linear.bin', 'model.json', 'vocabulary']);
  });

  it('answers after loading exactly as before saving', async () => {
    const { classifier } = await loadModel(files);
    expect(probes.map((row) => classifier.predict(row))).toEqual(predictBefore);
  });

  it('says what it is: origin, note, time, seed, labels, figures, fingerprints', () => {
    expect(readManifest(files)).toMatchObject({
      format: 'oncek-student',
      formatVersion: 1,
      origin: 'data',
      note: 'test rows',
      trainedAt: '2026-01-02T03:04:05.000Z',
      seed: 7,
      labels: ['LOGIN', 'MODEM', 'PASSWORD'],
      figures: { basis: 'out-of-fold' },
      fingerprints: { data: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
  });

  it('has the same data fingerprint whatever the order of the rows', async () => {
    const [forth, back] = [await quickTraining(), await quickTraining({ rows: [...someRows()].reverse() })];
    expect(back.info.fingerprints.data).toBe(forth.info.fingerprints.data);
  });
});

describe('a damaged model folder is refused by name', () => {
  const cutInHalf = (data: Uint8Array): Uint8Array => data.slice(0, data.length / 2);
  const flip = (data: Uint8Array): Uint8Array => {
    data[data.length >> 1]! ^= 1;
    return data;
  };

  it.each(['lightgbm.txt', 'linear.bin', 'vocabulary', 'model.json'])('%s missing', async (name) => {
    const rest = new Map(files);
    rest.delete(name);
    await expect(loadModel(rest)).rejects.toMatchObject({
      type: 'ModelArtifact',
      message: expect.stringContaining(`${name} cannot be used: it is missing`) as string,
    });
  });

  it.each(['lightgbm.txt', 'linear.bin', 'vocabulary'])('%s with one bit changed, or cut short', async (name) => {
    for (const damage of [flip, cutInHalf]) {
      await expect(loadModel(changed(name, damage))).rejects.toMatchObject({
        type: 'ModelArtifact',
        message: expect.stringContaining('its checksum differs') as string,
      });
    }
  });

  it('model.json cut short, or with a field of the wrong kind', async () => {
    await expect(loadModel(changed('model.json', cutInHalf))).rejects.toMatchObject({ type: 'ModelArtifact' });
    const noLabels = withManifest((manifest) => (manifest.labels = 'LOGIN'));
    await expect(loadModel(noLabels)).rejects.toThrow('labels');
  });

  it('labels that do not fit the linear member', async () => {
    const fewer = withManifest((manifest) => (manifest.labels = ['LOGIN', 'MODEM']));
    await expect(loadModel(fewer)).rejects.toMatchObject({ type: 'ModelArtifact' });
  });

  it('a newer format: it says to update the program', async () => {
    const newer = withManifest((manifest) => (manifest.formatVersion = 2));
    await expect(loadModel(newer)).rejects.toMatchObject({
      type: 'ModelArtifact',
      message: expect.stringContaining('format 2') as string,
    });
  });
});
