import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Client } from 'minio';
import { createMinioStore } from '../../activities/adapters/minio-store';
import { startMinio, type TestMinio } from '../support/minio';
import { describeObjectStore } from '../support/object-store-contract';
import { findMinio } from '../support/tools';

(findMinio() ? describe : describe.skip)('object store in MinIO [needs minio]', () => {
  let minio: TestMinio;
  let buckets = 0;
  beforeAll(async () => {
    minio = await startMinio();
  });
  afterAll(() => minio?.close());

  describeObjectStore(() => createMinioStore(minio.settings(`oncek-test-${++buckets}`)));

  test('two processes that start at once make one bucket and both go on', async () => {
    const stores = [1, 2, 3].map(() => createMinioStore(minio.settings('oncek-shared')));
    await Promise.all(stores.map((store, index) => store.put(`from-${index}`, 'x')));
    for (const store of stores) expect(await store.get('from-2')).not.toBeNull();
  });

  test('a bucket that somebody removed is made again: one call fails, the next succeeds', async () => {
    const settings = minio.settings('oncek-removed');
    const store = createMinioStore(settings);
    await store.put('a', 'x');
    const { hostname, port } = new URL(settings.endpoint);
    const { accessKey, secretKey } = settings;
    const people = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
    for (const how of ['bytes', 'stream'] as const) {
      await people.removeObject('oncek-removed', 'a');
      await people.removeBucket('oncek-removed');
      const content = () => (how === 'bytes' ? 'y' : { body: Readable.from([Buffer.from('y')]), sizeBytes: 1 });
      await expect(store.put('a', content())).rejects.toMatchObject({ type: 'StoreUnavailable' });
      await store.put('a', content());
      expect(Buffer.from((await store.get('a'))!).toString()).toBe('y');
    }
  });

  test('says which settings to look at when the credentials are wrong, without telling them', async () => {
    const store = createMinioStore({ ...minio.settings(), secretKey: 'a-wrong-secret' });
    const failure = await store.put('a', 'x').catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      type: 'InvalidSetting',
      message: expect.stringContaining('AWS_SECRET_ACCESS_KEY'),
    });
    expect(JSON.stringify({ ...(failure as object), text: String(failure) })).not.toContain('a-wrong-secret');
  });
});

test('an unreachable server is StoreUnavailable, and is asked anew by the next call', async () => {
  let requests = 0;
  const broken = http.createServer((request) => {
    requests += 1;
    request.socket.destroy();
  });
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  const { port } = broken.address() as AddressInfo;
  const store = createMinioStore({
    endpoint: `http://127.0.0.1:${port}`,
    accessKey: 'a',
    secretKey: 'b',
    region: 'us-east-1',
    bucket: 'oncek-test',
  });
  await expect(store.get('a')).rejects.toMatchObject({ type: 'StoreUnavailable' });
  const before = requests;
  await expect(store.put('a', 'x')).rejects.toMatchObject({ type: 'StoreUnavailable' });
  expect(requests).toBeGreaterThan(before);
  await new Promise((resolve) => broken.close(resolve));
});
