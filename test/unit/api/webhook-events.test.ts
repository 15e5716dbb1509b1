import { announcingCandidates, closedNews } from '../../../activities/webhooks/announce';
import { openApiDocument } from '../../../api/openapi/document';
import { WEBHOOK_MESSAGES } from '../../../api/schemas/webhook-events';
import { slaNews, untoldNews } from '../../../domain/ticket-news';
import { factsOf } from '../../../domain/ticket';
import { toldData, WEBHOOK_EVENTS, type WebhookNews } from '../../../domain/webhooks';
import {
  aDoubt,
  aReviewer,
  aSolution,
  aStaffMessage,
  aTicketState,
  minutesAfter,
  NINE,
  ticketSettings,
} from '../../support/makers';

const rules = ticketSettings();
const decision = { label: 'KENDALA LOGIN', status: 'APPROVED', reviewer: aReviewer(), at: NINE } as const;
const ticket = aTicketState({ classification: aDoubt(), decision }, [aStaffMessage(), aSolution()]);

/** Every event, as the product makes it. */
async function everything(): Promise<WebhookNews[]> {
  const { news } = untoldNews({ state: ticket, facts: factsOf(ticket, rules.grammar), rules }, {});
  const at = { at: NINE, dueAt: minutesAfter(NINE, 15), targetMin: 15 };
  const sla = (['warning', 'breach'] as const).map((kind) => slaNews(ticket, { kind, afterMin: 15, key: kind }, at));
  const models: WebhookNews[] = [];
  const nothing = (_input: unknown): Promise<void> => Promise.resolve();
  const promote = (_input: unknown) => Promise.resolve({ former: null });
  const activities = announcingCandidates(
    { announceCandidate: nothing, dropCandidate: nothing, promote },
    (one) => Promise.resolve(void models.push(one)),
    () => new Date(NINE),
  );
  const figures = { accuracy: 0.9, macroF1: 0.8, weightedF1: 0.85 };
  const candidate = { runId: 'run-1', expiresAt: NINE, figures, production: figures };
  await activities.announceCandidate({ version: 'v2', candidate });
  await activities.dropCandidate({ version: 'v2', because: 'expired', reason: null });
  await activities.promote({ version: 'v2', by: 'api:0a0a0a0a', runId: 'run-1' });
  return [...news, ...sla, ...models, closed()];
}

function closed(): WebhookNews {
  const status = {
    ...{ ticketId: ticket.ticketId, chatId: ticket.chatId, messageId: ticket.messageId, groupLabel: 'Demo' },
    ...{ outcome: 'unanswered', text: 'x', receivedAt: NINE, dueAt: NINE, sla: null, label: null, confidence: null },
    ...{ source: null, reviewedBy: null, appCode: null, solverName: null, solving: null, mediaUrls: [] },
  };
  const story = [{ at: NINE, kind: 'closed', who: null, detail: 'unanswered' }];
  return closedNews({ ticketId: ticket.ticketId, story: JSON.stringify({ story, status, sla: null }) })!;
}

test('each event that the product makes is as the document has it, and each of the document is made', async () => {
  const all = await everything();
  for (const news of all) {
    const message = { id: 'msg_1', type: news.type, timestamp: news.at, data: toldData(news) };
    // As it arrives: JSON knows no `undefined`.
    expect(WEBHOOK_MESSAGES[news.type].safeParse(JSON.parse(JSON.stringify(message))).error).toBeUndefined();
  }
  expect(all.map(({ type }) => type).sort()).toEqual([...WEBHOOK_EVENTS].sort());
});

test('an approval that an earlier release began tells less, and that as the document has it', async () => {
  const events: WebhookNews[] = [];
  const { announceCandidate, dropCandidate } = announcingCandidates(
    {
      announceCandidate: () => Promise.resolve(),
      dropCandidate: () => Promise.resolve(),
      promote: () => Promise.reject(new Error('not asked')),
    },
    (one) => Promise.resolve(void events.push(one)),
    () => new Date(NINE),
  );
  await (announceCandidate as (input: object) => Promise<void>)({ version: 'v2' });
  await (dropCandidate as (input: object) => Promise<void>)({ version: 'v2' });
  for (const news of events) {
    const message = { id: 'msg_1', type: news.type, timestamp: news.at, data: toldData(news) };
    expect(WEBHOOK_MESSAGES[news.type].safeParse(message).error).toBeUndefined();
  }
  expect(events).toHaveLength(2);
});

test('the document names every event, with the headers that sign it and the contract of its body', () => {
  const { webhooks } = openApiDocument();
  expect(Object.keys(webhooks).sort()).toEqual([...WEBHOOK_EVENTS, 'ping'].sort());
  for (const { post } of Object.values(webhooks)) {
    expect(post.parameters.map(({ name }) => name)).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    expect(post.requestBody.content?.['application/json']?.schema?.$ref).toMatch(/Event$/);
  }
});
