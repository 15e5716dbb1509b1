import { Client } from 'minio';
import { readBucketAccess } from '../../activities/adapters/bucket-access';
import { createMinioStore } from '../../activities/adapters/minio-store';
import { checkBuckets } from '../../activities/bucket-check';
import { startMinio, type TestMinio } from '../support/minio';
import { freePort } from '../support/ports';
import { findMinio } from '../support/tools';
import { waitFor } from '../support/wait';
import { fakeLog } from '../unit/bots/fakes';

const policyOf = (bucket: string, statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ['*'] }, Resource: [`arn:aws:s3:::${bucket}/*`], ...statement }],
  });

(findMinio() ? describe : describe.skip)('who may read the buckets [needs minio]', () => {
  let minio: TestMinio;
  let people: Client;
  beforeAll(async () => {
    minio = await startMinio();
    const { endpoint, accessKey, secretKey } = minio.settings();
    const { hostname, port } = new URL(endpoint);
    // A server that has just started answers 503 for a while on a busy machine.
    const store = createMinioStore(minio.settings('oncek-warm'));
    await waitFor(() => store.put('a', 'x').then(() => true), { describe: 'MinIO takes files', timeoutMs: 45_000 });
    people = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
  });
  afterAll(() => minio?.close());

  async function aBucket(bucket: string, statement?: object): Promise<ReturnType<TestMinio['settings']>> {
    const settings = minio.settings(bucket);
    await createMinioStore(settings).put('media/a.jpg', 'x');
    if (statement) await people.setBucketPolicy(bucket, policyOf(bucket, statement));
    return settings;
  }

  const asNobody = ({ endpoint, bucket }: { endpoint: string; bucket: string }, path: string) =>
    fetch(new URL(`/${bucket}${path}`, endpoint)).then(({ status }) => status);

  test('a bucket that we made answers nobody who has no credentials', async () => {
    const settings = await aBucket('oncek-ours');
    for (const path of ['/media/a.jpg', '', '?list-type=2', '?policy'])
      expect(await asNobody(settings, path)).toBe(403);
    expect(await readBucketAccess(settings)).toBe('private');
    expect(await readBucketAccess(minio.settings('oncek-not-there-yet'))).toBe('private');
  });

  test.each([
    ['files', { Action: ['s3:GetObject'] }, 200],
    [
      'everything',
      { Action: ['s3:*'], Resource: ['arn:aws:s3:::oncek-everything', 'arn:aws:s3:::oncek-everything/*'] },
      200,
    ],
    ['the list', { Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::oncek-the-list'] }, 403],
  ])('one that lets strangers read %s is public', async (what, statement, fileStatus) => {
    const settings = await aBucket(`oncek-${what.replace(' ', '-')}`, statement);
    expect(await asNobody(settings, '/media/a.jpg')).toBe(fileStatus);
    expect(await readBucketAccess(settings)).toBe('public');
  });

  test('one that lets strangers only bring files is not', async () => {
    expect(await readBucketAccess(await aBucket('oncek-drop', { Action: ['s3:PutObject'] }))).toBe('private');
  });

  describe('at the start', () => {
    const PUBLIC = { Action: ['s3:GetObject'] };
    const look = async (buckets: { media?: object; state?: object }, bucketBaseUrl: string | null = null) => {
      const name = `b${process.hrtime.bigint()}`;
      const settings = await aBucket(`${name}-media`, buckets.media);
      await aBucket(`${name}-state`, buckets.state);
      const log = fakeLog();
      const places = { mediaBucket: `${name}-media`, stateBucket: `${name}-state` };
      await checkBuckets({ minio: { ...settings, ...places }, bucketBaseUrl, log });
      return log.lines.map(({ message }) => message);
    };

    test('a public bucket of stories and notes is refused, and the setting named', async () => {
      await expect(look({ state: PUBLIC })).rejects.toMatchObject({
        type: 'InvalidSetting',
        message: expect.stringMatching(/^AWS_S3_STATE_BUCKET: anybody may read the bucket b\d+-state/),
      });
    });

    test('a public bucket of media is warned of, unless links are meant to lead there', async () => {
      expect(await look({ media: PUBLIC })).toEqual([expect.stringMatching(/^anybody may read the media bucket/)]);
      expect(await look({ media: PUBLIC }, 'https://files.example.com')).toEqual([]);
      expect(await look({})).toEqual([]);
    });
  });
});

test('a store that does not answer keeps nobody from starting', async () => {
  const log = fakeLog();
  const minio = {
    endpoint: `http://127.0.0.1:${await freePort()}`,
    accessKey: 'a',
    secretKey: 'b',
    region: 'us-east-1',
  };
  await checkBuckets({ minio: { ...minio, mediaBucket: 'm-m', stateBucket: 'm-s' }, bucketBaseUrl: null, log });
  expect(log.lines.map(({ message }) => message)).toEqual([expect.stringMatching(/could not be seen/)]);
});
