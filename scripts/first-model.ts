import type { ModelRegistry } from '../activities/adapters/model-registry';
import { OncekError } from '../domain/errors';
import { trainDemoModel } from './train-model';

/**
 * Sees to it that the very first start has a model: the generated demo model, where the registry has none in service.
 * A model that people trained and promoted is never touched.
 * @throws the signal's reason once it is aborted; the next start trains anew
 */
export async function ensureFirstModel(input: {
  registry: ModelRegistry;
  log: (line: string) => void;
  signal?: AbortSignal;
}): Promise<void> {
  const { registry, log, signal } = input;
  const isThere = await hasProduction(registry);
  if (isThere === null) log('the model registry does not answer: going on without, the model is taken up once it does');
  if (isThere !== false) return;
  log('training the demo model from generated examples (first start only)…');
  const { version, labels, rows, seconds } = await trainDemoModel(registry, { signal });
  log(`demo model ${version}: ${labels} labels, ${rows} generated rows, ${seconds} s`);
}

/** null: the registry cannot be asked now. A start does not wait for it: tickets are recorded without a model, too. */
async function hasProduction(registry: ModelRegistry): Promise<boolean | null> {
  try {
    return (await registry.production()) !== null;
  } catch (error) {
    if (error instanceof OncekError && error.type === 'RegistryUnavailable') return null;
    throw error;
  }
}
