import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BucketItem } from 'minio';
import { Client, S3Error } from 'minio';
import { OncekError } from '../../domain/errors';
import type { ObjectStore, StreamedContent } from './object-store';
import { assertKeyPrefix, assertObjectKey, exactly, isStreamed, usingBody } from './object-store';

/** A socket on which nothing moves for so long is dead; the package itself would wait for ever. */
const IDLE_MS = 20_000;
/** How long the address that a stream is put to holds good, in seconds. */
const PUT_EXPIRY_SEC = 900;

/** Where the files are, and as whom. */
export interface MinioSettings {
  /** `http://host:port` or `https://host`, of MinIO or of any S3. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  /** Made where it is missing. */
  readonly bucket: string;
}

/** An object store in a bucket of MinIO or S3. Nothing is asked of the server before the first call. */
export function createMinioStore({ endpoint, accessKey, secretKey, region, bucket }: MinioSettings): ObjectStore {
  const { protocol, hostname, port } = new URL(endpoint);
  const isSecure = protocol === 'https:';
  const transport = impatient(isSecure ? https : http);
  const client = new Client({
    endPoint: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    useSSL: isSecure,
    accessKey,
    secretKey,
    region,
    transport,
    // The package would retry by itself and write about it to the console; whoever calls retries better.
    retryOptions: { disableRetry: true },
  });
  const asked = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      if (cause instanceof S3Error && cause.code === 'NoSuchBucket') bucketMade.forget();
      throw failureOf(bucket, cause);
    }
  };
  const bucketMade = once(() => asked(() => makeBucket(client, bucket, region)));
  const hasBucket = (): Promise<void> => bucketMade.run();

  return {
    async put(key, content) {
      assertObjectKey(key);
      if (isStreamed(content)) {
        await usingBody(content.body, async () => {
          await hasBucket();
          const address = await asked(() => client.presignedPutObject(bucket, key, PUT_EXPIRY_SEC));
          await putStream({ transport, address, content, onMissing: () => bucketMade.forget() });
        });
        return;
      }
      await hasBucket();
      // Of a string the package takes the number of characters for the length.
      const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
      await asked(() => client.putObject(bucket, key, bytes));
    },
    async get(key) {
      assertObjectKey(key);
      await hasBucket();
      return asked(async () => {
        const body = await orNull(client.getObject(bucket, key));
        return body && Buffer.concat(await body.toArray());
      });
    },
    async open(key) {
      assertObjectKey(key);
      await hasBucket();
      const found = await asked(() => orNull(client.statObject(bucket, key)));
      if (!found) return null;
      return {
        sizeBytes: found.size,
        read: (range) =>
          asked(() =>
            range
              ? client.getPartialObject(bucket, key, range.first, range.last - range.first + 1)
              : client.getObject(bucket, key),
          ),
      };
    },
    async delete(key) {
      assertObjectKey(key);
      await hasBucket();
      await asked(() => client.removeObject(bucket, key));
    },
    list(prefix) {
      assertKeyPrefix(prefix);
      return (async function* () {
        await hasBucket();
        const items = (client.listObjectsV2(bucket, prefix, true) as AsyncIterable<BucketItem>)[Symbol.asyncIterator]();
        for (;;) {
          const item = await asked(() => items.next());
          if (item.done) return;
          if (item.value.name !== undefined) yield item.value.name;
        }
      })();
    },
  };
}

/**
 * Puts a stream by one request of known length: the server stores all of it or nothing. The package's own way for
 * streams keeps parts of 64 MB in memory, and one that breaks off is never noticed.
 */
async function putStream({
  transport,
  address,
  content,
  onMissing,
}: {
  transport: Pick<typeof http, 'request'>;
  address: string;
  content: StreamedContent;
  /** The bucket is not there any more. */
  onMissing: () => void;
}): Promise<void> {
  const request = transport.request(address, {
    method: 'PUT',
    headers: {
      'Content-Length': content.sizeBytes,
      ...(content.contentType === undefined ? {} : { 'Content-Type': content.contentType }),
    },
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  answered.catch(() => undefined);
  let sourceFailure: Error | null = null;
  const source = Readable.from(
    (async function* () {
      try {
        yield* exactly(content);
      } catch (error) {
        sourceFailure = error instanceof Error ? error : new Error('the body failed', { cause: error });
        throw error;
      }
    })(),
    { objectMode: false },
  );
  try {
    await pipeline(source, request);
    const response = await answered;
    response.resume();
    if (response.statusCode === 404) onMissing();
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
  } catch (cause) {
    request.destroy();
    // TypeScript does not see that the generator may have set it.
    throw (sourceFailure as Error | null) ?? unavailable(cause);
  }
}

async function makeBucket(client: Client, bucket: string, region: string): Promise<void> {
  try {
    if (await client.bucketExists(bucket)) return;
    await client.makeBucket(bucket, region);
  } catch (error) {
    // Another process was quicker, or this user may use the bucket and not ask about it: the next call shows.
    const isThere = ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists', 'AccessDenied'];
    if (!(error instanceof S3Error && isThere.includes(error.code ?? ''))) throw error;
  }
}

/** Runs until it has succeeded, and anew once that is forgotten; several callers share one run. */
function once(work: () => Promise<void>): { run(): Promise<void>; forget(): void } {
  let running: Promise<void> | null = null;
  const forget = (): void => {
    running = null;
  };
  return {
    run() {
      running ??= work().catch((error: unknown) => {
        forget();
        throw error;
      });
      return running;
    },
    forget,
  };
}

/** Requests that fail once their socket has been idle for {@link IDLE_MS}, while connecting, too. */
function impatient(original: Pick<typeof http, 'request'>): Pick<typeof http, 'request'> {
  const request = (...args: Parameters<typeof http.request>): http.ClientRequest => {
    const made = original.request(...args);
    made.setTimeout(IDLE_MS, () => made.destroy(new Error('timed out')));
    return made;
  };
  return { request: request as typeof http.request };
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof S3Error && (error.code === 'NoSuchKey' || error.code === 'NotFound')) return null;
    throw error;
  }
}

const WRONG_CREDENTIALS = ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'];

function failureOf(bucket: string, cause: unknown): OncekError {
  if (cause instanceof S3Error && WRONG_CREDENTIALS.includes(cause.code ?? '')) {
    const detail = `bucket ${bucket} is refused (${cause.code}): check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_S3_BUCKET`;
    return new OncekError('InvalidSetting', detail, { cause });
  }
  return unavailable(cause);
}

function unavailable(cause: unknown): OncekError {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  const detail = typeof code === 'string' ? code : typeof message === 'string' ? message : 'unknown';
  return new OncekError('StoreUnavailable', `the object store does not answer as it should: ${detail}`, { cause });
}
