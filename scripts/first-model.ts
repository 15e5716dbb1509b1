import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { trainDemoModel } from './train-model';

/**
 * Sees to it that the very first start has a model: the generated demo model, where the registry has none in service.
 * A model that people trained and promoted is never touched.
 * @throws the signal's reason once it is aborted; the next start trains anew
 */
export async function ensureFirstModel(input: {
  registryDir: string;
  log: (line: string) => void;
  signal?: AbortSignal;
}): Promise<void> {
  const { registryDir, log, signal } = input;
  const registry = createFolderRegistry({ dir: registryDir });
  if ((await registry.production()) !== null) return;
  log('training the demo model from generated examples (first start only)…');
  const { version, labels, rows, seconds } = await trainDemoModel(registryDir, { signal });
  log(`demo model ${version}: ${labels} labels, ${rows} generated rows, ${seconds} s`);
}
