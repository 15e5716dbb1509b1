import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import { SYMPTOM_LABELS } from '../../../domain/labels';
import { loadModel } from '../../../ml/artifact';
import { DEMO_PROMOTER, trainDemoModel, trainFromFile } from '../../../scripts/train-model';
import { QUICK, someRows } from './makers';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncek-train-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function writeRows(name: string, head = 'text,label'): Promise<string> {
  const lines = someRows(60).map(({ problem, label }) => `"${problem}",${label}`);
  const text = Buffer.from([head, ...lines].join('\n'));
  const file = join(dir, name);
  await writeFile(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

describe('training from a file', () => {
  it.each(['rows.csv', 'rows.csv.gz'])(
    'registers a model of %s, and promotes it only when told who decided',
    async (name) => {
      const registry = createFolderRegistry({ dir: join(dir, 'models') });
      const file = await writeRows(name);
      const first = await trainFromFile(file, { registry, options: QUICK });
      expect(first).toMatchObject({ version: 'v1', promoted: false, labels: 3, rows: 60 });
      expect(await registry.production()).toBeNull();
      const second = await trainFromFile(file, { registry, options: QUICK, promoteBy: '9001' });
      expect(second).toMatchObject({ version: 'v2', promoted: true });
      expect(await registry.production()).toBe('v2');
      expect((await registry.list())[0]?.figures.accuracy).toBe(second.figures.accuracy);
    },
  );

  it.each([
    ['a file that is not there', () => Promise.resolve(join(dir, 'none.csv')), 'none.csv'],
    ['a file without the two columns', () => writeRows('rows.csv', 'message,label'), 'text and label'],
    [
      'a file that is not gzip',
      () => writeRows('rows.csv').then((file) => file.replace('rows.csv', 'rows.csv.gz')),
      'rows.csv.gz',
    ],
  ])('refuses %s by name', async (_, make, words) => {
    const file = await make();
    if (file.endsWith('.gz')) await writeFile(file, 'text,label\na,b\n');
    const registry = createFolderRegistry({ dir: join(dir, 'models') });
    await expect(trainFromFile(file, { registry, options: QUICK })).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('the model of generated examples', () => {
  it('serves at the first start, marked as generated, and never replaces a model in production', async () => {
    const registry = createFolderRegistry({ dir });
    const first = await trainDemoModel(registry, { options: QUICK });
    expect(first).toMatchObject({ version: 'v1', promoted: true, labels: 35 });
    const { classifier, manifest } = await loadModel(await registry.load('v1'));
    expect(classifier.labels).toEqual([...SYMPTOM_LABELS].sort());
    expect(manifest).toMatchObject({ origin: 'generated', note: expect.stringContaining('generated') as string });
    expect(classifier.predict({ problem: 'min lupa sandi mytech, tolong reset', solving: '' }).label).toBe(
      'KENDALA LUPA PASSWORD',
    );
    expect((await registry.list())[0]?.description).toContain('generated');
    expect(await trainDemoModel(registry, { options: QUICK })).toMatchObject({ version: 'v2', promoted: false });
    expect(await registry.production()).toBe('v1');
    expect(DEMO_PROMOTER).toBe('first-start');
    // Two trainings of 35 labels, on a machine that may have other work.
  }, 180_000);
});
