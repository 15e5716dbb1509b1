import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { config as readDotenv } from 'dotenv';
import { Client, type BucketItem } from 'minio';
import { loadConfig } from '../config/env';
import { OncekError } from '../domain/errors';

const USAGE = 'usage: copy-objects.js out|in FOLDER';

/** Copies the buckets of the settings into a folder (`out`) or back (`in`): FOLDER/<bucket>/<key>. For backup.sh and restore.sh. */
async function copy(): Promise<void> {
  readDotenv({ quiet: true });
  const [direction, folder] = process.argv.slice(2);
  if ((direction !== 'out' && direction !== 'in') || !folder) throw new OncekError('InvalidInput', USAGE);
  const { minio, mlflow } = loadConfig(process.env);
  if (!minio) throw new OncekError('InvalidSetting', 'AWS_S3_ENDPOINT: must be set, there are no buckets without it');
  const { protocol, hostname, port } = new URL(minio.endpoint);
  const useSSL = protocol === 'https:';
  const client = new Client({
    ...{ endPoint: hostname, port: port ? Number(port) : useSSL ? 443 : 80, useSSL },
    ...{ accessKey: minio.accessKey, secretKey: minio.secretKey, region: minio.region },
  });
  const buckets = new Set([minio.mediaBucket, minio.stateBucket, mlflow?.s3?.bucket ?? null]);
  for (const bucket of buckets) {
    if (bucket === null) continue;
    const place = path.resolve(folder, bucket);
    const count = direction === 'out' ? await takeOut(client, bucket, place) : await putBack(client, bucket, place);
    process.stdout.write(`${bucket}: ${count} objects\n`);
  }
}

async function takeOut(client: Client, bucket: string, place: string): Promise<number> {
  if (!(await client.bucketExists(bucket))) return 0;
  await mkdir(place, { recursive: true });
  let count = 0;
  for await (const { name } of client.listObjectsV2(bucket, '', true) as AsyncIterable<BucketItem>) {
    if (name === undefined || name.endsWith('/')) continue;
    const file = path.resolve(place, name);
    // A key is text from outside: it must not lead out of the folder.
    if (!file.startsWith(place + path.sep)) throw new OncekError('InvalidInput', `a key of ${bucket} leads elsewhere`);
    await mkdir(path.dirname(file), { recursive: true });
    await pipeline(await client.getObject(bucket, name), createWriteStream(file, { mode: 0o600 }));
    count += 1;
  }
  return count;
}

async function putBack(client: Client, bucket: string, place: string): Promise<number> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  if (files.length > 0 && !(await client.bucketExists(bucket))) await client.makeBucket(bucket);
  for (const file of files) {
    await client.fPutObject(bucket, path.relative(place, file).split(path.sep).join('/'), file);
  }
  return files.length;
}

copy().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
