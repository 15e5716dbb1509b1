import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { WebhookNews } from '../domain/webhooks';
import { ledgerWorkflowId, type LedgerEntry } from './contracts/ledger';
import { handOverInTaskProfile, handOverProfile } from './options';
import { ifPossible, persistently } from './persistently';
import type { LedgerPortActivities, SymptomNote, TelegramActivities } from './ports';

type HandOverActivities = LedgerPortActivities & Pick<TelegramActivities, 'post'>;

const byActivity = proxyActivities<HandOverActivities>(handOverProfile);
const inTask = proxyLocalActivities<HandOverActivities>(handOverInTaskProfile);

/**
 * Ways from a ticket to the ledger and to the outboxes: signals, which start the receiver where need be. Within the
 * ticket's own task they cost the server nothing but themselves and a marker; as activities each has a task of its own
 * and wakes the ticket once more.
 * @param isInTask - false: as activities, which is how tickets begun before did it
 */
export function handOverWays(isInTask: boolean) {
  return {
    /** Hands rows to the spreadsheet's ledger, with what is new of the ticket; tries until it succeeds. */
    async rows(
      spreadsheetId: string,
      entries: readonly LedgerEntry[],
      { symptom, news }: { readonly symptom: SymptomNote | null; readonly news: readonly WebhookNews[] },
    ): Promise<void> {
      const { enqueueRows } = isInTask ? inTask : byActivity;
      const summary = `${ledgerWorkflowId(spreadsheetId)}: ${entries.map(({ worksheet }) => worksheet).join(', ')}`;
      await persistently('enqueueRows', () =>
        enqueueRows.executeWithOptions({ summary }, [
          { spreadsheetId, entries, ...(symptom && { symptom }), ...(news.length > 0 && { news }) },
        ]),
      );
    },
    /** Hands the notice to its chat's outbox; what is refused for good is only logged, for the rows stand. */
    async notice(message: Parameters<TelegramActivities['post']>[0]): Promise<void> {
      const { post } = isInTask ? inTask : byActivity;
      await ifPossible('notice', () => post.executeWithOptions({ summary: 'notice' }, [message]), undefined);
    },
  };
}
