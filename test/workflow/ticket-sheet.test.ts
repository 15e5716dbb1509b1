import type { SheetReview } from '../../workflows/contracts/ticket';
import {
  cancelSignal,
  eventsQuery,
  reviewUpdate,
  sheetReviewedSignal,
  statusQuery,
} from '../../workflows/contracts/ticket';
import { NINE, aClassification, aDoubt, aPerson, aReviewer, aSolution, aTicketInput } from '../support/makers';
import { goodWorld, handedRows, inPhase, startTicket, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;
let messageId = 2_900;

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

async function solved(phase: 'inReview' | 'done'): Promise<TicketHandle> {
  messageId += 1;
  open = await startTicket(bench, aTicketInput({ messageId }), { updateId: '1', message: aSolution() });
  await inPhase(open, phase);
  if (phase === 'inReview') {
    await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the review cards' });
    await atRest(open);
  }
  return open;
}

async function seeInSheet(ticket: TicketHandle, change: Partial<SheetReview>): Promise<void> {
  const seen: SheetReview = {
    worksheet: 'ML_Tracking',
    label: null,
    status: null,
    seenAt: await bench.now(),
    ...change,
  };
  await ticket.signal(sheetReviewedSignal, seen);
}

/** Label, status and source of the tracking row last handed over, and the label in Logs. */
const rows = () => {
  const cells = handedRows(bench, 'ML_Tracking').last?.cells ?? [];
  return [cells[3], cells[5], cells[7], handedRows(bench, 'Logs').last?.cells[19]];
};
const askedAdmins = () => bench.fakes.calls('post').filter(({ to }) => to.role === 'admins');

test('a label changed in the sheet is CORRECTED though the status stayed pending; reviewer is the sheet', async () => {
  const ticket = await solved('inReview');
  await seeInSheet(ticket, { label: 'kendala lupa  password' });
  bench.fakes.change({ knownLabel: () => Promise.resolve('KENDALA LUPA PASSWORD') });
  await inPhase(ticket, 'done');
  expect(rows()).toEqual(['KENDALA LUPA PASSWORD', 'CORRECTED', 'person', 'KENDALA LUPA PASSWORD']);
  expect((await ticket.query(statusQuery)).reviewedBy).toEqual({ kind: 'sheet', id: 'sheet', name: 'sheet' });
  await waitFor(() => bench.fakes.calls('editReviewCards').length === 1, { describe: 'the edited cards' });
  expect(bench.fakes.calls('editReviewCards')[0]?.card.state).toMatchObject({ kind: 'decided', by: 'sheet' });
});

test('the status APPROVED in the sheet approves, without asking whether the label is known', async () => {
  const ticket = await solved('inReview');
  await seeInSheet(ticket, { status: 'Approved' });
  await inPhase(ticket, 'done');
  expect(rows()).toEqual(['KENDALA LOGIN', 'APPROVED', 'lightgbm', 'KENDALA LOGIN']);
  expect(bench.fakes.calls('knownLabel')).toEqual([]);
});

test('the model’s guess typed into the empty Logs cell approves it', async () => {
  const ticket = await solved('inReview');
  await seeInSheet(ticket, { worksheet: 'Logs', label: 'KENDALA LOGIN' });
  await inPhase(ticket, 'done');
  expect(rows().slice(0, 2)).toEqual(['KENDALA LOGIN', 'APPROVED']);
});

test('TRAINED, auto_approved, an empty label and the ticket’s own label decide nothing', async () => {
  const ticket = await solved('inReview');
  const before = (await ticket.query(eventsQuery)).events;
  await seeInSheet(ticket, { status: 'TRAINED' });
  await seeInSheet(ticket, { status: 'auto_approved' });
  await seeInSheet(ticket, { label: '' });
  await seeInSheet(ticket, { label: 'Kendala login', status: 'pending' });
  await atRest(ticket);
  expect((await ticket.query(statusQuery)).phase).toBe('inReview');
  expect((await ticket.query(eventsQuery)).events).toEqual(before);
});

test('a later edit in the sheet replaces the decision; the desk’s later decision is told about the sheet’s', async () => {
  const ticket = await solved('inReview');
  const decide = (label: string) => ticket.executeUpdate(reviewUpdate, { args: [{ label, reviewer: aReviewer() }] });
  await decide('KENDALA LUPA PASSWORD');
  await inPhase(ticket, 'done');
  await seeInSheet(ticket, { label: 'KENDALA VERIFIKASI' });
  await waitFor(() => rows()[0] === 'KENDALA VERIFIKASI', { describe: 'the sheet’s label' });
  expect(await decide('KENDALA LOGIN')).toMatchObject({ decided: 'before', reviewer: { kind: 'sheet' } });
  await seeInSheet(ticket, { label: 'KENDALA LOGIN' });
  await waitFor(() => rows()[1] === 'APPROVED', { describe: 'the first label again' });
  const told = (await ticket.query(eventsQuery)).events.filter(({ kind }) => kind === 'reviewed').map(({ who }) => who);
  expect(told).toEqual(['Admin Satu', 'sheet', 'sheet']);
});

test('an AUTO ticket is corrected by the sheet within its edit window', async () => {
  bench.fakes.change({ classify: () => Promise.resolve(aClassification()) });
  const ticket = await solved('done');
  await seeInSheet(ticket, { label: 'KENDALA VERIFIKASI', status: 'APPROVED' });
  await waitFor(() => rows()[1] === 'CORRECTED', { describe: 'the correction' });
  await inPhase(ticket, 'done');
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
});

test('an unknown label: admins are asked once; added later, it decides by itself at the next look, 20 minutes on', async () => {
  const ticket = await solved('inReview');
  await seeInSheet(ticket, { label: 'Label <baru>' });
  await waitFor(() => askedAdmins().length === 1, { describe: 'the question' });
  expect(askedAdmins()[0]?.item).toMatchObject({
    kind: 'direct',
    html: expect.stringContaining('&lt;baru&gt;') as string,
  });
  await seeInSheet(ticket, { worksheet: 'Logs', label: 'LABEL  <BARU>' });
  await seeInSheet(ticket, { status: 'APPROVED' });
  await atRest(ticket);
  const looks = bench.fakes.calls('knownLabel').length;
  await bench.env.sleep('601 seconds');
  await waitFor(() => bench.fakes.calls('knownLabel').length === looks + 1, { describe: 'the next look' });
  await atRest(ticket);
  expect((await ticket.query(statusQuery)).phase).toBe('inReview');
  expect(askedAdmins()).toHaveLength(1);
  bench.fakes.change({ knownLabel: () => Promise.resolve('LABEL <BARU>') });
  await bench.env.sleep('1201 seconds');
  await inPhase(ticket, 'done');
  expect(rows().slice(0, 2)).toEqual(['LABEL <BARU>', 'CORRECTED']);
});

test('the same change delivered again, and an older one that comes late, change nothing', async () => {
  const ticket = await solved('inReview');
  const at = Date.parse(await bench.now());
  const earlier = { label: 'KENDALA VERIFIKASI', seenAt: new Date(at - 60_000).toISOString() };
  const later = { label: 'KENDALA LUPA PASSWORD', seenAt: new Date(at).toISOString() };
  for (const change of [later, earlier, later, earlier]) await seeInSheet(ticket, change);
  await inPhase(ticket, 'done');
  expect(rows()[0]).toBe('KENDALA LUPA PASSWORD');
  expect((await ticket.query(eventsQuery)).events.filter(({ kind }) => kind === 'reviewed')).toHaveLength(1);
});

test('malformed signals and those of a newer form are left alone; a cancelled ticket stays cancelled', async () => {
  const ticket = await solved('inReview');
  for (const odd of [null, 7, { worksheet: 'Monitoring', label: 'X', seenAt: NINE }, { worksheet: 'Logs', label: 5 }]) {
    await ticket.signal('sheetReviewed', odd);
  }
  await ticket.signal('sheetReviewed', { version: 2, changes: [] });
  await atRest(ticket);
  expect((await ticket.query(statusQuery)).phase).toBe('inReview');
  await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
  await seeInSheet(ticket, { label: 'KENDALA VERIFIKASI' }).catch(() => undefined);
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'cancelled' });
  expect(rows()).toEqual(['DIBATALKAN', 'CANCELLED', 'lightgbm', 'DIBATALKAN']);
});
