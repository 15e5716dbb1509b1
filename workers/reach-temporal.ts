import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientInterceptors } from '@temporalio/client';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { connectTemporal, type TemporalConnection } from '../temporal/connect';

const WAIT_MS = 60_000;
/** One look at a server that is starting; short, because a look cannot be called off. */
const LOOK_MS = 2_000;

/**
 * Connects to Temporal, and waits where server or namespace are not there yet: processes of one installation start in any
 * order.
 * @param options.isReady - throws while the server is not what it is to be; default: the namespace exists
 * @param options.onWaiting - told once, where it is not there at the first look
 * @param options.waitMs - default 60 s
 * @throws InvalidSetting with what was heard last, when there is none after that time; the signal's reason once it is aborted
 */
export async function reachTemporal(
  config: Config['temporal'],
  options: {
    signal: AbortSignal;
    interceptors?: ClientInterceptors;
    isReady?: (temporal: TemporalConnection) => Promise<unknown>;
    onWaiting?: () => void;
    waitMs?: number;
  },
): Promise<TemporalConnection> {
  const { namespace } = config;
  const describe = ({ client }: TemporalConnection): Promise<unknown> =>
    client.workflowService.describeNamespace({ namespace });
  const { signal, interceptors, isReady = describe, onWaiting, waitMs = WAIT_MS } = options;
  const deadlineMs = Date.now() + waitMs;
  for (let looks = 0; ; looks += 1) {
    signal.throwIfAborted();
    try {
      return await look(config, isReady, interceptors);
    } catch (cause) {
      if (looks === 0) onWaiting?.();
      if (Date.now() > deadlineMs) throw notReached(config, waitMs, cause);
      await sleep(200, undefined, { signal });
    }
  }
}

async function look(
  config: Config['temporal'],
  isReady: (temporal: TemporalConnection) => Promise<unknown>,
  interceptors?: ClientInterceptors,
): Promise<TemporalConnection> {
  const temporal = await connectTemporal(config, { timeoutMs: LOOK_MS, interceptors });
  try {
    await isReady(temporal);
    return temporal;
  } catch (error) {
    await temporal.connection.close();
    throw error;
  }
}

function notReached({ address, namespace }: Config['temporal'], waitMs: number, cause: unknown): OncekError {
  const heard = cause instanceof OncekError || !(cause instanceof Error) ? 'nothing answers' : cause.message;
  return new OncekError(
    'InvalidSetting',
    `no Temporal server with the namespace ${namespace} at ${address} within ${waitMs / 1_000} s (${heard}); ` +
      'check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the server',
    { cause },
  );
}
