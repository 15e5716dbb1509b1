import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OncekError } from '../domain/errors';
import { createApp } from './app';
import type { ApiDeps } from './deps';

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
  const server = createServer(createApp(deps));
  const port = deps.config.ports.api;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new OncekError('InvalidSetting', `cannot listen on port ${port}: stop what listens there, or set API_PORT`, {
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
