import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { trainDemoModel } from './train-model';

/**
 * Sees to it that the very first start has a model: the generated demo model, where the registry has none in service.
 * A model that people trained and promoted is never touched.
 */
export async function ensureFirstModel(input: { registryDir: string; log: (line: string) => void }): Promise<void> {
  const registry = createFolderRegistry({ dir: input.registryDir });
  if ((await registry.production()) !== null) return;
  input.log('training the demo model from generated examples (first start only)…');
  const { version, labels, rows, seconds } = await trainDemoModel(input.registryDir);
  input.log(`demo model ${version}: ${labels} labels, ${rows} generated rows, ${seconds} s`);
}
