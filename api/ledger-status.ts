import { WorkflowNotFoundError } from '@temporalio/client';
import type { z } from 'zod';
import { ledgerStatusQuery, ledgerWorkflowId } from '../workflows/contracts/ledger';
import type { ApiDeps } from './deps';
import type { ledgerStatus } from './schemas/ledger';

/** What the ledger holds. It starts with the first row to write, so its absence is no failure. */
export async function readLedger({
  client,
  spreadsheetId,
}: Pick<ApiDeps, 'client' | 'spreadsheetId'>): Promise<z.infer<typeof ledgerStatus>> {
  try {
    const status = await client.workflow.getHandle(ledgerWorkflowId(spreadsheetId)).query(ledgerStatusQuery);
    return { started: true, ...status };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return {
      ...{ started: false, pending: 0, spilled: 0, blocked: null, parked: [], parkedMore: 0 },
      ...{ written: 0, batches: 0, oldestPendingSince: null },
    };
  }
}
