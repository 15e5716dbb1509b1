import type { WorkflowHandle } from '@temporalio/client';
import { upsertSignal, ledgerWorkflowId, type BatchResult } from '../../workflows/contracts/ledger';
import { approvalWorkflowId, approveUpdate } from '../../workflows/contracts/approval';
import { judgeSignal } from '../../workflows/contracts/report';
import { reviewUpdate } from '../../workflows/contracts/ticket';
import { nothing } from '../support/fake-activities';
import { aDoubt, aProblem, aReviewer, aSolution, aTicketInput, minutesAfter } from '../support/makers';
import { entry } from '../support/ledger-run';
import { goodWorld, inPhase, startTicket } from '../support/ticket-run';
import { anApprovalInput } from '../support/training-makers';
import { waitFor } from '../support/wait';
import { BENCH_QUEUE, endRun, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
const open: WorkflowHandle[] = [];

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
afterEach(async () => {
  for (const handle of open.splice(0)) await endRun(handle);
  expect(bench.fakes.unexpected()).toEqual([]);
});

const said = (): string[] => bench.fakes.calls('post').map(({ item }) => item.html);
const until = (text: string): Promise<unknown> =>
  waitFor(() => said().some((html) => html.includes(text)), { describe: `"${text}" is said` });

test('a ticket speaks the language it was started with: warning, notice and cards', async () => {
  bench.fakes.expect({ ...goodWorld(bench), classify: () => Promise.resolve(aDoubt()) });
  const sentAt = await bench.sleepUntilLocal('09:00');
  const input = { messageId: 701, problem: aProblem({ sentAt }), settings: { language: 'en' as const } };
  const ticket = await startTicket(bench, aTicketInput(input));
  open.push(ticket);
  await bench.env.sleep('11 minutes');
  await until('⏰ No answer yet. <b>5 active minutes</b> left until the SLA target.');
  const message = aSolution({ sentAt: minutesAfter(sentAt, 12.5), editedAt: null });
  await ticket.signal('staffMessage', { updateId: 'u1', message });
  await inPhase(ticket, 'inReview');
  await until('✅ <b>Solution recorded</b> by');
  expect(said().at(-1)).toContain('⏱ OK (12.5 minutes)');
  expect(said().at(-1)).toContain('🔎 needs review');
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the cards' });
  expect(bench.fakes.calls('sendReviewCards')[0]?.card.language).toBe('en');
  await ticket.executeUpdate(reviewUpdate, { args: [{ label: 'KENDALA LOGIN', reviewer: aReviewer() }] });
  await waitFor(() => bench.fakes.calls('editReviewCards').length === 1, { describe: 'the cards say so' });
  expect(bench.fakes.calls('editReviewCards')[0]?.card.language).toBe('en');
});

test('a ticket from before there was a choice goes on in Indonesian, with the cards it had', async () => {
  bench.fakes.expect({ ...goodWorld(bench), classify: () => Promise.resolve(aDoubt()) });
  const sentAt = await bench.sleepUntilLocal('09:00');
  const ticket = await startTicket(bench, aTicketInput({ messageId: 702, problem: aProblem({ sentAt }) }));
  open.push(ticket);
  const message = aSolution({ sentAt: minutesAfter(sentAt, 12.5), editedAt: null });
  await ticket.signal('staffMessage', { updateId: 'u1', message });
  await until('✅ <b>Solusi dicatat</b> oleh');
  expect(said().at(-1)).toContain('⏱ OK (12,5 menit)');
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the cards' });
  expect(bench.fakes.calls('sendReviewCards')[0]?.card).not.toHaveProperty('language');
});

test('the ledger tells admins in the language of whoever handed rows over last', async () => {
  const blocked = (cause: 'headings' | 'denied'): BatchResult => ({
    ...{ kind: 'blocked', cause, worksheet: 'Logs', reason: 'why' },
  });
  let cause: 'headings' | 'denied' = 'headings';
  bench.fakes.expect({ writeBatch: () => Promise.resolve(blocked(cause)), post: nothing });
  const ledger = await bench.client.workflow.start('ledgerWorkflow', {
    ...{ workflowId: ledgerWorkflowId('in-english'), taskQueue: BENCH_QUEUE },
    args: [{ spreadsheetId: 'in-english', carried: null }],
  });
  open.push(ledger);
  await ledger.signal(upsertSignal, [entry('1')]);
  await bench.env.sleep('3 s');
  await until('<b>Sheet belum bisa ditulis</b>: judul kolom berubah');
  await ledger.signal(upsertSignal, [entry('2')], { language: 'en' });
  // What is no language changes nothing.
  await ledger.signal('upsert', [entry('3')], { language: 'xx' });
  await ledger.signal('upsert', [entry('4')], 'en-GB');
  cause = 'denied';
  await bench.env.sleep('2 minutes');
  await until('<b>The sheet cannot be written</b>: access denied');
});

test('alerts are told in the language that comes with the figures', async () => {
  bench.fakes.expect({ post: nothing });
  const figures = { total: 4, reviewShare: 0.1, avgConfidence: 0.9, pending: 7 };
  const alerts = await bench.client.workflow.start('alertsWorkflow', {
    ...{ workflowId: 'alerts-in-english', taskQueue: BENCH_QUEUE },
    args: [{ carried: null }],
  });
  open.push(alerts);
  await alerts.signal(judgeSignal, { ...figures, hour: '2026-11-24 08:00', automationShare: 0.655 });
  await alerts.signal(judgeSignal, { ...figures, hour: '2026-11-24 09:00', automationShare: 0.9, language: 'en' });
  await waitFor(() => said().length === 2, { describe: 'both are told' });
  expect(said()).toEqual([
    '📟 <b>Pemantauan</b> · jam 2026-11-24 08:00\n⚠️ Otomatisasi 65,5%, di bawah 70%.',
    '📟 <b>Monitoring</b> · hour 2026-11-24 09:00\n✅ Automation is fine again: 90%.',
  ]);
});

test('an approval shows its cards and tells of the rows in the language of its retraining', async () => {
  bench.fakes.expect({
    ...{ announceCandidate: nothing, editApprovalCards: nothing, post: nothing },
    sendApprovalCards: () => Promise.resolve([]),
    promote: () => Promise.resolve({ former: 'v1' }),
    markTrained: () => Promise.resolve({ wanted: 2, marked: 1, skipped: 1, waiting: 0 }),
  });
  const input = anApprovalInput({ version: 'v9', language: 'en' });
  const approval = await bench.client.workflow.start('approvalWorkflow', {
    ...{ workflowId: approvalWorkflowId('v9'), taskQueue: BENCH_QUEUE, args: [input] },
  });
  open.push(approval);
  await waitFor(() => bench.fakes.calls('sendApprovalCards').length === 1, { describe: 'the cards are sent' });
  expect(bench.fakes.calls('sendApprovalCards')[0]?.card.language).toBe('en');
  await approval.executeUpdate(approveUpdate, { args: [{ by: aReviewer(), reason: null }] });
  await until('🏷 Model <b>v9</b>: 1 row marked <code>TRAINED</code>, 1 left alone because changed since the training.');
  expect(bench.fakes.calls('editApprovalCards')[0]?.card.language).toBe('en');
});
