import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ReviewDecision } from '../../workflows/contracts/ticket';
import {
  cancelSignal,
  eventsQuery,
  reviewUpdate,
  staffMessageSignal,
  statusQuery,
} from '../../workflows/contracts/ticket';
import {
  CHAT,
  NINE,
  aClassification,
  aDoubt,
  aPerson,
  aReviewer,
  aSolution,
  aTicketInput,
  minutesAfter,
} from '../support/makers';
import { statusWhere, goodWorld, handedRows, inPhase, startTicket, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;
let messageId = 900;

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

async function waitingForReview(): Promise<TicketHandle> {
  messageId += 1;
  open = await startTicket(bench, aTicketInput({ messageId }), { updateId: '1', message: aSolution() });
  await inPhase(open, 'inReview');
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the review cards' });
  await atRest(open);
  return open;
}

const decide = (ticket: TicketHandle, decision: Partial<ReviewDecision>) =>
  ticket.executeUpdate(reviewUpdate, { args: [{ label: 'KENDALA LOGIN', reviewer: aReviewer(), ...decision }] });

/** Type of the failure that an update ended with. */
async function failureOf(update: Promise<unknown>): Promise<string | null | undefined> {
  const error: unknown = await update.then(
    () => new Error('the update succeeded'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof WorkflowUpdateFailedError)) throw error;
  return error.cause instanceof ApplicationFailure ? error.cause.type : error.cause?.message;
}

test('a doubtful answer (41 %) sends cards with the top three, writes pending and no label into Logs', async () => {
  await waitingForReview();
  expect(bench.fakes.calls('sendReviewCards')[0]?.card).toEqual({
    ticketId: `${CHAT}-${messageId}`,
    chatId: CHAT,
    messageId,
    version: 1,
    groupLabel: 'Demo',
    text: 'moban tidak bisa login mytech',
    solving: 'sudah direset, silakan login ulang',
    top: [
      { label: 'KENDALA LOGIN', confidence: 0.41 },
      { label: 'USER AUTH FAILED', confidence: 0.04 },
      { label: 'KENDALA LUPA PASSWORD', confidence: 0.02 },
    ],
    state: { kind: 'waiting' },
  });
  expect(handedRows(bench, 'ML_Tracking').last?.cells.slice(3, 6)).toEqual(['KENDALA LOGIN', 0.41, 'pending']);
  expect(handedRows(bench, 'Logs').last?.cells[19]).toBeNull();
  await waitFor(() => bench.fakes.calls('post').at(-1)?.item.html.includes('🔎 perlu review'), { describe: 'notice' });
});

test('it never closes by itself: still waiting after 100 days', async () => {
  const ticket = await waitingForReview();
  await bench.env.sleep('100 days');
  expect((await ticket.query(statusQuery)).phase).toBe('inReview');
});

test('approved: APPROVED with the model as source, label in Logs, cards say who; closes 48 hours later', async () => {
  const ticket = await waitingForReview();
  expect(await decide(ticket, {})).toEqual({
    decided: 'now',
    label: 'KENDALA LOGIN',
    status: 'APPROVED',
    reviewer: aReviewer(),
  });
  await inPhase(ticket, 'done');
  const { entries, last: tracking } = handedRows(bench, 'ML_Tracking');
  expect(entries).toHaveLength(2);
  expect(tracking!.sequence).toBeGreaterThan(entries[0]!.sequence);
  expect([3, 4, 5, 7].map((column) => tracking?.cells[column])).toEqual([
    'KENDALA LOGIN',
    0.41,
    'APPROVED',
    'lightgbm',
  ]);
  expect(handedRows(bench, 'Logs').last?.cells[19]).toBe('KENDALA LOGIN');
  await waitFor(() => bench.fakes.calls('editReviewCards').length === 1, { describe: 'the edited cards' });
  expect(bench.fakes.calls('editReviewCards')[0]).toMatchObject({
    card: { state: { kind: 'decided', label: 'KENDALA LOGIN', approved: true, by: 'Admin Satu' } },
    copies: [{ bot: 'admin', chatId: 9001, messageId: 71 }],
  });
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
});

test('another label: CORRECTED by a person; the next decision is told who decided and changes nothing', async () => {
  const ticket = await waitingForReview();
  const label = 'KENDALA LUPA PASSWORD';
  expect(await decide(ticket, { label })).toMatchObject({ decided: 'now', status: 'CORRECTED', label });
  const second = await decide(ticket, { reviewer: aReviewer({ kind: 'api', id: 'ci', name: 'Kunci CI' }) });
  expect(second).toEqual({ decided: 'before', label, status: 'CORRECTED', reviewer: aReviewer() });
  await inPhase(ticket, 'done');
  const cells = handedRows(bench, 'ML_Tracking').last?.cells ?? [];
  expect([3, 5, 7].map((column) => cells[column])).toEqual([label, 'CORRECTED', 'person']);
});

test('a label that the card offers is known without a look', async () => {
  const ticket = await waitingForReview();
  expect(await decide(ticket, { label: 'USER AUTH FAILED' })).toMatchObject({ decided: 'now' });
  expect(bench.fakes.calls('knownLabel')).toEqual([]);
});

test('a label that the card does not offer is looked up', async () => {
  const ticket = await waitingForReview();
  expect(await decide(ticket, { label: 'KENDALA BARU' })).toMatchObject({ decided: 'now' });
  expect(bench.fakes.calls('knownLabel')).toEqual([{ label: 'KENDALA BARU' }]);
});

test('two decisions at once: one wins, and both are told the same', async () => {
  const ticket = await waitingForReview();
  const results = await Promise.all([
    decide(ticket, { label: 'KENDALA LOGIN' }),
    decide(ticket, { label: 'KENDALA LUPA PASSWORD', reviewer: aReviewer({ id: '9003', name: 'Admin Dua' }) }),
  ]);
  expect(results.map(({ decided }) => decided).sort()).toEqual(['before', 'now']);
  expect(new Set(results.map(({ label }) => label)).size).toBe(1);
});

test('an unknown label fails with UnknownLabel, a malformed one with InvalidInput; the ticket goes on waiting', async () => {
  const ticket = await waitingForReview();
  expect(await failureOf(decide(ticket, { label: 'APA SAJA' }))).toBe('UnknownLabel');
  expect(await failureOf(decide(ticket, { label: ' ' }))).toBe('InvalidInput');
  expect(await failureOf(decide(ticket, { label: 'x'.repeat(201) }))).toBe('InvalidInput');
  const nameless = { kind: 'bot', id: '9001' } as ReviewDecision['reviewer'];
  expect(await failureOf(decide(ticket, { reviewer: nameless }))).toBe('InvalidInput');
  expect((await ticket.query(statusQuery)).phase).toBe('inReview');
  expect(await decide(ticket, {})).toMatchObject({ decided: 'now' });
});

test('a ticket without a label yet is not under review', async () => {
  messageId += 1;
  const problem = { ...aTicketInput().problem, sentAt: await bench.now() };
  open = await startTicket(bench, aTicketInput({ messageId, problem }));
  expect(await failureOf(decide(open, {}))).toBe('NotUnderReview');
});

test('a closed ticket takes no decision: not found, and TicketClosed while it closes', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ archiveStory: () => held });
  const ticket = await waitingForReview();
  await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
  await waitFor(() => bench.fakes.calls('archiveStory').length === 1, { describe: 'the ticket closes' });
  expect(await failureOf(decide(ticket, {}))).toBe('TicketClosed');
  release();
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'cancelled' });
  await expect(decide(ticket, {})).rejects.toBeInstanceOf(WorkflowNotFoundError);
  expect(bench.fakes.calls('editReviewCards').at(-1)?.card.state).toEqual({ kind: 'withdrawn' });
});

