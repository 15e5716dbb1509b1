import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { toLocal } from '../../domain/local-time';
import { slaCalendar } from '../../domain/sla';
import type { SlaRules } from '../../domain/sla-rules';
import { announceCalendar, ANNOUNCEMENT_KEY, type AnnouncementStore } from '../../temporal/calendar';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { cancelSignal, eventsQuery, statusQuery, ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import { fakeActivities, nothing } from '../support/fake-activities';
import { aPerson, aProblem, aTicketInput, ticketSettings } from '../support/makers';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';
import { endRun } from '../support/workflow-bench';
import { workflowCode } from '../support/workflow-code';

const TICKETS = 25;
const PAGE = 10;

let server: DevServer;
let connection: Connection;
let native: NativeConnection;
let worker: Worker;
let running: Promise<void>;
let client: Client;
let store: AnnouncementStore & { readonly files: Map<string, string> };
let ids: string[];
let firstId = 1;

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  native = await NativeConnection.connect({ address: server.address });
  const fakes = fakeActivities();
  fakes.expect({ archiveStory: nothing });
  const [workflowBundle, { activities }] = [await workflowCode(), fakes];
  worker = await Worker.create({ connection: native, taskQueue: 'calendar', workflowBundle, activities });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await native.close();
  await connection.close();
  await server.close();
});

/** 25 open tickets, and one that was cancelled. */
beforeEach(async () => {
  const files = new Map<string, string>();
  store = {
    files,
    put: (key, content) => Promise.resolve(void files.set(key, content)),
    get: (key) => Promise.resolve(files.has(key) ? new TextEncoder().encode(files.get(key)) : null),
  };
  ids = await Promise.all(Array.from({ length: TICKETS + 1 }, () => start((firstId += 1))));
  const closed = client.workflow.getHandle<typeof ticketWorkflow>(closedId());
  await closed.signal(cancelSignal, { updateId: null, by: aPerson() });
  await closed.result();
  await waitFor(async () => (await countRunning()) === TICKETS, { describe: `${TICKETS} running tickets are listed` });
});
afterEach(async () => {
  await Promise.all(openIds().map((id) => endRun(client.workflow.getHandle(id))));
  await waitFor(async () => (await countRunning()) === 0, { describe: 'no running ticket is listed' });
});

const closedId = () => ids[0] ?? '';
const openIds = () => ids.slice(1);

async function start(messageId: number): Promise<string> {
  const input = aTicketInput({ messageId, problem: aProblem({ sentAt: new Date().toISOString() }) });
  const workflowId = ticketWorkflowId(input);
  await client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', {
    workflowId,
    taskQueue: 'calendar',
    args: [input],
  });
  return workflowId;
}

async function countRunning(): Promise<number> {
  const query = 'ExecutionStatus = "Running" AND WorkflowType = "ticketWorkflow"';
  return (await client.workflow.count(query)).count;
}

/** How often each open ticket's calendar changed. */
async function changes(): Promise<number[]> {
  const stories = await Promise.all(
    openIds().map(async (id) => (await client.workflow.getHandle(id).query(eventsQuery)).events),
  );
  return stories.map((story) => story.filter(({ kind }) => kind === 'calendarChanged').length);
}

const historyLength = async (id: string) => (await client.workflow.getHandle(id).describe()).historyLength;
const each = (times: number) => Array.from({ length: TICKETS }, () => times);

/** The tickets' rules with other breaks. */
function rulesWith(breaks: string): SlaRules {
  return { ...ticketSettings(), calendar: slaCalendar({ timeZone: 'Asia/Jakarta', breaks }) };
}

/**
 * A break that has begun and ends at half past: whatever the time of day, a target of 15 minutes moves to a quarter to,
 * where the tickets' own calendar puts it at no hour.
 */
function breakNow(): string {
  const hour = Number(toLocal(new Date().toISOString(), 'Asia/Jakarta').time.slice(0, 2));
  const clock = (at: number, minutes: string): string => `${String(at % 24).padStart(2, '0')}:${minutes}`;
  return `${clock(hour, '00')}-${clock(hour + 2, '30')}`;
}

/** Announces in pages of 10; `onPage` runs after each. */
function announce(breaks: string, onPage: (page: number) => void = () => undefined, abort?: AbortSignal) {
  let page = 0;
  const log = { info: () => onPage((page += 1)) };
  return announceCalendar(client, rulesWith(breaks), { store, log, pageSize: PAGE, ...(abort ? { abort } : {}) });
}

test('all running tickets are told once, closed ones not; with the same settings nobody is', async () => {
  const [closedEvents, before] = [await historyLength(closedId()), await dueOf(openIds()[0] ?? '')];
  const breaks = breakNow();
  expect(await announce(`mon-sun=${breaks}`)).toEqual({ outcome: 'announced', told: TICKETS });
  expect(await changes()).toEqual(each(1));
  expect(await dueOf(openIds()[0] ?? '')).not.toBe(before);
  expect(await historyLength(closedId())).toBe(closedEvents);
  const events = await Promise.all(openIds().map(historyLength));
  expect(await announce(breaks)).toEqual({ outcome: 'unchanged', told: 0 });
  expect(await Promise.all(openIds().map(historyLength))).toEqual(events);
});

test('stopped after the first page it goes on at the next start, and no ticket changes twice', async () => {
  const stop = new AbortController();
  expect(await announce('00:00-22:00', () => stop.abort(), stop.signal)).toEqual({ outcome: 'aborted', told: PAGE });
  expect((await changes()).filter((count) => count === 1)).toHaveLength(PAGE);
  expect(await announce('00:00-22:00')).toMatchObject({ outcome: 'announced' });
  expect(await changes()).toEqual(each(1));
  expect(await announce('00:00-22:00')).toEqual({ outcome: 'unchanged', told: 0 });
});

test('it leaves off when another process has begun to announce other rules', async () => {
  const newer = JSON.stringify({ fingerprint: 'newer', startedAt: new Date().toISOString(), reachedStart: null });
  const take = () => void store.files.set(ANNOUNCEMENT_KEY, newer);
  expect(await announce('00:00-21:00', take)).toEqual({ outcome: 'superseded', told: PAGE });
  expect(store.files.get(ANNOUNCEMENT_KEY)).toBe(newer);
});

async function dueOf(id: string): Promise<string | null> {
  return (await client.workflow.getHandle(id).query(statusQuery)).dueAt;
}
