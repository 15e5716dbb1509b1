import {
  eventsQuery,
  lockReviewUpdate,
  reviewUpdate,
  staffMessageSignal,
  statusQuery,
  ticketWorkflowId,
} from '../../workflows/contracts/ticket';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import { NINE, aDoubt, aReviewer, aSolution, aStaffMessage, aTicketInput, minutesAfter } from '../support/makers';
import { goodWorld, handedRows, inPhase, startTicket, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;

const ANI = aReviewer();
const BUDI = aReviewer({ id: '9003', name: 'Budi' });
/** As many signals as make a run hand over, each an event of its own. */
const SIGNALS = 5_000;
const AT_ONCE = 100;

beforeAll(async () => {
  bench = await startWorkflowBench();
  await bench.sleepUntil(NINE);
});
afterAll(() => bench.close());
beforeEach(() => bench.fakes.expect({ ...goodWorld(bench), classify: () => Promise.resolve(aDoubt()) }));
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

test('a ticket hands over before its history is long, and goes on with all it knew', async () => {
  const input = aTicketInput({ messageId: 4_900, settings: { language: 'en' } });
  const first = await startTicket(bench, input, { updateId: 'u1', message: aSolution() });
  await inPhase(first, 'inReview');
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the review cards' });
  const wording = aSolution({ text: 'sudah dibuka, MIS -ej', editedAt: minutesAfter(NINE, 12) });
  await first.signal(staffMessageSignal, { updateId: 'u2', message: wording });
  await waitFor(() => bench.fakes.calls('classify').length === 2, { describe: 'the second wording classified' });
  await inPhase(first, 'inReview');
  await first.executeUpdate(lockReviewUpdate, { args: [{ reviewer: ANI }] });
  await atRest(first);
  const before = await first.query(statusQuery);
  const story = (await first.query(eventsQuery)).events;
  const { runId } = await first.describe();

  // Telegram tells of reactions by edits in which nothing differs.
  for (let sent = 0; sent < SIGNALS; sent += AT_ONCE) {
    const signals = Array.from({ length: AT_ONCE }, (_, index) => ({ updateId: `r${sent + index}`, message: wording }));
    await Promise.all(signals.map((signal) => first.signal(staffMessageSignal, signal)));
  }
  open = bench.client.workflow.getHandle<typeof ticketWorkflow>(ticketWorkflowId(input));
  const ticket = open;
  await waitFor(async () => (await ticket.describe()).runId !== runId, {
    describe: 'the next run',
    timeoutMs: 30_000,
  });
  await atRest(ticket);
  expect((await ticket.describe()).historyLength).toBeLessThan(1_000);
  expect(await ticket.query(statusQuery)).toEqual(before);
  expect((await ticket.query(eventsQuery)).events).toEqual(story);
  // Nothing was done twice.
  expect(bench.fakes.calls('classify')).toHaveLength(2);
  expect(bench.fakes.calls('sendReviewCards')).toHaveLength(1);
  expect(handedRows(bench, 'Logs').entries).toHaveLength(2);

  // An update handled by the run before changes nothing.
  await ticket.signal(staffMessageSignal, { updateId: `r${SIGNALS - 1}`, message: aStaffMessage() });
  // The lock still binds, and its timer still runs out.
  const decide = () =>
    ticket.executeUpdate(reviewUpdate, { args: [{ label: 'KENDALA LUPA PASSWORD', reviewer: BUDI }] });
  await expect(decide()).rejects.toMatchObject({ cause: { type: 'ReviewLocked' } });
  await atRest(ticket);
  await bench.env.sleep('6 minutes');
  expect((await ticket.query(statusQuery)).reviewLock).toBeNull();
  await atRest(ticket);
  // The day of the reminder counts from before the handing over.
  await bench.env.sleep('1434 minutes');
  await waitFor(() => bench.fakes.calls('post').some(({ to }) => to.role === 'admins'), { describe: 'the reminder' });
  const reminder = bench.fakes.calls('post').find(({ to }) => to.role === 'admins');
  expect(reminder?.item.html).toContain('Still waiting for a review');
  await atRest(ticket);
  expect(await decide()).toMatchObject({ decided: 'now' });
  await inPhase(ticket, 'done');
  expect((await ticket.query(statusQuery)).solverName).toBe('Eri');
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
}, 120_000);
