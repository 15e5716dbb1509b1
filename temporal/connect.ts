import { Client, Connection, type ClientInterceptors } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { OncekError } from '../domain/errors';
import type { Config } from '../config/types';
import { createDataConverter } from './payloads/data-converter';

/** A client with the connection under it, which whoever connected also closes. */
export interface TemporalConnection {
  readonly client: Client;
  readonly connection: Connection;
}

/**
 * Connects to the Temporal server. TLS and API keys come from Temporal's own environment variables
 * (TEMPORAL_TLS_*, TEMPORAL_API_KEY), read by @temporalio/envconfig; the address, the namespace and the keys that encrypt
 * payloads from ours.
 * @throws InvalidSetting when nothing answers at the address within `timeoutMs`, default 10 s
 */
export async function connectTemporal(
  config: Config['temporal'],
  { timeoutMs = 10_000, interceptors }: { timeoutMs?: number; interceptors?: ClientInterceptors } = {},
): Promise<TemporalConnection> {
  const { connectionOptions } = loadClientConnectConfig();
  try {
    const connection = await Connection.connect({
      ...connectionOptions,
      address: config.address,
      connectTimeout: timeoutMs,
    });
    const dataConverter = createDataConverter(config.payloadKeys);
    return { connection, client: new Client({ connection, namespace: config.namespace, interceptors, dataConverter }) };
  } catch (cause) {
    throw new OncekError('InvalidSetting', `no Temporal server answers at ${config.address}; check TEMPORAL_ADDRESS`, {
      cause,
    });
  }
}
