import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OpenedTicket, OpenTicketInput } from '../workflows/contracts/open-ticket';
import { openTicketWorkflowId } from '../workflows/contracts/open-ticket';
import type { openTicketWorkflow } from '../workflows/open-ticket.workflow';
import { ONCEK_QUEUE } from './queues';

/**
 * Posts a problem and opens its ticket, once for each key: a second call with a key gives what became of the first,
 * within Temporal's retention. Only where nothing could be posted does the same key try again.
 * @throws WorkflowFailedError with an ApplicationFailure as its cause when nothing could be posted; the client's own
 * errors when Temporal does not answer: then it may have been posted, and the same key tells
 */
export type OpenTicketByKey = (key: string, request: OpenTicketInput) => Promise<OpenedTicket>;

export function createTicketOpener(client: Client): OpenTicketByKey {
  return async (key, request) => {
    const workflowId = openTicketWorkflowId(key);
    try {
      const handle = await client.workflow.start<typeof openTicketWorkflow>('openTicketWorkflow', {
        workflowId,
        taskQueue: ONCEK_QUEUE,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `${request.groupLabel.slice(0, 60)}: ticket by API`,
        args: [request],
      });
      return await handle.result();
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return client.workflow.getHandle<typeof openTicketWorkflow>(workflowId).result();
    }
  };
}
