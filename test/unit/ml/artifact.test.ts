import { createHash } from 'node:crypto';
import { loadModel, readManifest, saveModel } from '../../../ml/artifact';
import { quickTraining, someRows } from './makers';

let files: Map<string, Uint8Array>;
let predictBefore: unknown[];
const probes = someRows(30, 5);

beforeAll(async () => {
  const trained = await quickTraining({ note: 'test rows', trainedAt: '2026-01-02T03:04:05.000Z' });
  files = await saveModel(trained);
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
  it('holds model.json, lightgbm.txt, linear.bin, network.bin and vocabulary', () => {
    expect([...files.keys()].sort()).toEqual(['lightgbm.txt', 'linear.bin', 'model.json', 'network.bin', 'vocabulary']);
  });

  it('answers after loading exactly as before saving', async () => {
    const { classifier } = await loadModel(files);
    expect(probes.map((row) => classifier.predict(row))).toEqual(predictBefore);
  });

  it('says what it is: origin, note, time, seed, labels, figures, fingerprints', () => {
    expect(readManifest(files)).toMatchObject({
      format: 'oncek-student',
      formatVersion: 3,
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

  it.each(['lightgbm.txt', 'linear.bin', 'network.bin', 'vocabulary', 'model.json'])('%s missing', async (name) => {
    const rest = new Map(files);
    rest.delete(name);
    await expect(loadModel(rest)).rejects.toMatchObject({
      type: 'ModelArtifact',
      message: expect.stringContaining(`${name} cannot be used: it is missing`) as string,
    });
  });

  it.each(['lightgbm.txt', 'linear.bin', 'network.bin', 'vocabulary'])(
    '%s with one bit changed, or cut short',
    async (name) => {
      for (const damage of [flip, cutInHalf]) {
        await expect(loadModel(changed(name, damage))).rejects.toMatchObject({
          type: 'ModelArtifact',
          message: expect.stringContaining('its checksum differs') as string,
        });
      }
    },
  );

  it('model.json cut short, or with a field of the wrong kind', async () => {
    await expect(loadModel(changed('model.json', cutInHalf))).rejects.toMatchObject({ type: 'ModelArtifact' });
    const noLabels = withManifest((manifest) => (manifest.labels = 'LOGIN'));
    await expect(loadModel(noLabels)).rejects.toThrow('labels');
  });

  it('labels that do not fit the linear member', async () => {
    const fewer = withManifest((manifest) => (manifest.labels = ['LOGIN', 'MODEM']));
    await expect(loadModel(fewer)).rejects.toMatchObject({ type: 'ModelArtifact' });
  });

  it.each([
    [4, 'update it'],
    [2, 'train the model again'],
  ])('format %d: it says to %s', async (formatVersion, remedy) => {
    const other = withManifest((manifest) => (manifest.formatVersion = formatVersion));
    await expect(loadModel(other)).rejects.toMatchObject({
      type: 'ModelArtifact',
      message: expect.stringMatching(new RegExp(`format ${formatVersion}.*${remedy}`)) as string,
    });
  });

  it.each(['linear.bin', 'network.bin'])('%s of another kind or size, though its checksum fits', async (name) => {
    const fitting = (data: Uint8Array): Map<string, Uint8Array> => {
      const swapped = withManifest((manifest) => {
        const entries = manifest.files as Record<string, unknown>;
        entries[name] = { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
      });
      return swapped.set(name, data);
    };
    for (const data of [new Uint8Array(3), cutInHalf(files.get(name)!), new Uint8Array(64)]) {
      await expect(loadModel(fitting(data))).rejects.toMatchObject({
        type: 'ModelArtifact',
        message: expect.stringContaining(name) as string,
      });
    }
  });

  it('files that stand at odd addresses in a larger buffer answer the same', async () => {
    const shifted = new Map(
      [...files].map(([name, data]) => {
        const larger = new Uint8Array(data.length + 1);
        larger.set(data, 1);
        return [name, larger.subarray(1)] as const;
      }),
    );
    const { classifier } = await loadModel(shifted);
    expect(probes.map((row) => classifier.predict(row))).toEqual(predictBefore);
  });
});
