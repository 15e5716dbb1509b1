import { Client } from 'minio';
import type { MinioSettings } from '../../activities/adapters/minio-store';
import { startGuarded } from './guarded-process';
import { freePort } from './ports';
import { findMinio } from './tools';
import { waitFor } from './wait';

const USER = 'oncek-test';
const PASSWORD = 'oncek-test-password';
const START_TIMEOUT_MS = 45_000;

/** A MinIO server of a test's own, on a free loopback port, with its files in a folder that goes with it. */
export interface TestMinio {
  /** Of a bucket that does not exist yet. */
  settings(bucket?: string): MinioSettings;
  /** Ends the server and removes its files. */
  close(): Promise<void>;
}

/** Starts a server. @param port - default a free one @throws Error when there is no MinIO, or it does not start */
export async function startMinio({ port }: { port?: number } = {}): Promise<TestMinio> {
  const command = findMinio();
  if (!command) throw new Error('no MinIO: run `make setup`, or set MINIO_PATH');
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const consoleAddress = `127.0.0.1:${await freePort()}`;
  const [endPoint, asPort] = address.split(':') as [string, string];
  const asked = new Client({ endPoint, port: Number(asPort), useSSL: false, accessKey: USER, secretKey: PASSWORD });
  const server = await startGuarded({
    command,
    args: (folder) => [
      'server',
      `${folder}/data`,
      '--address',
      address,
      '--console-address',
      consoleAddress,
      '--quiet',
    ],
    env: { MINIO_ROOT_USER: USER, MINIO_ROOT_PASSWORD: PASSWORD, MINIO_BROWSER: 'off', MINIO_UPDATE: 'off' },
  });
  try {
    await waitFor(
      async () => {
        server.assertRunning();
        // Ready by its own word, it still answers 503 "server not initialized" until it has read its users.
        if (!(await fetch(`http://${address}/minio/health/ready`)).ok) return false;
        await asked.listBuckets();
        return true;
      },
      { describe: `MinIO on ${address} answers`, timeoutMs: START_TIMEOUT_MS, intervalMs: 100 },
    );
  } catch (cause) {
    const output = server.output();
    await server.stop();
    throw new Error(`MinIO did not start: ${output}`, { cause });
  }
  return {
    settings: (bucket = 'oncek-test') => ({
      endpoint: `http://${address}`,
      accessKey: USER,
      secretKey: PASSWORD,
      region: 'us-east-1',
      bucket,
    }),
    close: () => server.stop(),
  };
}
