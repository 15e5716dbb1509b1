import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startGuarded } from './guarded-process';
import { freePort } from './ports';
import { findNginx, isRoot } from './tools';
import { waitFor } from './wait';

const TEMPLATES = path.resolve(__dirname, '../../gateway');

/** What stands behind the gateway, each as `host:port`. What is not named is an address where nobody listens. */
export interface Upstreams {
  readonly api?: string;
  readonly groupBot?: string;
  readonly adminBot?: string;
  readonly mlflow?: string;
  readonly temporalUi?: string;
  readonly grafana?: string;
}

/** Addresses of a running gateway, without a slash at the end. */
export interface TestGateway {
  readonly url: string;
  readonly prediction: string;
  readonly data: string;
  readonly training: string;
  /** The end of what it wrote: its access log. */
  output(): string;
  close(): Promise<void>;
}

/**
 * Starts nginx with the templates of `gateway/`, filled in as the official image does.
 * @param settings - of the templates, beside ports and upstreams
 * @throws Error where there is no nginx, or it refuses the configuration
 */
export async function startGateway(
  upstreams: Upstreams,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestGateway> {
  const command = findNginx();
  if (!command) throw new Error('no nginx: apt-get install nginx');
  const [http, prediction, data, training, nobody] = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  const none = `127.0.0.1:${nobody}`;
  const values: Record<string, string> = {
    NGINX_LOCAL_RESOLVERS: '127.0.0.1',
    ...{ GATEWAY_HTTP_PORT: `127.0.0.1:${http}`, GATEWAY_PREDICTION_PORT: `127.0.0.1:${prediction}` },
    ...{ GATEWAY_DATA_PORT: `127.0.0.1:${data}`, GATEWAY_TRAINING_PORT: `127.0.0.1:${training}` },
    ...{ GATEWAY_RATE: '1000r/s', GATEWAY_BURST: '1000', GATEWAY_LOGIN_RATE: '1000r/s', GATEWAY_UPLOAD_LIMIT: '50m' },
    GATEWAY_TRUSTED_PROXY: '127.0.0.2/32',
    ...{ API_UPSTREAM: upstreams.api ?? none, MLFLOW_UPSTREAM: upstreams.mlflow ?? none },
    ...{ GROUP_BOT_UPSTREAM: upstreams.groupBot ?? none, ADMIN_BOT_UPSTREAM: upstreams.adminBot ?? none },
    ...{ TEMPORAL_UI_UPSTREAM: upstreams.temporalUi ?? none, GRAFANA_UPSTREAM: upstreams.grafana ?? none },
    ...settings,
  };
  const server = await startGuarded({
    command,
    prepare: (folder) => renderGateway(folder, values),
    args: (folder) => [
      ...['-p', `${folder}/`, '-c', path.join(folder, 'nginx.conf')],
      // Workers of a master that is root change their user, who may not enter the folder of the test.
      ...(isRoot() ? ['-g', 'user root;'] : []),
    ],
  });
  const url = `http://127.0.0.1:${http}`;
  try {
    await waitFor(
      () => {
        server.assertRunning();
        return fetch(`${url}/health/live`).then(() => true);
      },
      { describe: 'nginx answers' },
    );
  } catch (cause) {
    const output = server.output();
    await server.stop();
    throw new Error(`nginx did not start: ${output}`, { cause });
  }
  return {
    url,
    prediction: `http://127.0.0.1:${prediction}`,
    data: `http://127.0.0.1:${data}`,
    training: `http://127.0.0.1:${training}`,
    output: () => server.output(),
    close: () => server.stop(),
  };
}

/**
 * Writes the templates into a folder with the values put in, as `envsubst` would.
 * @throws Error for a name in a template that has no value
 */
export async function renderGateway(folder: string, values: Readonly<Record<string, string>>): Promise<void> {
  for (const name of await gatewayTemplates()) {
    const text = (await readFile(path.join(TEMPLATES, name), 'utf8')).replaceAll(/\$\{([A-Z_]+)\}/g, (whole, key) => {
      const value = values[key as string];
      if (value === undefined) throw new Error(`${name}: ${whole} has no value`);
      return value;
    });
    await writeFile(path.join(folder, name.replace(/\.template$/, '')), text);
  }
}

/** Every name that the templates ask for, sorted. */
export async function gatewaySettings(): Promise<string[]> {
  const found = new Set<string>();
  for (const name of await gatewayTemplates()) {
    const text = await readFile(path.join(TEMPLATES, name), 'utf8');
    for (const [, key = ''] of text.matchAll(/\$\{([A-Z_]+)\}/g)) found.add(key);
  }
  return [...found].sort();
}

async function gatewayTemplates(): Promise<string[]> {
  return (await readdir(TEMPLATES)).filter((name) => name.endsWith('.template'));
}
