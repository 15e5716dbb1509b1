import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to a server on which answers are lost. */
export interface FaultyProxy {
  readonly url: string;
  /** Calls whose answers were lost. */
  lost(): number;
  close(): Promise<void>;
}

/**
 * Passes requests on to a server, and cuts the connection instead of answering where `loses` says so: the server has
 * done what it was asked for, and the caller does not know.
 * @param loses - told method, path without query, and how many answers were lost already
 */
export async function startFaultyProxy(
  target: string,
  loses: (method: string, path: string, lost: number) => boolean,
): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  let lost = 0;
  const server = http.createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const passed = http.request({ hostname, port, method, path, headers }, (answer) => {
      if (loses(method, path.split('?')[0] ?? '', lost)) {
        lost += 1;
        answer.resume().once('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.once('error', () => request.socket.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
