import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { readArchivedStory } from '../../../temporal/archived-story';
import type { WebhookNews } from '../../../domain/webhooks';
import { createTicketDesk } from '../../../temporal/ticket-desk';
import { aProblem, aStaffMessage, ticketSettings } from '../../support/makers';

const NOW = '2031-06-01T00:00:00.000Z';
const DAYS_AGO = (days: number): string => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();

interface Start {
  workflowId: string;
  typedSearchAttributes: { key: { name: string }; value: unknown }[];
  args: [{ shownHash: string }];
}

const EVENT = { at: NOW, kind: 'closed', who: null, detail: 'recorded' };
const SLA = {
  clockStart: NOW,
  firstResponse: null,
  dueAt: null,
  targetMin: 15,
  segments: [],
  unlisted: null,
  usedMin: 0,
};
const ARCHIVED = JSON.stringify({ story: [EVENT], status: { ticketId: '-77-5', phase: 'closed' }, sla: SLA });

/** A desk over a client that counts what it starts, with the story of ticket -77-5 in the archive. */
function aDesk() {
  const started: string[] = [];
  const starts: Start[] = [];
  const start = (_type: string, options: Start) => {
    started.push(options.workflowId);
    starts.push(options);
    return Promise.resolve({ firstExecutionRunId: 'run' });
  };
  const query = (): Promise<never> => Promise.reject(new WorkflowNotFoundError('gone', 'w', undefined));
  const getHandle = () => ({ query });
  const client = { workflow: { start, signalWithStart: start, getHandle } } as unknown as Client;
  const emitted: WebhookNews[] = [];
  const desk = createTicketDesk({
    client,
    emit: (news) => Promise.resolve(void emitted.push(news)),
    settings: ticketSettings(),
    plainChat: () => Promise.resolve(null),
    archivedStory: (ticketId) => Promise.resolve(ticketId === '-77-5' ? ARCHIVED : null),
    now: () => new Date(NOW),
  });
  return { desk, started, starts, emitted };
}

const ticketOf = (messageId: number, sentAt: string) => ({
  chatId: -77,
  messageId,
  groupLabel: 'Demo',
  problem: aProblem({ sentAt }),
});

test('an answer to a ticket that Temporal has forgotten starts no second one', async () => {
  const { desk, started } = aDesk();
  const signal = { updateId: '1', message: aStaffMessage() };
  expect(await desk.answer(ticketOf(5, DAYS_AGO(40)), signal)).toBe('closed');
  expect((await desk.open(ticketOf(5, DAYS_AGO(40)))).delivery).toBe('closed');
  expect(started).toEqual([]);
});

test('an old message that never was a ticket starts one when ops answers it', async () => {
  const { desk, started } = aDesk();
  expect(await desk.answer(ticketOf(6, DAYS_AGO(40)), { updateId: '1', message: aStaffMessage() })).toBe('known');
  expect(started).toEqual(['ticket--77-6']);
});

test('what opens a ticket is told to webhooks, under the ticket’s own key; an answer and a closed ticket are not', async () => {
  const { desk, emitted } = aDesk();
  const ticket = ticketOf(7, '2031-05-31T02:00:00.000Z');
  await desk.open(ticket);
  await desk.open(ticket);
  await desk.open(ticketOf(5, DAYS_AGO(40)));
  await desk.answer(ticketOf(8, DAYS_AGO(1)), { updateId: '1', message: aStaffMessage() });
  const place = { ticketId: '-77-7', chatId: -77, messageId: 7, group: 'Demo' };
  const { sentAt: receivedAt, text } = ticket.problem;
  const data = { ...place, receivedAt, dueAt: '2031-05-31T02:15:00.000Z', hasMedia: false };
  const opened = { type: 'ticket.opened', key: '-77-7', at: receivedAt, data, texts: { text } };
  expect(emitted).toEqual([opened, opened]);
});

test('for a fresh message the archive is not asked', async () => {
  const { desk, started } = aDesk();
  expect((await desk.open(ticketOf(5, DAYS_AGO(1)))).delivery).toBe('started');
  expect(started).toEqual(['ticket--77-5']);
});

test('a start brings the search attributes along, where they are no action, and says which', async () => {
  const { desk, starts } = aDesk();
  const sentAt = '2031-05-31T02:00:00.000Z';
  await desk.open(ticketOf(7, sentAt));
  const [start] = starts;
  expect(Object.fromEntries(start?.typedSearchAttributes.map(({ key, value }) => [key.name, value]) ?? [])).toEqual({
    OncekPhase: 'open',
    OncekGroup: 'Demo',
    OncekSla: 'running',
    OncekReceivedAt: new Date(sentAt),
    OncekDueAt: new Date('2031-05-31T02:15:00.000Z'),
  });
  expect(start?.args[0].shownHash).toMatch(/^[0-9a-f]{16}$/);
});

test('state, story and SLA account of a ticket that Temporal has forgotten come from the archive', async () => {
  const { desk } = aDesk();
  const ref = { chatId: -77, messageId: 5 };
  expect(await desk.status(ref)).toEqual({ ticketId: '-77-5', phase: 'closed' });
  expect(await desk.events(ref)).toEqual({ events: [EVENT], sla: SLA });
  const unknown = { chatId: -77, messageId: 6 };
  expect([await desk.status(unknown), await desk.events(unknown)]).toEqual([null, null]);
});

test('an archive of an early release has the story alone; one that is no story is none', () => {
  expect(readArchivedStory(JSON.stringify({ story: [EVENT] }))).toEqual({
    status: null,
    events: { events: [EVENT], sla: null },
  });
  expect(['', 'x', '7', '{}', '{"story":1}'].map(readArchivedStory)).toEqual([null, null, null, null, null]);
});
