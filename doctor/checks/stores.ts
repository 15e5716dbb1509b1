import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { Client } from 'pg';
import { createMinioStore } from '../../activities/adapters/minio-store';
import { openRegistry } from '../../activities/adapters/open-registry';
import type { Config } from '../../config/types';
import { OncekError } from '../../domain/errors';
import { failed, ok, skipped, warning, type Finding } from '../report';

const CONNECT_TIMEOUT_MS = 10_000;
const PROBE_KEY = 'doctor/probe';

/** Data folder, buckets, models and the mirror's database. */
export async function checkStores(config: Config): Promise<Finding[]> {
  const findings = await Promise.all([
    checkFolder(config.dataDir),
    ...checkBuckets(config),
    checkDatabase(config),
    checkModels(config),
  ]);
  return findings;
}

async function checkFolder(dataDir: string): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK);
    return ok('files: data folder', 'can be written to');
  } catch {
    return failed('files: data folder', 'cannot be written to', 'give this user the folder of DATA_DIR');
  }
}

/** Writes, reads and deletes a small object in each bucket. */
function checkBuckets({ minio }: Config): Promise<Finding>[] {
  if (minio === null) {
    return [Promise.resolve(skipped('minio: buckets', 'no AWS_S3_ENDPOINT: files are kept in the data folder'))];
  }
  return [minio.mediaBucket, minio.stateBucket].map(async (bucket) => {
    const name = `minio: bucket ${bucket}`;
    const store = createMinioStore({ ...minio, bucket });
    try {
      await store.put(PROBE_KEY, 'doctor');
      const isThere = (await store.get(PROBE_KEY)) !== null;
      await store.delete(PROBE_KEY);
      return isThere
        ? ok(name, 'can be written, read and deleted from')
        : failed(name, 'what was written was not there', 'check AWS_S3_ENDPOINT: something else answers there');
    } catch (error) {
      const { type, message } = error as { type?: string; message?: string };
      return type === 'StoreUnavailable'
        ? failed(name, message ?? 'no answer', 'check AWS_S3_ENDPOINT, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
        : failed(name, message ?? 'refused', `give the user of AWS_ACCESS_KEY_ID the rights to ${bucket}`);
    }
  });
}

async function checkDatabase({ databaseUrl }: Config): Promise<Finding> {
  const name = 'postgresql: mirror';
  if (databaseUrl === null) return skipped(name, 'no DATABASE_URL: the mirror is a file, for one machine only');
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean; version: string }>(
      "select has_schema_privilege(current_schema(), 'create') as may, current_setting('server_version') as version",
    );
    const [row] = rows;
    return row?.may
      ? ok(name, `PostgreSQL ${row.version}, tables can be made`)
      : failed(name, 'no tables can be made', 'make the user of DATABASE_URL the owner of its database');
  } catch (error) {
    const { code = 'no answer' } = error as { code?: string };
    return failed(name, `cannot be reached or refuses us (${code})`, databaseAdvice(code));
  } finally {
    await client.end().catch(() => undefined);
  }
}

function databaseAdvice(code: string): string {
  if (code === '28P01' || code === '28000') return 'correct user and password in DATABASE_URL';
  if (code === '3D000') return 'make the database: scripts/deployment/create-databases.sh';
  return 'start PostgreSQL, and check host and port in DATABASE_URL';
}

async function checkModels(config: Config): Promise<Finding> {
  const isMlflow = config.mlflow !== null;
  const name = isMlflow ? 'mlflow: models' : 'models: registry folder';
  try {
    const version = await openRegistry(config).production();
    return version === null
      ? warning(
          name,
          'no model is in service: tickets get no label',
          'train one and promote it: npm run train -- --file F --promote',
        )
      : ok(name, `version ${version} is in service`);
  } catch (error) {
    const found = error instanceof OncekError ? error.message : 'no answer';
    return failed(
      name,
      found,
      isMlflow
        ? 'check MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME and _PASSWORD; the server must know its name (--allowed-hosts)'
        : 'check MODEL_REGISTRY_DIR',
    );
  }
}
