import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Reviewer } from '../../domain/ticket';
import {
  cancelSignal,
  eventsQuery,
  lockReviewUpdate,
  reviewUpdate,
  sheetReviewedSignal,
  statusQuery,
  undoReviewUpdate,
} from '../../workflows/contracts/ticket';
import {
  NINE,
  aClassification,
  aDoubt,
  aPerson,
  aProblem,
  aReviewer,
  aSolution,
  aTicketInput,
  minutesAfter,
} from '../support/makers';
import { goodWorld, handedRows, inPhase, startTicket, statusWhere, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;
let messageId = 3_900;

const ANI = aReviewer({ id: '9001', name: 'Ani' });
const BUDI = aReviewer({ id: '9003', name: 'Budi' });

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

async function solved(phase: 'inReview' | 'done' = 'inReview', sentAt = NINE): Promise<TicketHandle> {
  messageId += 1;
  const input = aTicketInput({ messageId, problem: aProblem({ sentAt }) });
  open = await startTicket(bench, input, { updateId: '1', message: aSolution({ sentAt }) });
  await inPhase(open, phase);
  if (phase === 'inReview') await waitFor(() => cardsSent() === 1, { describe: 'the review cards' });
  await atRest(open);
  return open;
}

const cardsSent = () => bench.fakes.calls('sendReviewCards').length;
const lock = (ticket: TicketHandle, reviewer: Reviewer) =>
  ticket.executeUpdate(lockReviewUpdate, { args: [{ reviewer }] });
const undo = (ticket: TicketHandle, reviewer: Reviewer = ANI) =>
  ticket.executeUpdate(undoReviewUpdate, { args: [{ reviewer }] });
const decide = (ticket: TicketHandle, reviewer: Reviewer, label = 'KENDALA LUPA PASSWORD') =>
  ticket.executeUpdate(reviewUpdate, { args: [{ label, reviewer }] });
/** Waits until the cards show a lock and nothing is under way: the clock must not jump over a running activity. */
async function cardsLocked(): Promise<void> {
  await waitFor(() => lastCard()?.lock?.by === 'Ani', { describe: 'cards that show the lock' });
  if (open) await atRest(open);
}

const lastCard = () => bench.fakes.calls('editReviewCards').at(-1)?.card;
const rows = () => {
  const cells = handedRows(bench, 'ML_Tracking').last?.cells ?? [];
  return [cells[3], cells[5], cells[7], handedRows(bench, 'Logs').last?.cells[19]];
};

async function refusalOf(update: Promise<unknown>): Promise<{ type?: string | null; message: string }> {
  const error: unknown = await update.then(
    () => new Error('the update succeeded'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  return { type: error.cause.type, message: error.cause.message };
}

describe('the lock', () => {
  test('who comes first has the review for 5 minutes; the cards say who; the second learns it', async () => {
    const ticket = await solved();
    const first = await lock(ticket, ANI);
    expect(first).toEqual({ taken: true, holder: ANI, until: expect.any(String) as string });
    expect(await lock(ticket, BUDI)).toEqual({ ...first, taken: false });
    expect((await ticket.query(statusQuery)).reviewLock).toEqual({ holder: ANI, until: first.until });
    await waitFor(() => lastCard()?.lock?.by === 'Ani', { describe: 'cards that show the lock' });
    expect(lastCard()?.state).toEqual({ kind: 'waiting' });
  });

  test('another person’s decision is refused with ReviewLocked naming the holder, by every door; the holder decides', async () => {
    const ticket = await solved();
    await lock(ticket, ANI);
    for (const kind of ['bot', 'api', 'console'] as const) {
      const refusal = await refusalOf(decide(ticket, { ...BUDI, kind }));
      expect(refusal).toEqual({ type: 'ReviewLocked', message: expect.stringContaining('bot 9001') as string });
    }
    expect(await decide(ticket, ANI)).toMatchObject({ decided: 'now' });
    await inPhase(ticket, 'done');
    expect((await ticket.query(statusQuery)).reviewLock).toBeNull();
  });

  test('after 5 minutes it is over: the cards show it no more and anybody decides', async () => {
    const ticket = await solved();
    await lock(ticket, ANI);
    await cardsLocked();
    await bench.env.sleep('4 minutes');
    expect((await refusalOf(decide(ticket, BUDI))).type).toBe('ReviewLocked');
    await bench.env.sleep('61 seconds');
    await waitFor(() => lastCard()?.lock === undefined, { describe: 'cards without the lock' });
    expect(await decide(ticket, BUDI)).toMatchObject({ decided: 'now', reviewer: BUDI });
  });

  test('the holder’s second call prolongs it', async () => {
    const ticket = await solved();
    await lock(ticket, ANI);
    await cardsLocked();
    await bench.env.sleep('4 minutes');
    const { taken } = await lock(ticket, ANI);
    expect(taken).toBe(true);
    await atRest(ticket);
    await bench.env.sleep('4 minutes');
    expect((await refusalOf(decide(ticket, BUDI))).type).toBe('ReviewLocked');
    await bench.env.sleep('2 minutes');
    expect(await decide(ticket, BUDI)).toMatchObject({ decided: 'now' });
  });

  test('the sheet is not bound by it', async () => {
    const ticket = await solved();
    await lock(ticket, ANI);
    const seenAt = await bench.now();
    await ticket.signal(sheetReviewedSignal, { worksheet: 'Logs', label: 'KENDALA VERIFIKASI', status: null, seenAt });
    await inPhase(ticket, 'done');
    expect(rows()[0]).toBe('KENDALA VERIFIKASI');
  });

  test('what does not wait for a review cannot be taken: decided, sure, malformed, over', async () => {
    const ticket = await solved();
    const nameless = { kind: 'bot', id: '9001' } as Reviewer;
    expect((await refusalOf(lock(ticket, nameless))).type).toBe('InvalidInput');
    await decide(ticket, ANI);
    expect(await refusalOf(lock(ticket, BUDI))).toEqual({
      type: 'AlreadyDecided',
      message: 'bot 9001 has decided: KENDALA LUPA PASSWORD',
    });
    await inPhase(ticket, 'done');
    await endRun(ticket);
    bench.fakes.change({ classify: () => Promise.resolve(aClassification()) });
    expect((await refusalOf(lock(await solved('done'), BUDI))).type).toBe('NotUnderReview');
  });
});

describe('undo', () => {
  test('the ticket is back in review, rows are pending without a label in Logs, the story tells it, cards ask again', async () => {
    const ticket = await solved();
    await decide(ticket, ANI);
    await inPhase(ticket, 'done');
    expect(rows()).toEqual(['KENDALA LUPA PASSWORD', 'CORRECTED', 'person', 'KENDALA LUPA PASSWORD']);
    await waitFor(() => lastCard()?.state.kind === 'decided', { describe: 'the decided card' });
    const shown = lastCard()?.version;
    expect(await undo(ticket, BUDI)).toEqual({
      undone: { label: 'KENDALA LUPA PASSWORD', status: 'CORRECTED', reviewer: ANI },
    });
    await inPhase(ticket, 'inReview');
    expect(rows()).toEqual(['KENDALA LOGIN', 'pending', 'lightgbm', null]);
    await waitFor(() => lastCard()?.state.kind === 'waiting', { describe: 'cards that ask again' });
    expect(lastCard()?.version).toBe((shown ?? 0) + 1);
    const [told] = (await ticket.query(eventsQuery)).events.filter(({ kind }) => kind === 'reviewUndone');
    expect(told).toMatchObject({ who: 'Budi', detail: 'CORRECTED KENDALA LUPA PASSWORD by Ani' });
  });

  test('after it the first decision wins again, and the edit window counts from that decision', async () => {
    const ticket = await solved();
    await decide(ticket, ANI);
    await inPhase(ticket, 'done');
    await bench.env.sleep('23 hours');
    await undo(ticket);
    await inPhase(ticket, 'inReview');
    await bench.env.sleep('23 hours');
    expect(await decide(ticket, BUDI, 'KENDALA LOGIN')).toMatchObject({ decided: 'now', status: 'APPROVED' });
    expect(await decide(ticket, ANI)).toMatchObject({ decided: 'before', reviewer: BUDI });
    const decidedAt = await bench.now();
    await inPhase(ticket, 'done');
    expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
    expect(Date.parse(await bench.now()) - Date.parse(decidedAt)).toBeGreaterThanOrEqual(48 * 3_600_000);
  });

  test('the correction of a sure answer undone: a person is asked though the model is sure', async () => {
    bench.fakes.change({ classify: () => Promise.resolve(aClassification()) });
    const ticket = await solved('done');
    await decide(ticket, ANI);
    await inPhase(ticket, 'done');
    await undo(ticket);
    await inPhase(ticket, 'inReview');
    await waitFor(() => cardsSent() === 1, { describe: 'a card' });
    expect(rows()).toEqual(['KENDALA LOGIN', 'pending', 'lightgbm', null]);
  });

  test('a decision of the sheet is undone likewise; the same change delivered again does not bring it back', async () => {
    const ticket = await solved();
    const seen = { worksheet: 'Logs' as const, label: 'KENDALA VERIFIKASI', status: null, seenAt: await bench.now() };
    await ticket.signal(sheetReviewedSignal, seen);
    await inPhase(ticket, 'done');
    await bench.env.sleep('1 second');
    await undo(ticket);
    await inPhase(ticket, 'inReview');
    await ticket.signal(sheetReviewedSignal, seen);
    await inPhase(ticket, 'inReview');
    await bench.env.sleep('1 second');
    await ticket.signal(sheetReviewedSignal, { ...seen, seenAt: await bench.now() });
    await inPhase(ticket, 'done');
  });

  test('nothing is undone where nobody decided, twice, or on a cancelled ticket', async () => {
    const ticket = await solved();
    expect((await refusalOf(undo(ticket))).type).toBe('NothingToUndo');
    await decide(ticket, ANI);
    const both = await Promise.allSettled([undo(ticket), undo(ticket, BUDI)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await inPhase(ticket, 'inReview');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    bench.fakes.change({ archiveStory: () => held });
    await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
    await waitFor(() => bench.fakes.calls('archiveStory').length === 1, { describe: 'the ticket closes' });
    expect((await refusalOf(undo(ticket))).type).toBe('TicketClosed');
    expect((await refusalOf(lock(ticket, ANI))).type).toBe('TicketClosed');
    release();
    await resultOf(ticket);
  });
});

test('while a review waits 3 days the admins are reminded 3 times; after the decision never again', async () => {
  const ticket = await solved();
  const reminders = () => bench.fakes.calls('post').filter(({ to }) => to.role === 'admins');
  await bench.env.sleep('23 hours');
  expect(reminders()).toHaveLength(0);
  for (const days of [1, 2, 3]) {
    await bench.env.sleep(days === 1 ? '61 minutes' : '24 hours');
    await waitFor(() => reminders().length === days, { describe: `${days} reminders after ${days} days` });
    await atRest(ticket);
  }
  expect(new Set(reminders().map(({ item }) => item.key)).size).toBe(3);
  expect(reminders()[0]?.item.html).toContain('Masih menunggu review');
  await decide(ticket, ANI);
  await inPhase(ticket, 'done');
  await bench.env.sleep('40 hours');
  expect(reminders()).toHaveLength(3);
  expect((await statusWhere(ticket, 'done', ({ phase }) => phase === 'done')).phase).toBe('done');
});

test('no reminder for a solution that was taken back', async () => {
  const sentAt = await bench.now();
  const ticket = await solved('inReview', sentAt);
  const message = aSolution({ sentAt, text: 'maaf salah tiket', editedAt: minutesAfter(sentAt, 30) });
  await ticket.signal('staffMessage', { updateId: '2', message });
  await statusWhere(ticket, 'open again', ({ phase }) => phase === 'open');
  await atRest(ticket);
  await bench.env.sleep('25 hours');
  expect((await ticket.query(statusQuery)).phase).toBe('open');
  expect(bench.fakes.calls('post').filter(({ to }) => to.role === 'admins')).toEqual([]);
});
