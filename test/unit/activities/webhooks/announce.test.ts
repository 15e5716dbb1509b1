import {
  announcingCandidates,
  announcingPosts,
  announcingRows,
  announcingStories,
  closedNews,
} from '../../../../activities/webhooks/announce';
import type { WebhookNews } from '../../../../domain/webhooks';
import { toldData } from '../../../../domain/webhooks';
import { NINE } from '../../../support/makers';

const NEWS: WebhookNews = { type: 'ticket.oncek', key: '-1-2:1', at: NINE, data: { ticketId: '-1-2' } };
const now = (): Date => new Date(NINE);

/** What happened, in its order. */
function aWorld() {
  const seen: string[] = [];
  const events: WebhookNews[] = [];
  const does =
    (name: string) =>
    (_input: unknown): Promise<void> =>
      Promise.resolve(void seen.push(name));
  const emit = (news: WebhookNews): Promise<void> => {
    seen.push(news.type);
    events.push(news);
    return Promise.resolve();
  };
  return { seen, events, does, emit };
}

test('news go out after the rows and the message they go with, and nothing without news', async () => {
  const { seen, does, emit } = aWorld();
  const { enqueueRows } = announcingRows({ enqueueRows: does('rows') }, emit);
  await enqueueRows({ spreadsheetId: 's', entries: [], news: [{ ...NEWS, type: 'ticket.opened' }, NEWS] });
  await enqueueRows({ spreadsheetId: 's', entries: [] });
  const item = { kind: 'direct', key: 'k', html: 'x', replyToMessageId: null } as const;
  const { post } = announcingPosts({ post: does('message') }, emit);
  await post({ to: { role: 'admins' }, item, news: { ...NEWS, type: 'sla.warning' } });
  await post({ to: { role: 'admins' }, item });
  expect(seen).toEqual(['rows', 'ticket.opened', 'ticket.oncek', 'rows', 'message', 'sla.warning', 'message']);
});

test('what failed is not told; what could not be told fails, to be repeated', async () => {
  const { events, does, emit } = aWorld();
  const failing = announcingRows({ enqueueRows: () => Promise.reject(new Error('away')) }, emit);
  await expect(failing.enqueueRows({ spreadsheetId: 's', entries: [], news: [NEWS] })).rejects.toThrow('away');
  expect(events).toEqual([]);
  const untold = announcingRows({ enqueueRows: does('rows') }, () => Promise.reject(new Error('untold')));
  await expect(untold.enqueueRows({ spreadsheetId: 's', entries: [], news: [NEWS] })).rejects.toThrow('untold');
});

const STORY = {
  story: [
    { at: NINE, kind: 'closed', who: null, detail: 'unanswered' },
    { at: '2031-03-05T02:00:00.000Z', kind: 'closed', who: null, detail: 'recorded' },
  ],
  status: {
    ...{ ticketId: '-1-2', chatId: -1, messageId: 2, groupLabel: 'Demo', phase: 'done', outcome: 'recorded' },
    ...{
      text: 'hp 081234567890',
      receivedAt: NINE,
      dueAt: NINE,
      label: 'KENDALA LOGIN',
      confidence: 0.93,
      source: 'person',
    },
    ...{
      sla: { responseMin: 4, status: 'OK', remainingMin: 11 },
      reviewedBy: { kind: 'bot', id: '9001', name: 'Bagas' },
    },
    ...{ appCode: 'MIT', solverName: 'Bagas', solving: 'reset', mediaUrls: ['http://h/1'] },
  },
  sla: { clockStart: NINE, firstResponse: NINE, dueAt: NINE, targetMin: 15, segments: [], unlisted: null, usedMin: 4 },
};

test('a closed ticket is told with its final figures, masked, and without anybody’s name but the solver’s', async () => {
  const { seen, events, does, emit } = aWorld();
  const stories = announcingStories({ archiveStory: does('story') }, emit);
  await stories.archiveStory({ ticketId: '-1-2', story: JSON.stringify(STORY) });
  expect(seen).toEqual(['story', 'ticket.closed']);
  expect(events[0]).toMatchObject({ key: '-1-2:2', at: '2031-03-05T02:00:00.000Z' });
  expect(toldData(events[0]!)).toEqual({
    ...{
      ticketId: '-1-2',
      chatId: -1,
      messageId: 2,
      group: 'Demo',
      outcome: 'recorded',
      receivedAt: NINE,
      dueAt: NINE,
    },
    ...{ closedAt: '2031-03-05T02:00:00.000Z', label: 'KENDALA LOGIN', confidence: 0.93, source: 'person' },
    ...{ reviewedBy: 'bot', appCode: 'MIT', solver: 'Bagas', files: 1, respondedAt: NINE, responseMin: 4, sla: 'OK' },
    ...{ targetMin: 15, usedMin: 4, text: 'hp [TELEPON]', solving: 'reset' },
  });
});

test.each(['', '{}', 'null', JSON.stringify({ ...STORY, status: null }), JSON.stringify({ ...STORY, story: [] })])(
  'the story %j tells of no closing',
  (story) => expect(closedNews({ ticketId: '-1-2', story })).toBeNull(),
);

test('a candidate, its rejection and a promotion are told once each, by whom only from where', async () => {
  const { events, does, emit } = aWorld();
  const activities = announcingCandidates(
    {
      ...{ announceCandidate: does('candidate'), dropCandidate: does('drop') },
      promote: (_input: unknown) => Promise.resolve({ former: 'v1' }),
    },
    ...[emit, now],
  );
  const figures = { accuracy: 0.9, macroF1: 0.8, weightedF1: 0.85 };
  const candidate = { runId: 'run-1', expiresAt: NINE, figures, production: null };
  await activities.announceCandidate({ version: 'v2', candidate });
  await activities.dropCandidate({ version: 'v2', because: 'rejected', reason: 'kata budi@contoh.id' });
  expect(await activities.promote({ version: 'v2', by: 'telegram:9001', runId: 'run-1' })).toEqual({ former: 'v1' });
  expect(events.map((event) => [event.type, event.key, toldData(event)])).toEqual([
    ['model.candidate', 'v2:run-1', { version: 'v2', ...candidate }],
    ['model.rejected', 'v2', { version: 'v2', because: 'rejected', reason: 'kata [EMAIL]' }],
    ['model.promoted', 'v2:run-1', { version: 'v2', former: 'v1', by: 'telegram' }],
  ]);
});
