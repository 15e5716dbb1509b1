import { Client, Connection } from '@temporalio/client';
import { bareWorkflow } from '../tickets/bare-workflow';
import { shoot, type Shot } from './cannon';

/** Nobody works on it: what is measured is the start alone. */
const QUEUE = 'bench-bare-starts';

/** Starts a second of the bare workflow, from so many callers at once. */
export async function bareStarts(options: {
  readonly address: string;
  readonly connections: number;
  readonly seconds: number;
  readonly name: string;
}): Promise<number> {
  const { address, connections, seconds, name } = options;
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const startedMs = performance.now();
    const isOver = (): boolean => performance.now() - startedMs >= seconds * 1_000;
    let count = 0;
    const caller = async (): Promise<void> => {
      while (!isOver()) {
        const workflowId = `${name}-${count++}`;
        await client.workflow.start(bareWorkflow, { workflowId, taskQueue: QUEUE, args: [workflowId] });
      }
    };
    await Promise.all(Array.from({ length: connections }, caller));
    const perSecond = count / ((performance.now() - startedMs) / 1_000);
    await endAll(client, name, count);
    return perSecond;
  } finally {
    await connection.close();
  }
}

/** They would wait for a worker for ever. */
async function endAll(client: Client, name: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await client.workflow.getHandle(`${name}-${index}`).terminate();
}

/** Tickets opened a second through `POST /api/tickets`, and what was refused meanwhile, by status. */
export async function ticketStarts(options: {
  readonly api: string;
  readonly texts: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}): Promise<Pick<Shot, 'rps' | 'refused'>> {
  const { api, texts, connections, seconds } = options;
  return shoot({
    url: `${api}/api/tickets`,
    headers: { 'X-API-Key': 'demo-write' },
    bodies: texts.map((text) => ({ text })),
    mayRefuse: true,
    ...{ connections, seconds },
  });
}