test('a label set by a person stays when the solution is reworded, and the model is not asked again', async () => {
  const ticket = await waitingForReview();
  await decide(ticket, { label: 'KENDALA LUPA PASSWORD' });
  const message = aSolution({ text: 'sudah diganti, MIS -dm', editedAt: minutesAfter(NINE, 30) });
  await ticket.signal(staffMessageSignal, { updateId: '2', message });
  await waitFor(() => handedRows(bench, 'Logs').last?.cells[11] === 'sudah diganti', { describe: 'the new solving' });
  expect(handedRows(bench, 'Logs').last?.cells[19]).toBe('KENDALA LUPA PASSWORD');
  expect(bench.fakes.calls('classify')).toHaveLength(1);
});

test('an edit that makes the answer sure takes the review back: the cards say so', async () => {
  const ticket = await waitingForReview();
  bench.fakes.change({ classify: () => Promise.resolve(aClassification()) });
  const message = aSolution({ text: 'reset login, MIT -bg', editedAt: minutesAfter(NINE, 30) });
  await ticket.signal(staffMessageSignal, { updateId: '2', message });
  await inPhase(ticket, 'done');
  await waitFor(() => bench.fakes.calls('editReviewCards').length > 0, { describe: 'edited cards' });
  expect(bench.fakes.calls('editReviewCards').at(-1)?.card.state).toEqual({
    kind: 'settled',
    label: 'KENDALA LOGIN',
  });
});

