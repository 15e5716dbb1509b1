import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the way to the object store does to requests. */
export type ObjectTrouble = { readonly kind: 'slow'; readonly ms: number } | { readonly kind: 'full' };

export interface ObjectProxy {
  readonly url: string;
  /** Has the trouble for so long. */
  during(trouble: ObjectTrouble, ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What MinIO answers to a write once its disk is full. */
const FULL = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.</Message></Error>`;

/** Passes requests on to a MinIO server, headers unchanged, for they are signed. */
export async function startObjectProxy(target: string): Promise<ObjectProxy> {
  const { hostname, port } = new URL(target);
  let trouble: ObjectTrouble | null = null;
  const server = http.createServer((request, response) => void pass(request, response));

  async function pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (trouble?.kind === 'slow') await sleep(trouble.ms);
    if (trouble?.kind === 'full' && request.method === 'PUT') {
      request.resume().once('end', () => response.writeHead(507, { 'Content-Type': 'application/xml' }).end(FULL));
      return;
    }
    const { method, url: path, headers } = request;
    const passed = http.request({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.once('error', () => request.socket.destroy());
    request.pipe(passed);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async during(wanted, ms) {
      trouble = wanted;
      await sleep(ms);
      trouble = null;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
