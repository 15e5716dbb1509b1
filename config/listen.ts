import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OncekError } from '../domain/errors';

/**
 * Listens on loopback.
 * @param at.port - 0 takes a free one
 * @param at.setting - the one that moves the port, for the error
 * @returns the port
 * @throws InvalidSetting when the port cannot be had
 */
export async function listen(server: Server, at: { readonly port: number; readonly setting: string }): Promise<number> {
  const { port, setting } = at;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const advice = `cannot listen on port ${port}: stop what listens there, or set ${setting}`;
      reject(new OncekError('InvalidSetting', advice, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
