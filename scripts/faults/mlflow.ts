import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { OncekError } from '../../domain/errors';
import { settledPorts } from './ports';
import { createProgram, type Program } from './program';

/** An MLflow server as the model registry, which keeps artifacts in a folder behind itself. */
export interface TroubledMlflow {
  readonly server: Program;
  readonly artifacts: string;
  /** Settings of whoever uses it. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @param folder - gets its files, and its log under `logs/`
 * @throws InvalidSetting where there is none: `make setup` prepares one where there is Python, or `MLFLOW_PATH` names it
 */
export async function startMlflow(folder: string): Promise<TroubledMlflow> {
  const command = await findMlflow();
  if (command === null)
    throw new OncekError('InvalidSetting', 'there is no MLflow: run `make setup`, or set MLFLOW_PATH');
  const [port = 0] = await settledPorts(1);
  const url = `http://127.0.0.1:${port}`;
  const home = path.join(folder, 'mlflow');
  const artifacts = path.join(home, 'artifacts');
  await mkdir(home);
  const server = createProgram('mlflow', () => ({
    command,
    args: [
      ...['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${home}/mlflow.db`, '--artifacts-destination', artifacts],
    ],
    env: { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
    cwd: home,
    hasChildren: true,
    logFile: path.join(folder, 'logs', 'mlflow.log'),
    isReady: () =>
      fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  }));
  await server.start();
  return { server, artifacts, env: { MLFLOW_TRACKING_URI: url } };
}

/** `MLFLOW_PATH`, else what `make setup` has put into the tool cache. */
async function findMlflow(): Promise<string | null> {
  if (process.env.MLFLOW_PATH) return process.env.MLFLOW_PATH;
  const tools = process.env.ONCEK_TOOLS || path.join(homedir(), '.cache', 'oncek');
  const names = existsSync(tools) ? (await readdir(tools)).filter((name) => name.startsWith('mlflow-')) : [];
  return names.map((name) => path.join(tools, name, 'mlflow')).find((file) => existsSync(file)) ?? null;
}
