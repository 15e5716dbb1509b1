import { createServer } from 'node:http';
import { listen } from '../config/listen';
import { createApp } from './app';
import type { ApiDeps } from './deps';
import { createLive } from './events/live';

export interface ApiServer {
  readonly port: number;
  /** Takes no new requests and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Listens on loopback, on the port of the settings; 0 takes a free one.
 * @throws InvalidSetting when the port cannot be had
 */
export async function startApi(deps: ApiDeps): Promise<ApiServer> {
  const live = createLive(deps);
  const server = createServer(createApp(deps, live.hub));
  const port = await listen(server, { port: deps.config.ports.api, setting: 'API_PORT' });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        live.close();
        server.closeIdleConnections();
      }),
  };
}
