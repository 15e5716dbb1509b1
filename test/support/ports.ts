import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * A loopback TCP port nobody listens on at the moment. Another process may take it before its user does, so
 * whoever binds it must check that its own server answers.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
