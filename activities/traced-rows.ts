import type { SheetActivities } from '../workflows/ports';
import type { BatchResult, LedgerEntry } from '../workflows/contracts/ledger';
import { spanLinks, startSpan } from '../temporal/tracing/spans';

/**
 * Gives each row of a batch a span in the trace of the message that it comes from, linked to the batch: a batch is
 * written once for rows of many traces.
 */
export function tracingRows(sheets: SheetActivities): SheetActivities {
  return {
    ...sheets,
    async writeBatch(batch) {
      const links = spanLinks();
      const rows = batch.entries
        .filter(({ trace }) => trace !== undefined)
        .map((entry) => ({
          entry,
          span: startSpan('WriteRow', { traceparent: entry.trace, links, attributes: idsOf(entry) }),
        }));
      let result: BatchResult | null = null;
      try {
        return (result = await sheets.writeBatch(batch));
      } finally {
        for (const { entry, span } of rows) span.setAttribute('oncek.outcome', outcomeOf(entry, result)).end();
      }
    },
  };
}

function idsOf({ worksheet, ticketWorkflowId }: LedgerEntry): Record<string, string> {
  return { 'oncek.worksheet': worksheet, ...(ticketWorkflowId && { temporalWorkflowId: ticketWorkflowId }) };
}

/** What became of the row; of the whole batch where no row has a fate of its own; `failed` when nobody knows. */
function outcomeOf({ worksheet, key, sequence }: LedgerEntry, result: BatchResult | null): string {
  if (result?.kind !== 'applied') return result?.kind ?? 'failed';
  const row = result.rows.find((one) => one.worksheet === worksheet && one.key === key && one.sequence === sequence);
  return row?.outcome ?? 'applied';
}
