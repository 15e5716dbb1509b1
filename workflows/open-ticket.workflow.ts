import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { OpenedTicket, OpenTicketInput } from './contracts/open-ticket';
import { postProblemProfile } from './options';
import type { OpenTicketActivities } from './ports';
import { movesOnWithVersions } from './versioning';

const { postProblem } = proxyActivities<OpenTicketActivities>(postProblemProfile);

/**
 * Posts a problem and opens the ticket of that message, whatever becomes of whoever asked for it.
 * @throws the activity's own failure where nothing was posted: TelegramBusy, TelegramRefused, TelegramUnavailable,
 * InvalidSetting; then the same request may be made again
 */
export async function openTicketWorkflow(request: OpenTicketInput): Promise<OpenedTicket> {
  try {
    const posted = await postProblem.executeWithOptions({ summary: 'post the problem, open its ticket' }, [request]);
    return { ...posted, request };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : null;
    if (!(cause instanceof ApplicationFailure)) throw error;
    throw ApplicationFailure.create({
      ...{ type: cause.type ?? undefined, message: cause.message, details: cause.details ?? [], cause },
      nonRetryable: true,
    });
  }
}
movesOnWithVersions(openTicketWorkflow);
