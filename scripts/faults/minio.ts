import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { startObjectProxy, type ObjectProxy } from './object-proxy';
import { settledPorts } from './ports';
import { createProgram, type Program } from './program';

const USER = 'oncek-faults';
const PASSWORD = 'oncek-faults-password';

/** A MinIO server with a way to it that can be troubled. */
export interface TroubledMinio {
  readonly server: Program;
  readonly proxy: ObjectProxy;
  /** Settings of whoever uses it. */
  readonly env: Readonly<Record<string, string>>;
}

/** `MINIO_PATH`, else what `make setup` has put into the tool cache. @returns null where there is none */
export async function findMinio(): Promise<string | null> {
  if (process.env.MINIO_PATH) return process.env.MINIO_PATH;
  const tools = process.env.ONCEK_TOOLS || path.join(homedir(), '.cache', 'oncek');
  const names = existsSync(tools) ? (await readdir(tools)).filter((name) => name.startsWith('minio-')) : [];
  return names.map((name) => path.join(tools, name, 'minio')).find((file) => existsSync(file)) ?? null;
}

/** @param folder - gets its files, and its log under `logs/` */
export async function startMinio(command: string, folder: string): Promise<TroubledMinio> {
  const [port = 0, consolePort = 0] = await settledPorts(2);
  const address = `127.0.0.1:${port}`;
  const data = path.join(folder, 'minio');
  await mkdir(data);
  const server = createProgram('minio', () => ({
    command,
    args: ['server', data, '--address', address, '--console-address', `127.0.0.1:${consolePort}`, '--quiet'],
    env: { MINIO_ROOT_USER: USER, MINIO_ROOT_PASSWORD: PASSWORD, MINIO_BROWSER: 'off', MINIO_UPDATE: 'off' },
    cwd: folder,
    logFile: path.join(folder, 'logs', 'minio.log'),
    isReady: () =>
      fetch(`http://${address}/minio/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  }));
  await server.start();
  const proxy = await startObjectProxy(`http://${address}`);
  return {
    server,
    proxy,
    env: {
      AWS_S3_ENDPOINT: proxy.url,
      AWS_ACCESS_KEY_ID: USER,
      AWS_SECRET_ACCESS_KEY: PASSWORD,
      AWS_S3_BUCKET: 'faults',
    },
  };
}
