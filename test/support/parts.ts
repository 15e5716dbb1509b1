import { startSandbox } from '../../sandbox/server';
import type { SandboxSettings } from '../../sandbox/services';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import type { PartName } from '../../workers/part-names';
import { freePort } from './ports';
import { install, type Installation } from './product';
import { spawnBuilt, type Spawned } from './spawned';
import { startDevServer } from './temporal';
import { waitFor } from './wait';

const START_TIMEOUT_MS = 60_000;

/** A service of the product as a process of its own. */
export interface RunningPart extends Spawned {
  readonly part: PartName;
  /** What it was given beside the installation's settings; a new process with the same takes its place. */
  readonly env: Readonly<Record<string, string>>;
  /** Root of its `/health/live` and `/metrics`, without a slash at the end. */
  readonly root: string;
}

/** Temporal and the sandbox, with an installation that points at them; the services are started one by one. */
export interface Surroundings {
  readonly installation: Installation;
  /** Resolves as soon as it says that it is ready; with ports of its own unless `env` has them. */
  start(part: PartName, env?: Readonly<Record<string, string>>): Promise<RunningPart>;
  close(): Promise<void>;
}

/** @param env - settings of all processes */
export async function startSurroundings(
  env: Readonly<Record<string, string>> = {},
  settings: SandboxSettings = {},
): Promise<Surroundings> {
  const server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  const sandbox = await startSandbox({ port: 0, settings });
  const installed = await install({
    ...env,
    TEMPORAL_ADDRESS: server.address,
    SANDBOX_PORT: String(sandbox.port),
  });
  const installation = { ...installed, sandbox: sandbox.url };
  const started: Spawned[] = [];
  return {
    installation,
    async start(part, own = {}) {
      const [api, metrics, productMetrics] = await Promise.all([freePort(), freePort(), freePort()]);
      const ports = {
        ...(part === 'api' ? { API_PORT: String(api) } : { PRODUCT_METRICS_PORT: String(productMetrics) }),
        METRICS_PORT: String(metrics),
      };
      const full: Readonly<Record<string, string>> = { ...ports, ...own };
      const process = spawnPart(installation, [part], full);
      started.push(process);
      await waitFor(() => process.hasEnded() || process.output().includes('"msg":"ready"'), {
        describe: `${part} says that it is ready`,
        timeoutMs: START_TIMEOUT_MS,
      });
      if (process.hasEnded()) throw new Error(`${part} ended by itself: ${process.output().slice(-2_000)}`);
      const port = part === 'api' ? full.API_PORT : full.PRODUCT_METRICS_PORT;
      return { ...process, part, env: full, root: `http://127.0.0.1:${port}` };
    },
    async close() {
      await Promise.all(started.map((process) => process.kill()));
      await sandbox.close();
      await server.close();
      await installed.remove();
    },
  };
}

/** `node dist/workers/main.js PART…`, whatever becomes of it. */
export function spawnPart(
  { dataDir, env }: Pick<Installation, 'dataDir' | 'env'>,
  parts: readonly string[],
  own: Readonly<Record<string, string>> = {},
): Spawned {
  return spawnBuilt('dist/workers/main.js', parts, { cwd: dataDir, env: { ...env, ...own } });
}
