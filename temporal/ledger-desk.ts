import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import {
  ledgerStatusQuery,
  ledgerWorkflowId,
  retryParkedSignal,
  type LedgerStatus,
} from '../workflows/contracts/ledger';

/** The way to a spreadsheet's ledger for people. */
export interface LedgerDesk {
  /** @returns null before the first row */
  status(): Promise<LedgerStatus | null>;
  /**
   * Has the parked rows tried again, and at once what waits for the sheet to be mended.
   * @returns how it stood just before; null before the first row
   */
  retryParked(): Promise<LedgerStatus | null>;
}

export function createLedgerDesk({ client, spreadsheetId }: { client: Client; spreadsheetId: string }): LedgerDesk {
  const ledger = () => client.workflow.getHandle(ledgerWorkflowId(spreadsheetId));
  const ifStarted = async (ask: () => Promise<LedgerStatus>): Promise<LedgerStatus | null> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  };
  return {
    status: () => ifStarted(() => ledger().query(ledgerStatusQuery)),
    retryParked: () =>
      ifStarted(async () => {
        const before = await ledger().query(ledgerStatusQuery);
        await ledger().signal(retryParkedSignal);
        return before;
      }),
  };
}
