import { createFolderRegistry } from './folder-registry';
import { createMlflowRegistry, type MlflowSettings } from './mlflow-registry';
import type { ModelRegistry } from './model-registry';

/** The registry that the settings name: MLflow where its address is set, else the folder. Nothing is asked of it yet. */
export function openRegistry(settings: {
  readonly mlflow: MlflowSettings | null;
  readonly modelRegistryDir: string;
}): ModelRegistry {
  const { mlflow, modelRegistryDir } = settings;
  return mlflow === null ? createFolderRegistry({ dir: modelRegistryDir }) : createMlflowRegistry(mlflow);
}
