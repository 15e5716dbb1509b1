import type { MlflowSettings } from '../../activities/adapters/mlflow-registry';
import type { MinioSettings } from '../../activities/adapters/minio-store';
import { startGuarded } from './guarded-process';
import { freePort } from './ports';
import { findMlflow } from './tools';
import { waitFor } from './wait';

const START_TIMEOUT_MS = 120_000;

/** An MLflow server of a test's own, on a free loopback port, with its database in a folder that goes with it. */
export interface TestMlflow {
  readonly url: string;
  /** @param modelName - of a registered model that does not exist yet */
  settings(modelName: string): MlflowSettings;
  close(): Promise<void>;
}

/** Where a server keeps artifacts: behind its proxy, in a folder or in a bucket, or in a bucket that clients write to. */
export type ArtifactPlace =
  { readonly kind: 'proxied folder' } | { readonly kind: 'proxied bucket' | 'bucket'; readonly minio: MinioSettings };

/** Starts a server. @throws Error when there is no MLflow, or it does not start */
export async function startMlflow({
  place = { kind: 'proxied folder' },
  port,
}: { place?: ArtifactPlace; port?: number } = {}): Promise<TestMlflow> {
  const command = findMlflow();
  if (!command) throw new Error('no MLflow: run `make setup`, or set MLFLOW_PATH');
  const url = `http://127.0.0.1:${port ?? (await freePort())}`;
  const minio = place.kind === 'proxied folder' ? null : place.minio;
  const server = await startGuarded({
    command,
    args: (folder) => [
      'server',
      ...['--host', '127.0.0.1', '--port', new URL(url).port, '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`],
      ...artifactOptions(place, folder),
    ],
    env: {
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      ...(minio && {
        MLFLOW_S3_ENDPOINT_URL: minio.endpoint,
        AWS_ACCESS_KEY_ID: minio.accessKey,
        AWS_SECRET_ACCESS_KEY: minio.secretKey,
        AWS_DEFAULT_REGION: minio.region,
      }),
    },
  });
  try {
    await waitFor(
      async () => {
        server.assertRunning();
        return (await fetch(`${url}/health`)).ok;
      },
      { describe: `MLflow on ${url} answers`, timeoutMs: START_TIMEOUT_MS, intervalMs: 200 },
    );
  } catch (cause) {
    const output = server.output();
    await server.stop();
    throw new Error(`MLflow did not start: ${output}`, { cause });
  }
  return {
    url,
    settings: (modelName) => ({
      ...{ trackingUri: url, publicUrl: url, username: null, password: null },
      ...{ experiment: `${modelName}-training`, modelName },
      s3: minio && { ...minio, bucket: null },
    }),
    close: () => server.stop(),
  };
}

function artifactOptions(place: ArtifactPlace, folder: string): string[] {
  switch (place.kind) {
    case 'proxied folder':
      return ['--artifacts-destination', `${folder}/artifacts`];
    case 'proxied bucket':
      return ['--artifacts-destination', `s3://${place.minio.bucket}/mlflow`];
    case 'bucket':
      return ['--no-serve-artifacts', '--default-artifact-root', `s3://${place.minio.bucket}/mlflow`];
  }
}
