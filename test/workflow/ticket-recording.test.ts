import { cancelSignal, eventsQuery, rowsWrittenSignal, staffMessageSignal } from '../../workflows/contracts/ticket';
import { nothing } from '../support/fake-activities';
import {
  CHAT,
  NINE,
  aClassification,
  aPerson,
  aProblem,
  aSolution,
  aStaffMessage,
  aTicketInput,
  minutesAfter,
} from '../support/makers';
import { goodWorld, handedRows, inPhase, startTicket, statusWhere, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;

beforeAll(async () => {
  bench = await startWorkflowBench();
  await bench.sleepUntil(NINE);
});
afterAll(() => bench.close());
beforeEach(() => bench.fakes.expect(goodWorld(bench)));
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

async function start(...[input, first]: [Parameters<typeof aTicketInput>[0], ReturnType<typeof aStaffMessage>?]) {
  open = await startTicket(bench, aTicketInput(input), first && { updateId: 'first', message: first });
  return open;
}

const tell = (ticket: TicketHandle, message: ReturnType<typeof aStaffMessage>, updateId: string | null = null) =>
  ticket.signal(staffMessageSignal, { updateId, message });

/** What the ledger tells of the entry last handed over. */
function whatBecameOf(worksheet: 'Logs' | 'ML_Tracking') {
  return { worksheet, sequence: handedRows(bench, worksheet).last?.sequence ?? 0, keptCells: [] };
}

describe('a ticket on its good way', () => {
  test('problem 09:00, oncek 09:04, solution 09:10: both rows, then closed 48 hours later with its story kept', async () => {
    const ticket = await start({});
    await inPhase(ticket, 'open');
    await tell(ticket, aStaffMessage(), '1');
    await inPhase(ticket, 'answered');
    expect(handedRows(bench, 'Logs').last).toEqual({
      worksheet: 'Logs',
      key: '500',
      sequence: expect.any(Number),
      ticketWorkflowId: `ticket-${CHAT}-500`,
      cells: [
        ...['Demo', '2031-03-03', '09:04:00', '500', '2031-03-03', '09:00:00', 'moban tidak bisa login mytech'],
        ...[null, null, '501', 'oncek ya', null, null, null, null, 'true', 4, 'OK', 11, null],
      ],
    });
    expect(handedRows(bench, 'ML_Tracking').entries).toEqual([]);

    await tell(ticket, aSolution(), '2');
    const done = await inPhase(ticket, 'done');
    expect(done).toMatchObject({ label: 'KENDALA LOGIN', confidence: 0.93, appCode: 'MIT', solverName: 'Bagas' });
    const told = bench.fakes.calls('enqueueRows').map(({ news = [] }) => news.map(({ type }) => type));
    expect(told).toEqual([
      ['ticket.opened', 'ticket.oncek'],
      ['ticket.solved', 'ticket.classified'],
    ]);
    expect(bench.fakes.calls('classify')).toEqual([
      { problem: 'moban tidak bisa login mytech', solving: 'sudah direset, silakan login ulang' },
    ]);
    expect(handedRows(bench, 'Logs').last).toMatchObject({
      cells: [
        ...['Demo', '2031-03-03', '09:10:00', '500', '2031-03-03', '09:00:00', 'moban tidak bisa login mytech'],
        ...[null, null, '502', 'sudah direset, silakan login ulang, MIT -bg', 'sudah direset, silakan login ulang'],
        ...['09:10:00', 'MIT', 'Bagas', 'true', 4, 'OK', 11, 'KENDALA LOGIN'],
      ],
    });
    expect(handedRows(bench, 'ML_Tracking').last).toMatchObject({
      cells: [
        ...['500', 'moban tidak bisa login mytech', 'sudah direset, silakan login ulang', 'KENDALA LOGIN', 0.93],
        ...['auto_approved', '2031-03-03 09:11:00', 'lightgbm'],
      ],
    });

    expect(await resultOf(ticket)).toEqual({ ticketId: `${CHAT}-500`, outcome: 'recorded' });
    const { startTime, closeTime } = await ticket.describe();
    const hours = ((closeTime?.getTime() ?? 0) - startTime.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(48);
    expect(hours).toBeLessThan(48.1);
    const [archived] = bench.fakes.calls('archiveStory');
    const kept = JSON.parse(archived?.story ?? '{}') as { outcome: string; story: { kind: string }[] };
    expect(archived?.ticketId).toBe(`${CHAT}-500`);
    expect(kept.outcome).toBe('recorded');
    expect(kept.story.map(({ kind }) => kind)).toEqual([
      ...['opened', 'oncek', 'rowWritten', 'solution', 'classified', 'rowWritten', 'rowWritten', 'closed'],
    ]);
  });

  test('the notice says that the row waits, and once it is written no longer', async () => {
    bench.fakes.change({ enqueueRows: nothing });
    const ticket = await start({ messageId: 600 }, aSolution());
    await statusWhere(ticket, 'done', ({ phase }) => phase === 'done');
    const notices = () => bench.fakes.calls('post').filter(({ item }) => item.kind === 'notice');
    await atRest(ticket);
    expect(notices()).toEqual([]);
    await bench.env.sleep('10 seconds');
    await waitFor(() => notices().length === 1, { describe: 'a notice' });
    expect(notices()[0]?.item.html).toBe(
      [
        '✅ <b>Solusi dicatat</b> oleh Sari · Demo',
        '🏷 <b>KENDALA LOGIN</b> 93%',
        '⏱ OK (10 menit)',
        '⏳ menunggu ditulis ke sheet',
        '<a href="https://t.me/c/1000000001/502">lihat pesan</a>',
      ].join('\n'),
    );
    for (const worksheet of ['Logs', 'ML_Tracking'] as const) {
      await ticket.signal(rowsWrittenSignal, { ...whatBecameOf(worksheet), outcome: 'written' });
    }
    await waitFor(() => notices().at(-1)?.item.html.includes('menunggu') === false, {
      describe: 'the notice without ⏳',
    });
    expect(notices().at(-1)?.item.key).toBe(`${CHAT}-600`);
  });

  test('rows that are written within 10 seconds need one notice, which never says that they wait', async () => {
    const ticket = await start({ messageId: 603 }, aSolution());
    await inPhase(ticket, 'done');
    await bench.env.sleep('11 seconds');
    await atRest(ticket);
    const notices = bench.fakes.calls('post').filter(({ item }) => item.kind === 'notice');
    expect(notices).toHaveLength(1);
    expect(notices[0]?.item.html).not.toContain('menunggu');
  });

  test('with no edit window the ticket closes as soon as both rows are written, not before', async () => {
    bench.fakes.change({ enqueueRows: nothing });
    const ticket = await start({ messageId: 601, settings: { editWindowMin: 0 } }, aSolution());
    await waitFor(() => handedRows(bench, 'ML_Tracking').entries.length === 1, { describe: 'both rows handed over' });
    await atRest(ticket);
    await bench.env.sleep('3 days');
    expect((await ticket.describe()).status.name).toBe('RUNNING');
    await ticket.signal(rowsWrittenSignal, { ...whatBecameOf('Logs'), outcome: 'written' });
    await ticket.signal(rowsWrittenSignal, { ...whatBecameOf('ML_Tracking'), outcome: 'parked' });
    await atRest(ticket);
    await bench.env.sleep('3 days');
    // A row that Google refused is not recorded: the ticket waits until it is written after all.
    expect((await ticket.describe()).status.name).toBe('RUNNING');
    await ticket.signal(rowsWrittenSignal, { ...whatBecameOf('ML_Tracking'), outcome: 'written' });
    expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
    const { story } = JSON.parse(bench.fakes.calls('archiveStory')[0]?.story ?? '{}') as { story: { kind: string }[] };
    expect(story.map(({ kind }) => kind)).toContain('rowParked');
  });

  test('without a label the Logs row is written and no ML_Tracking row', async () => {
    bench.fakes.change({ classify: () => Promise.resolve(aClassification({ label: null, confidence: 0, top: [] })) });
    const ticket = await start({ messageId: 602 }, aSolution());
    await inPhase(ticket, 'done');
    expect(handedRows(bench, 'Logs').last?.cells[19]).toBeNull();
    expect(handedRows(bench, 'ML_Tracking').entries).toEqual([]);
  });
});

describe('what changes a ticket later', () => {
  test('a reworded solution updates both rows under the same key with the next sequence', async () => {
    bench.fakes.change({
      classify: ({ solving }) =>
        Promise.resolve(aClassification(solving?.includes('password') ? { label: 'KENDALA LUPA PASSWORD' } : {})),
    });
    const ticket = await start({ messageId: 610 }, aSolution());
    await inPhase(ticket, 'done');
    const text = 'password sudah diganti, MIS -dm';
    await tell(ticket, aSolution({ text, editedAt: minutesAfter(NINE, 12) }), '2');
    await statusWhere(
      ticket,
      'new label',
      ({ label, rowsPending }) => label === 'KENDALA LUPA PASSWORD' && !rowsPending,
    );
    const [logs, tracking] = [handedRows(bench, 'Logs'), handedRows(bench, 'ML_Tracking')];
    for (const { entries } of [logs, tracking]) {
      expect(entries.map(({ key }) => key)).toEqual(['610', '610']);
      expect(entries[1]!.sequence).toBeGreaterThan(entries[0]!.sequence);
    }
    expect(logs.last?.cells.slice(10, 15)).toEqual([text, 'password sudah diganti', '09:10:00', 'MIS', 'Damas']);
    expect(tracking.last?.cells[3]).toBe('KENDALA LUPA PASSWORD');
  });

  test('a reaction, which Telegram announces as an edit, changes nothing', async () => {
    const ticket = await start({ messageId: 611 }, aSolution());
    await inPhase(ticket, 'done');
    await waitFor(() => bench.fakes.calls('post').length === 1, { describe: 'the notice' });
    const notices = bench.fakes.calls('post').length;
    await tell(ticket, aSolution({ editedAt: minutesAfter(NINE, 20) }), '2');
    const kinds = (await ticket.query(eventsQuery)).events.map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'solution', 'classified', 'rowWritten', 'rowWritten']);
    expect(handedRows(bench, 'Logs').entries).toHaveLength(1);
    expect(bench.fakes.calls('post')).toHaveLength(notices);
    // A change that comes after it is handled after it.
    await tell(ticket, aStaffMessage({ messageId: 700, sentAt: minutesAfter(NINE, 21) }), '3');
    await waitFor(() => handedRows(bench, 'Logs').entries.length === 2, { describe: 'the row of the later oncek' });
    expect((await ticket.query(eventsQuery)).events.map(({ kind }) => kind)).not.toContain('replyEdited');
  });

  test('an edit within the second of the sending counts', async () => {
    const ticket = await start({ messageId: 612 }, aStaffMessage());
    await inPhase(ticket, 'answered');
    await tell(ticket, aStaffMessage({ text: 'direset, MIT -bg', editedAt: minutesAfter(NINE, 4) }), '2');
    expect(await inPhase(ticket, 'done')).toMatchObject({ solving: 'direset' });
  });

  test('a second oncek keeps the response time of the first: 4 minutes, not 9', async () => {
    const ticket = await start({ messageId: 613 }, aStaffMessage());
    await inPhase(ticket, 'answered');
    await tell(ticket, aStaffMessage({ messageId: 505, sentAt: minutesAfter(NINE, 9) }), '2');
    await waitFor(() => handedRows(bench, 'Logs').entries.length === 2, { describe: 'the row of the second oncek' });
    const cells = handedRows(bench, 'Logs').last?.cells ?? [];
    expect(cells.slice(1, 3)).toEqual(['2031-03-03', '09:09:00']);
    expect(cells.slice(16, 19)).toEqual([4, 'OK', 11]);
  });

  test('an oncek after the solution keeps the cells of the solution', async () => {
    const ticket = await start({ messageId: 614 }, aSolution());
    await inPhase(ticket, 'done');
    await tell(ticket, aStaffMessage({ messageId: 506, text: 'oncek lagi', sentAt: minutesAfter(NINE, 30) }), '2');
    await waitFor(() => handedRows(bench, 'Logs').entries.length === 2, { describe: 'the row with the oncek' });
    expect(handedRows(bench, 'Logs').last?.cells.slice(9)).toEqual([
      ...['506', 'oncek lagi', 'sudah direset, silakan login ulang', '09:10:00', 'MIT', 'Bagas', 'true'],
      ...[10, 'OK', 5, 'KENDALA LOGIN'],
    ]);
    expect(bench.fakes.calls('classify')).toHaveLength(1);
  });

  test('a solution without oncek after 16 minutes is the first response: TERLAMBAT, 0 minutes left', async () => {
    const ticket = await start({ messageId: 615 }, aSolution({ sentAt: minutesAfter(NINE, 16) }));
    await inPhase(ticket, 'done');
    expect(handedRows(bench, 'Logs').last?.cells.slice(15, 19)).toEqual(['false', 16, 'TERLAMBAT', 0]);
  });

  test('a row that a person deleted is not written again', async () => {
    bench.fakes.change({ enqueueRows: nothing });
    const ticket = await start({ messageId: 616 }, aStaffMessage());
    await waitFor(() => handedRows(bench, 'Logs').entries.length === 1, { describe: 'the first row' });
    await ticket.signal(rowsWrittenSignal, { ...whatBecameOf('Logs'), outcome: 'deletedByPerson' });
    await tell(ticket, aSolution(), '2');
    await waitFor(() => handedRows(bench, 'ML_Tracking').entries.length === 1, { describe: 'the ML_Tracking row' });
    expect(handedRows(bench, 'Logs').entries).toHaveLength(1);
  });
});

