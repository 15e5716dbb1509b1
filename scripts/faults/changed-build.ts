import { appendFile, cp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleFile } from '../../temporal/bundle';

const OWN = path.resolve(__dirname, '../..');
const ROOT = path.dirname(OWN);
/** Workflow code that differs, so that its build id does, and decides the same. */
const CHANGE = '\n// a later release\n';
const made = new Map<string, Promise<string>>();

/**
 * A second build of the product whose workflow code is another one to Temporal. Made once a folder.
 * @returns folders like `dist/`
 */
export async function changedBuild(folder: string): Promise<{ own: string; changed: string }> {
  const changed = made.get(folder) ?? make(folder);
  made.set(folder, changed);
  return { own: OWN, changed: await changed };
}

async function make(folder: string): Promise<string> {
  const release = path.join(folder, 'later-release');
  const changed = path.join(release, 'dist');
  await cp(OWN, changed, { recursive: true, filter: (from) => !/dist\/(test-models|test-results)/.test(from) });
  for (const shared of ['node_modules', 'packages']) await symlink(path.join(ROOT, shared), path.join(release, shared));
  for (const file of ['package.json', 'package-lock.json']) await cp(path.join(ROOT, file), path.join(release, file));
  await appendFile(path.join(changed, 'workflows/index.js'), CHANGE);
  const bundle = path.join(changed, bundleFile());
  await writeFile(
    bundle,
    (await readFile(bundle, 'utf8')).replace(/\n\/\/# sourceMappingURL=|$/, (end) => `${CHANGE}${end}`),
  );
  return changed;
}
