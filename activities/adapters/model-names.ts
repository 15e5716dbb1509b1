import { OncekError } from '../../domain/errors';
import type { NewModel } from './model-registry';

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const KEY = /^[A-Za-z0-9._:/-]{1,200}$/;

/**
 * Refuses names that would lead out of a version's folder, or that some registry cannot hold.
 * @param reserved - file names that the registry writes itself
 * @throws ModelArtifact naming the first bad one
 */
export function assertModelNames(
  { key, files, artifacts }: Pick<NewModel, 'key' | 'files' | 'artifacts'>,
  reserved: readonly string[],
): void {
  const badFile = [...files.keys()].find((name) => !FILE_NAME.test(name) || reserved.includes(name));
  if (badFile !== undefined) throw refused('model file', badFile);
  const badArtifact = [...(artifacts?.keys() ?? [])].find((path) => !isArtifactPath(path));
  if (badArtifact !== undefined) throw refused('artifact', badArtifact);
  if (key !== undefined && !KEY.test(key)) throw refused('registration', key);
}

/** Whether a path names an artifact: names of files and folders of letters, digits, `.`, `_` and `-`, parted by `/`. */
export function isArtifactPath(path: string): boolean {
  return path.split('/').every((name) => FILE_NAME.test(name));
}

/** Figures that JSON and MLflow can hold. */
export function finiteFigures(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));
}

/** Options as text, which is what every registry keeps of them. */
export function paramTexts(params: NewModel['params'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

function refused(what: string, name: string): OncekError {
  return new OncekError('ModelArtifact', `no ${what} may be named ${JSON.stringify(name)}`);
}
