import { isDeepStrictEqual } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { executeUpdate } from '../../temporal/update';
import {
  lockReviewUpdate,
  reviewUpdate,
  rowsWrittenSignal,
  staffMessageSignal,
  statusQuery,
  ticketWorkflowId,
  undoReviewUpdate,
} from '../../workflows/contracts/ticket';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import { fakeActivities, nothing } from '../support/fake-activities';
import { aDoubt, aProblem, aReviewer, aSolution, aTicketInput } from '../support/makers';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { waitPastLostTask } from '../support/wait';
import { endRun } from '../support/workflow-bench';
import { workflowCode } from '../support/workflow-code';

const { EventType } = temporal.api.enums.v1;
/** The end of an activity to which the workflow had nothing to say. */
const QUIET = [
  EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
];
const PEOPLE = 100;
const LABELS = ['KENDALA LOGIN', 'KENDALA LUPA PASSWORD', 'USER NOT FOUND'];

let server: DevServer;
let connection: Connection;
let native: NativeConnection;
let workers: Worker[];
let running: Promise<void[]>;
let client: Client;
let messageId = 0;
/** Cards that are held back go out after everything else is settled. */
let cardsMayGo: Promise<unknown> = Promise.resolve();
function holdCards(): { release(): void } {
  let release: () => void = () => undefined;
  cardsMayGo = new Promise<void>((resolve) => (release = resolve));
  return { release };
}

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  native = await NativeConnection.connect({ address: server.address });
  const fakes = fakeActivities();
  fakes.expect({
    classify: () => Promise.resolve(aDoubt()),
    knownLabel: ({ label }) => Promise.resolve(label),
    async enqueueRows({ entries }) {
      for (const { ticketWorkflowId: id, sequence, worksheet } of entries) {
        const written = { sequence, worksheet, outcome: 'written' as const, keptCells: [] };
        if (id !== null) await client.workflow.getHandle(id).signal(rowsWrittenSignal, written);
      }
    },
    post: nothing,
    sendReviewCards: () => cardsMayGo.then(() => []),
    editReviewCards: nothing,
    archiveStory: nothing,
  });
  const [workflowBundle, { activities }] = [await workflowCode(), fakes];
  const create = (taskQueue: string, options: Partial<WorkerOptions> = {}) =>
    Worker.create({ connection: native, taskQueue, workflowBundle, activities, ...options });
  workers = await Promise.all([create('updates'), create('forgetful', { maxCachedWorkflows: 0 })]);
  running = Promise.all(workers.map((worker) => worker.run()));
});
afterAll(async () => {
  workers.forEach((worker) => worker.shutdown());
  await running;
  await native.close();
  await connection.close();
  await server.close();
});

async function inReview(taskQueue = 'updates') {
  messageId += 1;
  const problem = aProblem({ sentAt: new Date().toISOString() });
  const input = aTicketInput({ messageId, problem });
  const ticket = await client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', {
    workflowId: ticketWorkflowId(input),
    taskQueue,
    args: [input],
  });
  await ticket.signal(staffMessageSignal, { updateId: '1', message: aSolution({ sentAt: problem.sentAt }) });
  await waitPastLostTask('in review', async () => (await ticket.query(statusQuery)).phase === 'inReview');
  return ticket;
}

const people = Array.from({ length: PEOPLE }, (_, index) =>
  aReviewer({ id: String(9_100 + index), name: `Admin ${index}` }),
);

test('of 100 decisions at once exactly one wins, and all are told the same', async () => {
  const ticket = await inReview();
  const results = await Promise.all(
    people.map((reviewer, index) =>
      executeUpdate(ticket, reviewUpdate, [{ label: LABELS[index % LABELS.length] ?? '', reviewer }]),
    ),
  );
  expect(results.filter(({ decided }) => decided === 'now')).toHaveLength(1);
  expect(new Set(results.map(({ label, reviewer }) => `${label} ${reviewer.id}`)).size).toBe(1);
  const { label, reviewedBy } = await ticket.query(statusQuery);
  expect([label, reviewedBy]).toEqual([results[0]?.label, results[0]?.reviewer]);
  await endRun(ticket);
});

test('of 100 who would take a review one has it, and only that one decides; then it is undone once and decided anew', async () => {
  const ticket = await inReview();
  const locks = await Promise.all(people.map((reviewer) => executeUpdate(ticket, lockReviewUpdate, [{ reviewer }])));
  expect(locks.filter(({ taken }) => taken)).toHaveLength(1);
  const [{ holder } = { holder: aReviewer() }] = locks;
  const decide = (reviewer: typeof holder) =>
    executeUpdate(ticket, reviewUpdate, [{ label: 'USER NOT FOUND', reviewer }]);
  const decisions = await Promise.allSettled(people.filter(({ id }) => id !== holder.id).map(decide));
  expect(decisions.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  expect(await decide(holder)).toMatchObject({ decided: 'now' });
  const undo = (reviewer: typeof holder) => executeUpdate(ticket, undoReviewUpdate, [{ reviewer }]);
  const undone = await Promise.allSettled(people.slice(0, 10).map(undo));
  expect(undone.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await decide(aReviewer({ id: '9999' }))).toMatchObject({ decided: 'now', reviewer: { id: '9999' } });
  await endRun(ticket);
});

// Where nothing stands between an empty task and the next one, as before an update, a worker that replays up to there makes
// one task of them, and one that replays later two.
test.each([
  ['a decision', []],
  ['a lock and a decision', [lockReviewUpdate]],
] as const)(
  '%s right after cards went out is replayed alike by a worker that forgets each ticket at once',
  async (_what, before) => {
    const held = holdCards();
    const ticket = await inReview('forgetful');
    const isQuiet = async (): Promise<boolean> => {
      const { events } = await ticket.fetchHistory();
      return isDeepStrictEqual(
        events?.slice(-4).map(({ eventType }) => eventType),
        QUIET,
      );
    };
    await waitPastLostTask('the rows are written', async () => !(await ticket.query(statusQuery)).rowsPending);
    held.release();
    await waitPastLostTask('the cards are out', isQuiet);
    for (const update of before) {
      await executeUpdate(ticket, update, [{ reviewer: aReviewer() }]);
      await waitPastLostTask('the cards show it', isQuiet);
    }
    const [, second] = (await ticket.query(statusQuery)).top;
    await executeUpdate(ticket, reviewUpdate, [{ label: second?.label ?? '', reviewer: aReviewer() }]);
    await waitPastLostTask('the rows are written again', async () => !(await ticket.query(statusQuery)).rowsPending);
    const history = await ticket.fetchHistory();
    await endRun(ticket);
    await Worker.runReplayHistory({ workflowBundle: await workflowCode() }, history, ticket.workflowId);
  },
);