test('an AUTO label can be corrected within the edit window', async () => {
  bench.fakes.change({ classify: () => Promise.resolve(aClassification()) });
  messageId += 1;
  open = await startTicket(bench, aTicketInput({ messageId }), { updateId: '1', message: aSolution() });
  await inPhase(open, 'done');
  expect(await decide(open, { label: 'KENDALA LUPA PASSWORD' })).toMatchObject({ status: 'CORRECTED' });
  await inPhase(open, 'done');
  expect(handedRows(bench, 'Logs').last?.cells[19]).toBe('KENDALA LUPA PASSWORD');
});

test('cards that Telegram refuses for good leave the ticket open for review elsewhere', async () => {
  bench.fakes.change({
    sendReviewCards: () => Promise.reject(ApplicationFailure.nonRetryable('refused', 'TelegramRefused')),
  });
  const ticket = await waitingForReview();
  expect(await decide(ticket, {})).toMatchObject({ decided: 'now' });
  expect((await ticket.query(eventsQuery)).events.map(({ kind }) => kind)).toContain('reviewed');
});

test('a decision by API is written while Telegram hangs: rows do not wait for cards', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ sendReviewCards: () => held.then(() => []) });
  messageId += 1;
  open = await startTicket(bench, aTicketInput({ messageId }), { updateId: '1', message: aSolution() });
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the card that hangs' });
  try {
    await statusWhere(open, 'in review', ({ phase }) => phase === 'inReview');
    expect(await decide(open, { label: 'KENDALA LUPA PASSWORD' })).toMatchObject({ decided: 'now' });
    await waitFor(() => handedRows(bench, 'ML_Tracking').last?.cells[5] === 'CORRECTED', {
      describe: 'the decision stands in the row',
    });
  } finally {
    release();
  }
  await inPhase(open, 'done');
});

test('a solution that is taken back takes the card back too, and claims no approval', async () => {
  const ticket = await waitingForReview();
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'the card' });
  const message = aSolution({ text: 'maaf salah tiket', editedAt: minutesAfter(NINE, 30) });
  await ticket.signal(staffMessageSignal, { updateId: '2', message });
  await waitFor(() => bench.fakes.calls('editReviewCards').length > 0, { describe: 'edited cards' });
  expect(bench.fakes.calls('editReviewCards').at(-1)?.card.state).toEqual({ kind: 'retracted' });
});

describe('what the watch of bursts hears of a ticket', () => {
  const symptoms = () => bench.fakes.calls('enqueueRows').flatMap(({ symptom }) => (symptom ? [symptom.label] : []));

  test('an AUTO label goes along with its rows, once, with who wrote the problem and when', async () => {
    bench.fakes.expect(goodWorld(bench));
    messageId += 1;
    open = await startTicket(bench, aTicketInput({ messageId }), { updateId: '1', message: aSolution() });
    await inPhase(open, 'done');
    expect(bench.fakes.calls('enqueueRows').map(({ symptom }) => symptom)).toEqual([
      {
        ticketId: `${CHAT}-${messageId}`,
        ...{ chatId: CHAT, messageId, technician: 'tg:9101', label: 'KENDALA LOGIN', at: NINE },
      },
    ]);
  });

  test('a doubtful label is no symptom until a person decides; cancelling takes it back', async () => {
    const ticket = await waitingForReview();
    expect(symptoms()).toEqual([]);
    await decide(ticket, { label: 'KENDALA LUPA PASSWORD' });
    await inPhase(ticket, 'done');
    expect(symptoms()).toEqual(['KENDALA LUPA PASSWORD']);
    await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
    await resultOf(ticket);
    expect(symptoms()).toEqual(['KENDALA LUPA PASSWORD', null]);
  });
});
