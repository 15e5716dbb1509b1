import type { Config } from '../../config/types';
import { connectTemporal, type TemporalConnection } from '../../temporal/connect';
import { RETENTION_DAYS } from '../../temporal/namespace';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../../temporal/queues';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { REPORT_ID } from '../../workflows/contracts/report';
import { SHEET_SYNC_ID } from '../../workflows/contracts/sheet-sync';
import { failed, ok, skipped, warning, type Finding } from '../report';

const SET_UP = 'run the set-up job: node dist/scripts/set-up-temporal.js (make run does it by itself)';
const GRPC = { NOT_FOUND: 5, PERMISSION_DENIED: 7, UNAUTHENTICATED: 16 } as const;

/** Temporal: reached, namespace with its retention, search attributes, schedules, workers. */
export async function checkTemporal(config: Config): Promise<Finding[]> {
  const { address, namespace } = config.temporal;
  let temporal: TemporalConnection;
  try {
    temporal = await connectTemporal(config.temporal);
  } catch {
    return [
      failed(
        'temporal: server',
        `nothing answers at ${address}`,
        'start it, or correct TEMPORAL_ADDRESS; TLS and keys of Temporal Cloud: TEMPORAL_TLS…, TEMPORAL_API_KEY (temporal/cluster/README.md)',
      ),
      skipped('temporal: namespace, search attributes, schedules', 'needs the server'),
    ];
  }
  try {
    const found = await checkNamespace(temporal, namespace);
    if (found.state === 'failed') return [ok('temporal: server', address), found];
    return [
      ok('temporal: server', address),
      found,
      await checkAttributes(temporal, namespace),
      ...(await checkSchedules(temporal)),
      ...(await checkWorkers(temporal, namespace)),
    ];
  } finally {
    await temporal.connection.close();
  }
}

async function checkNamespace({ connection }: TemporalConnection, namespace: string): Promise<Finding> {
  const name = `temporal: namespace ${namespace}`;
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
    return days >= RETENTION_DAYS
      ? ok(name, `keeps closed tickets ${days} days`)
      : warning(name, `keeps closed tickets only ${days} days instead of ${RETENTION_DAYS}`, SET_UP);
  } catch (error) {
    const { code } = error as { code?: number };
    if (code === GRPC.NOT_FOUND) return failed(name, 'is not there', SET_UP);
    if (code === GRPC.PERMISSION_DENIED || code === GRPC.UNAUTHENTICATED) {
      return failed(name, 'the server refuses us', 'check TEMPORAL_API_KEY, or certificate and key of TEMPORAL_TLS…');
    }
    return failed(name, 'the server does not tell', 'look at the server’s log');
  }
}

async function checkAttributes({ connection }: TemporalConnection, namespace: string): Promise<Finding> {
  const name = 'temporal: search attributes';
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.keys(SEARCH_ATTRIBUTES).filter((each) => !(each in customAttributes));
    return missing.length === 0
      ? ok(name, `${Object.keys(SEARCH_ATTRIBUTES).length} are there`)
      : failed(name, `missing: ${missing.join(', ')}; no ticket can be opened`, SET_UP);
  } catch {
    return skipped(name, 'this server does not tell; on Temporal Cloud look at the namespace’s page');
  }
}

async function checkSchedules({ client }: TemporalConnection): Promise<Finding[]> {
  return Promise.all(
    [SHEET_SYNC_ID, REPORT_ID].map(async (id): Promise<Finding> => {
      const name = `temporal: schedule ${id}`;
      try {
        const { state } = await client.schedule.getHandle(id).describe();
        return state.paused
          ? warning(name, 'is paused', `temporal schedule toggle --schedule-id ${id} --unpause --reason done`)
          : ok(name, 'runs');
      } catch {
        return warning(name, 'is not there', `it comes with the first start; or ${SET_UP}`);
      }
    }),
  );
}

/** Before the first start there are none, so none is no failure. */
async function checkWorkers({ connection }: TemporalConnection, namespace: string): Promise<Finding[]> {
  return Promise.all(
    [ONCEK_QUEUE, TRAINING_QUEUE].map(async (queue): Promise<Finding> => {
      const name = `temporal: workers of ${queue}`;
      try {
        const { pollers } = await connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: queue },
          // Both kinds of worker poll for activities.
          taskQueueType: 2,
        });
        const count = pollers?.length ?? 0;
        return count > 0
          ? ok(name, `${count} poll`)
          : warning(name, 'none polls', 'start the worker; tickets are taken in meanwhile and go on then');
      } catch {
        return skipped(name, 'the server does not tell');
      }
    }),
  );
}
