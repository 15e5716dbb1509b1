import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OncekError } from '../domain/errors';

const LOOPBACK = '127.0.0.1';

/**
 * Listens on an address of this machine.
 * @param at.host - IP address; default 127.0.0.1
 * @param at.port - 0 takes a free one
 * @param at.setting - the one that moves the port, for the error
 * @returns the port
 * @throws InvalidSetting when the port cannot be had
 */
export async function listen(
  server: Server,
  at: { readonly host?: string; readonly port: number; readonly setting: string },
): Promise<number> {
  const { host = LOOPBACK, port, setting } = at;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const advice =
        cause.code === 'EADDRNOTAVAIL'
          ? `cannot listen on ${host}: set LISTEN_HOST to an address of this machine`
          : `cannot listen on port ${port}: stop what listens there, or set ${setting}`;
      reject(new OncekError('InvalidSetting', advice, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
