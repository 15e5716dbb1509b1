import { Client, Connection } from '@temporalio/client';

import { createTimeSkippingEnv, startDevServer } from '../support/temporal';
import { waitFor } from '../support/wait';

const ATTRIBUTES = { OncekPhase: 'Keyword', OncekConfidence: 'Double', OncekReceivedAt: 'Datetime' } as const;

describe('dev server for tests', () => {
  // With four partitions and a worker's few pollers one of a hundred tickets waited 2 s for its first task.
  test('a queue has one partition, as the product sets it', async () => {
    const server = await startDevServer();
    const connection = await Connection.connect({ address: server.address });
    try {
      const { workflowTaskQueuePartitions, activityTaskQueuePartitions } =
        await connection.workflowService.listTaskQueuePartitions({
          namespace: 'default',
          taskQueue: { name: 'oncek' },
        });
      expect(workflowTaskQueuePartitions).toHaveLength(1);
      expect(activityTaskQueuePartitions).toHaveLength(1);
    } finally {
      await connection.close();
      await server.close();
    }
  });

  test('finds a started workflow by its search attributes, and is gone after close', async () => {
    const server = await startDevServer({ searchAttributes: ATTRIBUTES });
    const connection = await Connection.connect({ address: server.address });
    try {
      const client = new Client({ connection });
      await client.workflow.start('nobodyRunsThis', {
        workflowId: 'dev-server-check',
        taskQueue: 'no-worker',
        searchAttributes: { OncekPhase: ['open'], OncekConfidence: [0.75], OncekReceivedAt: [new Date(0)] },
      });

      const query = 'OncekPhase = "open" AND OncekConfidence > 0.7 AND OncekReceivedAt < "2000-01-01T00:00:00Z"';
      const found = await waitFor(
        async () => {
          for await (const { workflowId } of client.workflow.list({ query })) return workflowId;
          return null;
        },
        { describe: `a workflow is listed where ${query}` },
      );
      expect(found).toBe('dev-server-check');
    } finally {
      await connection.close();
      await server.close();
    }
    await expect(Connection.connect({ address: server.address, connectTimeout: '500ms' })).rejects.toThrow();
  });
});

describe('time-skipping server for tests', () => {
  test('jumps over 15 minutes and knows the search attributes it was given', async () => {
    const env = await createTimeSkippingEnv({ searchAttributes: ATTRIBUTES });
    try {
      const before = await env.currentTimeMs();
      await env.sleep('15 minutes');
      expect(await env.currentTimeMs()).toBeGreaterThanOrEqual(before + 15 * 60_000);

      const handle = await env.client.workflow.start('nobodyRunsThis', {
        workflowId: 'time-skipping-check',
        taskQueue: 'no-worker',
        searchAttributes: { OncekPhase: ['open'], OncekConfidence: [0.75] },
      });
      expect((await handle.describe()).status.name).toBe('RUNNING');
    } finally {
      await env.teardown();
    }
  });
});
