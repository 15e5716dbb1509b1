import { Client, S3Error } from 'minio';
import type { MinioSettings } from './minio-store';

/** Who may read a bucket; `unknown`: the server does not answer, or does not tell us. */
export type BucketAccess = 'private' | 'public' | 'unknown';

const LOOK_MS = 5_000;
/** What lets strangers read files or find them. */
const READING = /^s3:(\*|Get\*|GetObject\*?|GetObjectVersion|List\*|ListBucket\*?)$/i;

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly AWS?: string | readonly string[] };
  readonly Action?: string | readonly string[];
}

/** Whether anybody may read a bucket's files or list them: by its policy, and by asking as nobody. Changes nothing. */
export async function readBucketAccess(settings: MinioSettings): Promise<BucketAccess> {
  const [policy, listed] = await Promise.all([byPolicy(settings), byAsking(settings)]);
  if (policy === 'public' || listed === 'public') return 'public';
  return policy === 'private' ? 'private' : 'unknown';
}

async function byPolicy({ endpoint, accessKey, secretKey, region, bucket }: MinioSettings): Promise<BucketAccess> {
  const { protocol, hostname, port } = new URL(endpoint);
  const client = new Client({
    ...{ endPoint: hostname.replace(/^\[|\]$/g, ''), accessKey, secretKey, region },
    ...{ useSSL: protocol === 'https:', ...(port !== '' && { port: Number(port) }) },
    retryOptions: { disableRetry: true },
  });
  try {
    return isOpen(JSON.parse(await withinLook(client.getBucketPolicy(bucket)))) ? 'public' : 'private';
  } catch (error) {
    const isWithout = error instanceof S3Error && /^NoSuchBucket(Policy)?$/.test(error.code ?? '');
    return isWithout ? 'private' : 'unknown';
  }
}

/** An access control list opens a bucket as well as a policy does. */
async function byAsking({ endpoint, bucket }: MinioSettings): Promise<BucketAccess> {
  try {
    const address = new URL(`/${bucket}?list-type=2&max-keys=1`, endpoint);
    const { ok, body } = await fetch(address, { signal: AbortSignal.timeout(LOOK_MS), redirect: 'error' });
    await body?.cancel();
    return ok ? 'public' : 'private';
  } catch {
    return 'unknown';
  }
}

function isOpen(policy: unknown): boolean {
  const { Statement: statements = [] } = policy as { Statement?: Statement | readonly Statement[] };
  return [statements]
    .flat()
    .some(
      ({ Effect, Principal, Action = [] }) =>
        Effect === 'Allow' &&
        [typeof Principal === 'string' ? Principal : (Principal?.AWS ?? [])].flat().includes('*') &&
        [Action].flat().some((action) => action === '*' || READING.test(action)),
    );
}

async function withinLook<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), LOOK_MS);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}
