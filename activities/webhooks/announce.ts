import type { WebhookNews } from '../../domain/webhooks';
import { readArchivedStory } from '../../temporal/archived-story';
import type { LedgerPortActivities, StoryActivities, TelegramActivities } from '../../workflows/ports';
import type { ApprovalActivities } from '../../workflows/retrain-ports';

type Emit = (news: WebhookNews) => Promise<void>;

/*
 * Events come from activities that run anyway, after what they do: a workflow needs no command of its own for them, and an
 * activity that is repeated emits the same event again, which changes nothing.
 */

/** Tells what is new of a ticket with its rows, in order. */
export function announcingRows(port: LedgerPortActivities, emit: Emit): LedgerPortActivities {
  return {
    ...port,
    async enqueueRows(input) {
      await port.enqueueRows(input);
      for (const news of input.news ?? []) await emit(news);
    },
  };
}

/** Tells what goes with a message. */
export function announcingPosts<T extends Pick<TelegramActivities, 'post'>>(telegram: T, emit: Emit): T {
  return {
    ...telegram,
    async post(input: Parameters<TelegramActivities['post']>[0]) {
      await telegram.post(input);
      if (input.news) await emit(input.news);
    },
  };
}

/** Tells that a ticket was closed, with its final figures. */
export function announcingStories(stories: StoryActivities, emit: Emit): StoryActivities {
  return {
    ...stories,
    async archiveStory(input) {
      await stories.archiveStory(input);
      const news = closedNews(input);
      if (news) await emit(news);
    },
  };
}

/** What a closed ticket's story tells; null where it is none. A ticket that was opened again is told of once more. */
export function closedNews({ ticketId, story }: { ticketId: string; story: string }): WebhookNews | null {
  const archived = readArchivedStory(story);
  const closings = archived?.events.events.filter(({ kind }) => kind === 'closed') ?? [];
  const at = closings.at(-1)?.at;
  if (!archived?.status || at === undefined) return null;
  const { status, events } = archived;
  const { chatId, messageId, groupLabel: group, outcome, receivedAt, dueAt, label, confidence, source } = status;
  const data = {
    ...{ ticketId, chatId, messageId, group, outcome, receivedAt, dueAt, closedAt: at },
    ...{ label, confidence, source, reviewedBy: status.reviewedBy?.kind ?? null },
    ...{ appCode: status.appCode, solver: status.solverName, files: status.mediaUrls?.length ?? 0 },
    ...{ respondedAt: events.sla?.firstResponse ?? null, responseMin: status.sla?.responseMin ?? null },
    ...{
      sla: status.sla?.status ?? null,
      targetMin: events.sla?.targetMin ?? null,
      usedMin: events.sla?.usedMin ?? null,
    },
  };
  const texts = { text: status.text, solving: status.solving };
  return { type: 'ticket.closed', key: `${ticketId}:${closings.length}`, at, data, texts };
}

type CandidateActivities = Pick<ApprovalActivities, 'announceCandidate' | 'dropCandidate' | 'promote'>;

/** Tells that a model waits for a decision, was promoted, or will not be. @param now - when it happens */
export function announcingCandidates<T extends CandidateActivities>(activities: T, emit: Emit, now: () => Date): T {
  return {
    ...activities,
    async announceCandidate(input: Parameters<CandidateActivities['announceCandidate']>[0]) {
      await activities.announceCandidate(input);
      const { version, candidate } = input;
      const key = [version, candidate?.runId ?? ''].join(':');
      await emit({ type: 'model.candidate', key, at: now().toISOString(), data: { version, ...candidate } });
    },
    async dropCandidate(input: Parameters<CandidateActivities['dropCandidate']>[0]) {
      await activities.dropCandidate(input);
      const { version, because = null, reason = null } = input;
      await emit({
        ...{ type: 'model.rejected', key: version, at: now().toISOString() },
        ...{ data: { version, because }, texts: { reason } },
      });
    },
    async promote(input: Parameters<CandidateActivities['promote']>[0]) {
      const { former } = await activities.promote(input);
      const { version, by, runId = '' } = input;
      await emit(promotedNews({ version, former, by, key: [version, runId].join(':'), at: now().toISOString() }));
      return { former };
    },
  };
}

/** A version was put into service. @param by - `<where>:<who>`, of which only where is told */
export function promotedNews(promotion: {
  readonly version: string;
  readonly former: string | null;
  readonly by: string;
  readonly key: string;
  readonly at: string;
}): WebhookNews {
  const { version, former, by, key, at } = promotion;
  return { type: 'model.promoted', key, at, data: { version, former, by: by.split(':')[0] ?? '' } };
}
