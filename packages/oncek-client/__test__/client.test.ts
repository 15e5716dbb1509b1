import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CLIENT_TYPES, generateClientTypes } from '../../../api/openapi/client-types';
import { aClassification } from '../../../test/support/makers';
import { startTestApi, stopApis } from '../../../test/unit/api/kit';
import { createOncekClient } from '../lib/index';

const ROOT = path.resolve(__dirname, '../../..');

afterEach(stopApis);

test('the types are those of the API document: after a change of the API, npm run client', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-client-'));
  const anew = path.join(folder, 'schema.ts');
  await generateClientTypes(ROOT, anew);
  const [made, kept] = await Promise.all([readFile(anew, 'utf8'), readFile(path.join(ROOT, CLIENT_TYPES), 'utf8')]);
  await rm(folder, { recursive: true, force: true });
  expect(kept).toBe(made);
}, 60_000);

test('calls of a running API: an answer, a problem, a list with a query, a header of its own', async () => {
  const { url } = await startTestApi({
    classify: () => Promise.resolve(aClassification({ label: 'KENDALA LOGIN' })),
    temporal: { list: () => ({ executions: [], nextPageToken: new Uint8Array() }) },
    labels: { add: (label) => Promise.resolve({ label, outcome: 'added' }) },
  });
  const reader = createOncekClient({ baseUrl: url, apiKey: 'demo-read' });
  const predicted = await reader.POST('/api/predict', { body: { tech_raw_text: 'login gagal' } });
  expect(predicted.data?.predicted_symtomps).toBe('KENDALA LOGIN');
  const listed = await reader.GET('/api/tickets', { params: { query: { phase: 'open', limit: 5 } } });
  expect(listed.data).toEqual({ items: [], nextCursor: null });
  const refused = await reader.POST('/api/labels', { body: { label: 'BARU' } });
  expect([refused.response.status, refused.error?.title]).toEqual([403, 'NotAnAdmin']);
  const admin = createOncekClient({ baseUrl: url, apiKey: 'demo-admin' });
  const once = () =>
    admin.POST('/api/labels', { body: { label: 'KENDALA BARU' }, headers: { 'Idempotency-Key': 'a' } });
  expect((await once()).response.headers.get('idempotent-replayed')).toBeNull();
  expect((await once()).response.headers.get('idempotent-replayed')).toBe('true');
});
