import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
import type { ModelRegistry } from '../activities/adapters/model-registry';
import { EVALUATION_PICTURES, modelEvaluation } from './schemas/evaluation';

type Registry = Pick<ModelRegistry, 'artifact' | 'artifactNames'>;
type Evaluation = z.infer<typeof modelEvaluation>;

const FOLDER = 'analysis';

/** What a version was registered with. A file that is missing, or that another release wrote in another form, is left out. */
export async function storedEvaluation(registry: Registry, version: string): Promise<Evaluation> {
  const names = new Set(await registry.artifactNames(version));
  const text = async (name: string): Promise<string | null> => {
    const found = names.has(`${FOLDER}/${name}`) ? await registry.artifact(version, `${FOLDER}/${name}`) : null;
    return found === null ? null : Buffer.from(found).toString('utf8');
  };
  const [calibration, pairs] = await Promise.all([text('calibration.json'), text('top_confusion_pairs.csv')]);
  return {
    version,
    pictures: EVALUATION_PICTURES.filter((name) => names.has(`${FOLDER}/${name}.png`)),
    reliability: readable(() => modelEvaluation.shape.reliability.parse(JSON.parse(calibration ?? '[]'))),
    confusions: readable(() =>
      modelEvaluation.shape.confusions.parse(
        parse<{ expected: string; predicted: string; rows: string }>(pairs ?? '', { columns: true }).map((row) => ({
          ...row,
          rows: Number(row.rows),
        })),
      ),
    ),
  };
}

/** The bytes of a PNG; null: the version has none of this name. */
export function storedPicture(
  registry: Registry,
  version: string,
  picture: (typeof EVALUATION_PICTURES)[number],
): Promise<Uint8Array | null> {
  return registry.artifact(version, `${FOLDER}/${picture}.png`);
}

function readable<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
