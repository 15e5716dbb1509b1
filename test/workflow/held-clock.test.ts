import { NINE, aSolution, aTicketInput } from '../support/makers';
import { goodWorld, startTicket } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { endRun, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;

beforeAll(async () => {
  bench = await startWorkflowBench();
  await bench.sleepUntil(NINE);
});
afterAll(() => bench.close());

test('a test server whose clock is held for ever by a terminated run is replaced by one that shows the same time', async () => {
  let release = (): void => undefined;
  const answered = new Promise<never>((_resolve, reject) => (release = () => reject(new Error('too late'))));
  bench.fakes.expect({ ...goodWorld(bench), classify: () => answered });
  const held = bench.env;
  const ticket = await startTicket(bench, aTicketInput({ messageId: 1 }), { updateId: '1', message: aSolution() });
  await waitFor(() => bench.fakes.calls('classify').length === 1, { describe: 'an activity is under way' });
  await ticket.terminate();
  release();
  await endRun(await startTicket(bench, aTicketInput({ messageId: 2 })));
  expect(bench.env).not.toBe(held);
  const before = await bench.now();
  expect(before.slice(0, 13)).toBe(NINE.slice(0, 13));
  await bench.env.sleep('1 hour');
  expect(Date.parse(await bench.now()) - Date.parse(before)).toBeGreaterThanOrEqual(3_600_000);
});
