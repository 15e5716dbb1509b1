import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { readBucketAccess } from './adapters/bucket-access';

export interface BucketCheckDeps {
  readonly minio: Config['minio'];
  /** Not null: the media bucket is meant to be public. */
  readonly bucketBaseUrl: string | null;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Looks at start whether strangers may read the buckets. A store that does not answer now is looked at by the next start.
 * @throws InvalidSetting where the bucket of stories and notes is public: they hold names and texts
 */
export async function checkBuckets({ minio, bucketBaseUrl, log }: BucketCheckDeps): Promise<void> {
  if (minio === null) return;
  const { mediaBucket, stateBucket } = minio;
  const [media, state] = await Promise.all(
    [mediaBucket, stateBucket].map((bucket) => readBucketAccess({ ...minio, bucket })),
  );
  if (state === 'public') {
    throw new OncekError(
      'InvalidSetting',
      `AWS_S3_STATE_BUCKET: anybody may read the bucket ${stateBucket}, which holds personal data; take its public policy away (mc anonymous set none), or name another bucket`,
    );
  }
  if (media === 'public' && bucketBaseUrl === null) {
    log.warn(
      { bucket: mediaBucket },
      'anybody may read the media bucket, though links lead through our API: take its public policy away, or set AWS_S3_PUBLIC_BASE_URL if that is meant',
    );
  }
  if (media === 'unknown' || state === 'unknown') {
    log.warn({ media, state }, 'whether strangers may read the buckets could not be seen');
  }
}
