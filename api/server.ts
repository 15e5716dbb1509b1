import { createServer } from 'node:http';
import { listen } from '../config/listen';
import { createApp } from './app';
import type { ApiDeps } from './deps';
import { createLive } from './events/live';

const STOP_WAIT_MS = 10_000;

export interface ApiServer {
  readonly port: number;
  /** Takes no new requests and waits up to 10 s for those under way; streams that never end are cut then. */
  stop(): Promise<void>;
}

/**
 * Listens on the address and port of the settings; port 0 takes a free one.
 * @throws InvalidSetting when the port cannot be had
 */
export async function startApi(deps: ApiDeps): Promise<ApiServer> {
  const live = createLive(deps);
  const server = createServer(createApp(deps, live.hub));
  const { listenHost: host, ports } = deps.config;
  const port = await listen(server, { host, port: ports.api, setting: 'API_PORT' });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        const lastResort = setTimeout(() => server.closeAllConnections(), STOP_WAIT_MS);
        server.close(() => {
          clearTimeout(lastResort);
          resolve();
        });
        live.close();
        server.closeIdleConnections();
      }),
  };
}
