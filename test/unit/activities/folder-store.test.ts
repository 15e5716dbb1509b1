import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore } from '../../../activities/adapters/object-store';
import { describeObjectStore } from '../../support/object-store-contract';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-objects-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeObjectStore(() => createFolderStore(folder));

test('leaves no draft behind, and lists none', async () => {
  const store = createFolderStore(folder);
  await Promise.all(['a', 'b', 'a'].map((key) => store.put(key, key)));
  expect(readdirSync(path.join(folder, '.drafts'))).toEqual([]);
});
