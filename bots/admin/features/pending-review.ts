import type { WorkflowExecutionInfo } from '@temporalio/client';
import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { parseTicketId } from '../../../domain/ids';
import { searchKeys } from '../../../workflows/search-attributes';
import { renderPendingReview, type PendingTicket } from '../../render/pending-review';
import { reply } from '../../reply';
import type { AdminBotDeps } from '../context';

const QUERY = "OncekPhase='inReview' AND ExecutionStatus='Running'";
const SHOWN = 10;
/** Counting goes by listing: from here on the answer says "and more". */
const COUNTED = 500;

/** `/pendingreview`: how many tickets wait for a person, and the first of them. */
export function pendingReview({ desk, log }: AdminBotDeps): MiddlewareFn<Context> {
  return Composer.privateChat(
    Composer.command('pendingreview', async (ctx) => {
      const found = await desk.list(QUERY, COUNTED + 1);
      const count = Math.min(found.length, COUNTED);
      const shown = found.slice(0, SHOWN).map(pendingTicketOf);
      await reply(ctx, renderPendingReview({ count, isCapped: found.length > COUNTED, shown }), log);
    }),
  );
}

function pendingTicketOf({ workflowId, typedSearchAttributes }: WorkflowExecutionInfo): PendingTicket {
  const { chatId, messageId } = parseTicketId(workflowId.replace(/^ticket-/, ''));
  return { chatId, messageId, groupLabel: typedSearchAttributes.get(searchKeys.group) ?? String(chatId) };
}
