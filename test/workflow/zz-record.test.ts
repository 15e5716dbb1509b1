/* eslint-disable */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { ApplicationFailure } from '@temporalio/common';
import { reviewUpdate, staffMessageSignal, cancelSignal } from '../../workflows/contracts/ticket';
import { ledgerWorkflowId, upsertSignal, retryParkedSignal, ledgerStatusQuery } from '../../workflows/contracts/ledger';
import { outboxWorkflowId, postSignal } from '../../workflows/contracts/outbox';
import { NINE, aClassification, aDirect, aDoubt, aLedgerEntry, aNotice, aPerson, aProblem, aReviewer, aSolution, aStaffMessage, aTicketInput, minutesAfter } from '../support/makers';
import { goodWorld, inPhase, startTicket } from '../support/ticket-run';
import { nothing } from '../support/fake-activities';
import { waitFor } from '../support/wait';
import { atRest, BENCH_QUEUE, startWorkflowBench } from '../support/workflow-bench';

test('record', async () => {
  const bench = await startWorkflowBench();
  await bench.sleepUntil(NINE);
  const save = async (name: string, handle: any) => {
    const history = await handle.fetchHistory();
    const json = JSON.parse(historyToJSON(history));
    const scrub = (v: any): any => {
      if (Array.isArray(v)) return v.map(scrub);
      if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, k === 'identity' ? 'recorded' : k === 'stackTrace' ? '' : scrub(x)]));
      return v;
    };
    writeFileSync(join(__dirname, '..', 'replay', 'histories', `${name}.json`), JSON.stringify(scrub(json)) + '\n');
  };
  // unanswered
  bench.fakes.expect(goodWorld(bench));
  let t = await startTicket(bench, aTicketInput({ messageId: 1, settings: { escalations: [{ afterMin: 20, chatId: 9002 }] } }));
  await t.result();
  await save('ticket-unanswered', t);
  // recorded, with failing classification and an edit
  let fail = 2;
  bench.fakes.expect({ ...goodWorld(bench), classify: () => fail-- > 0 ? Promise.reject(ApplicationFailure.retryable('down', 'Down')) : Promise.resolve(aClassification()) });
  t = await startTicket(bench, aTicketInput({ messageId: 2 }), { updateId: '1', message: aStaffMessage() });
  await inPhase(t, 'answered');
  await t.signal(staffMessageSignal, { updateId: '2', message: aSolution() });
  await bench.env.sleep('1 minute');
  await inPhase(t, 'done');
  await t.signal(staffMessageSignal, { updateId: '3', message: aSolution({ text: 'lain, MIS -dm', editedAt: minutesAfter(NINE, 12) }) });
  await waitFor(() => bench.fakes.calls('classify').length >= 4, { describe: 'again' });
  await inPhase(t, 'done');
  await t.result();
  await save('ticket-recorded', t);
  // reviewed
  bench.fakes.expect({ ...goodWorld(bench), classify: () => Promise.resolve(aDoubt()) });
  t = await startTicket(bench, aTicketInput({ messageId: 3 }), { updateId: '1', message: aSolution() });
  await inPhase(t, 'inReview');
  await waitFor(() => bench.fakes.calls('sendReviewCards').length === 1, { describe: 'cards' });
  await atRest(t);
  await t.executeUpdate(reviewUpdate, { args: [{ label: 'APA', reviewer: aReviewer() }] }).catch(() => undefined);
  await t.executeUpdate(reviewUpdate, { args: [{ label: 'KENDALA LUPA PASSWORD', reviewer: aReviewer() }] });
  await inPhase(t, 'done');
  await t.executeUpdate(reviewUpdate, { args: [{ label: 'KENDALA LOGIN', reviewer: aReviewer() }] });
  await t.result();
  await save('ticket-reviewed', t);
  // cancelled after rows
  bench.fakes.expect(goodWorld(bench));
  t = await startTicket(bench, aTicketInput({ messageId: 4 }), { updateId: '1', message: aSolution() });
  await inPhase(t, 'done');
  await t.signal(cancelSignal, { updateId: '2', by: aPerson() });
  await t.result();
  await save('ticket-cancelled', t);
  // ledger
  let collisions = 1; let bad = true;
  const written = ({ entries }: any) => ({ kind: 'applied' as const, repairs: [], rows: entries.map((e: any) => ({ worksheet: e.worksheet, key: e.key, sequence: e.sequence, ticketWorkflowId: e.ticketWorkflowId, outcome: 'written' as const, keptCells: [] })) });
  bench.fakes.expect({
    writeBatch: (b) => Promise.resolve(collisions-- > 0 ? { kind: 'collision' as const } : bad && b.entries.some((e) => e.key === '3') ? { kind: 'refused' as const, reason: 'protected' } : written(b)),
    tellTickets: nothing, tellParked: nothing,
  });
  const l: any = await bench.client.workflow.signalWithStart('ledgerWorkflow', { workflowId: ledgerWorkflowId('s'), taskQueue: BENCH_QUEUE, args: [{ spreadsheetId: 's', carried: null }], signal: upsertSignal, signalArgs: [['1', '2', '3'].map((key) => aLedgerEntry({ key, ticketWorkflowId: `ticket-1-${key}` }))] } as any);
  await bench.env.sleep(3000);
  await waitFor(async () => (await l.query(ledgerStatusQuery)).parked.length === 1 , { describe: 'parked' });
  await atRest(l);
  bad = false;
  await l.signal(retryParkedSignal);
  await bench.env.sleep(3000);
  await waitFor(async () => (await l.query(ledgerStatusQuery)).written === 3 , { describe: 'written' });
  await atRest(l);
  await save('ledger-bisected', l);
  // outbox
  let id = 10;
  bench.fakes.expect({ sendMessage: ({ html }) => html === 'buruk' ? Promise.reject(ApplicationFailure.nonRetryable('gone', 'TelegramRefused')) : Promise.resolve({ messageId: id++ }), editMessage: nothing });
  const o: any = await bench.client.workflow.signalWithStart('outboxWorkflow', { workflowId: outboxWorkflowId({ bot: 'admin', chatId: -5 }), taskQueue: BENCH_QUEUE, args: [{ bot: 'admin', chatId: -5, perMinute: 2, carried: null }], signal: postSignal, signalArgs: [aNotice('1')] } as any);
  await bench.env.sleep(4000);
  for (const item of [aNotice('1', 'baru'), aNotice('2'), aNotice('3'), aDirect('d'), aDirect('x', 'buruk')]) await o.signal(postSignal, item);
  await bench.env.sleep('5 minutes');
  await atRest(o);
  await save('outbox-merged', o);
  await bench.close();
}, 120000);
