import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import { listen } from '../config/listen';

export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves the product's metrics of this process at `/metrics`, and says at `/health/live` that it lives: for processes
 * without the API, which has both itself. Temporal's figures have a port of their own, which the SDK listens on.
 * @param options.host - IP address; default 127.0.0.1
 * @param options.port - 0 takes a free one
 * @throws InvalidSetting when the port cannot be had
 */
export async function startMetricsServer(options: {
  registry: Registry;
  host?: string;
  port: number;
}): Promise<MetricsServer> {
  const { registry, host, port: wanted } = options;
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/health/live') {
      return void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok"}');
    }
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const port = await listen(server, { host, port: wanted, setting: 'PRODUCT_METRICS_PORT' });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
