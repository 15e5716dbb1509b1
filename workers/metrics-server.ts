import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import { listen } from '../config/listen';

export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves the product's metrics of this process at `/metrics` on loopback: for processes without the API, whose own
 * `/metrics` has them. Temporal's figures have a port of their own, which the SDK listens on.
 * @param options.port - 0 takes a free one
 * @throws InvalidSetting when the port cannot be had
 */
export async function startMetricsServer(options: { registry: Registry; port: number }): Promise<MetricsServer> {
  const { registry } = options;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const port = await listen(server, { port: options.port, setting: 'PRODUCT_METRICS_PORT' });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