describe('/batal', () => {
  test('before any row: cancelled at once, and none is written', async () => {
    const ticket = await start({ messageId: 620, problem: aProblem({ sentAt: await bench.now() }) });
    await inPhase(ticket, 'open');
    await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
    expect(await resultOf(ticket)).toEqual({ ticketId: `${CHAT}-620`, outcome: 'cancelled' });
    expect(bench.fakes.calls('enqueueRows')).toEqual([]);
  });

  test('within the task that would hand the first rows over: one that was lost may have done it, so rows that exist are changed', async () => {
    bench.fakes.change({
      classify: async () => {
        // The answer and the cancel come in one task, as to the replacement of a task whose worker was killed.
        await bench.client.workflow
          .getHandle(`ticket-${CHAT}-622`)
          .signal(cancelSignal, { updateId: '9', by: aPerson() });
        return aClassification();
      },
    });
    const ticket = await start({ messageId: 622 }, aSolution());
    await waitFor(() => handedRows(bench, 'ML_Tracking').last !== null, { describe: 'both rows' });
    expect(await resultOf(ticket)).toMatchObject({ outcome: 'cancelled' });
    for (const [worksheet, column] of [
      ['Logs', 19],
      ['ML_Tracking', 3],
    ] as const) {
      const { entries, last } = handedRows(bench, worksheet);
      expect(entries).toHaveLength(1);
      expect(last).toMatchObject({ isExistingOnly: true });
      expect(last?.cells[column]).toBe('DIBATALKAN');
      // Above what a task with a shorter history can have given it.
      expect(last?.sequence).toBeGreaterThan(5);
    }
  });

  test('after the rows: DIBATALKAN in both, CANCELLED as review_status, then closed', async () => {
    const ticket = await start({ messageId: 621 }, aSolution());
    await inPhase(ticket, 'done');
    await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
    expect(await resultOf(ticket)).toMatchObject({ outcome: 'cancelled' });
    expect(handedRows(bench, 'Logs').entries).toHaveLength(2);
    expect(handedRows(bench, 'Logs').last).not.toHaveProperty('isExistingOnly');
    expect(handedRows(bench, 'Logs').last?.cells[19]).toBe('DIBATALKAN');
    expect(handedRows(bench, 'ML_Tracking').last?.cells[3]).toBe('DIBATALKAN');
    expect(handedRows(bench, 'ML_Tracking').last?.cells[5]).toBe('CANCELLED');
    expect(bench.fakes.calls('post').at(-1)?.item.html).toContain('🚫 <b>Tiket dibatalkan</b> oleh Sari');
  });
});
