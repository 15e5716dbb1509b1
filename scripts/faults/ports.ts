import { createServer } from 'node:net';

/**
 * Below where systems take the ports nobody asked for by number (Linux: 32768, others: 49152): the dev server takes such
 * ones for itself at each start, and would get that of a service which is down at the moment.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Free loopback ports that stay ours while nobody listens on them. @throws Error where there are not so many */
export async function settledPorts(count: number): Promise<number[]> {
  const found: number[] = [];
  let port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
  for (let tries = 0; tries < LAST - FIRST && found.length < count; tries += 1) {
    if (await isFree(port)) found.push(port);
    port = port >= LAST ? FIRST : port + 1;
  }
  if (found.length < count) throw new Error(`fewer than ${count} ports are free from ${FIRST} to ${LAST}`);
  return found;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
