import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived behind whatever stands in front. */
export interface ArrivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyBytes: number;
}

/** A server of a test's own that tells what reached it. */
export interface EchoServer {
  /** `host:port`. */
  readonly address: string;
  /** All requests so far. */
  readonly arrived: readonly ArrivedRequest[];
  close(): Promise<void>;
}

/**
 * Answers each request with itself as JSON, or as `answer` has it.
 * @param answer - returns true for a request that it answers itself
 */
export async function startEcho(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<EchoServer> {
  const arrived: ArrivedRequest[] = [];
  const server = createServer((request, response) => {
    let bodyBytes = 0;
    if (answer(request, response)) return void request.resume();
    request.on('data', (chunk: Buffer) => (bodyBytes += chunk.length));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, bodyBytes };
      arrived.push(seen);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(seen));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
