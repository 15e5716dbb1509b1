import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createLedgerPort } from '../../../activities/ledger-port';
import { createSheetActivities, type SheetDeps } from '../../../activities/sheets';
import { toSheetFailure } from '../../../activities/sheets/failures';
import { createPace } from '../../../activities/sheets/quota';
import type { RowOutcome } from '../../../workflows/contracts/ledger';
import { aBatch, anEntry, aWriter, NOW, noRollOver } from './sheets-makers';

type Writer = Pick<Awaited<ReturnType<typeof aWriter>>, 'model' | 'mirror' | 'log'>;

/** The ledger's activities over a writer's parts; no ticket can be told unless a client is given. */
function activitiesOf({ model, mirror, log }: Writer, client = {} as Client, others: Partial<SheetDeps> = {}) {
  return createSheetActivities({ ...noRollOver(), sheets: model, mirror, client, log, now: () => NOW, ...others });
}

describe('toSheetFailure', () => {
  const google = (
    status: number,
    data: unknown = { error: { code: status, message: 'Why.', status: 'X' } },
    headers = {},
  ) =>
    toSheetFailure(
      { response: { status, data, headers: new Headers(headers) }, config: { token: 'secret' } },
      'call',
      NOW,
    );

  it.each([
    [429, {}, 'SheetBusy', 4_000],
    [429, { 'retry-after': '3' }, 'SheetBusy', 3_000],
    [429, { 'retry-after': new Date(NOW.getTime() + 4_000).toUTCString() }, 'SheetBusy', 4_000],
    [500, {}, 'SheetUnavailable', undefined],
    [503, { 'retry-after': '5' }, 'SheetUnavailable', 5_000],
    [401, {}, 'SheetUnavailable', undefined],
    [404, {}, 'SheetNotFound', 60_000],
    [403, {}, 'SheetDenied', 60_000],
  ])('%i %j may be tried again', (status, headers, type, nextRetryDelay) => {
    expect(google(status, undefined, headers)).toMatchObject({ type, nonRetryable: false, nextRetryDelay });
  });

  it.each([400, 413])('%i is final, in Google’s own words', (status) => {
    expect(google(status)).toMatchObject({
      type: 'SheetRefused',
      nonRetryable: true,
      message: `call: Google answered ${status}: Why.`,
    });
  });

  it('takes a 403 for want of quota for busy', () => {
    expect(google(403, { error: { message: 'Quota', status: 'RESOURCE_EXHAUSTED' } })).toMatchObject({
      type: 'SheetBusy',
    });
  });

  it('takes a refused sign-in for an outage, not for bad rows', () => {
    expect(google(400, { error: 'invalid_grant', error_description: 'secret words' })).toMatchObject({
      type: 'SheetUnavailable',
      message: 'call: signing in as the service account failed with status 400',
    });
  });

  it('names a broken connection, and nothing of the request', () => {
    const error = Object.assign(new Error('Bearer ya29.secret'), { code: 'ECONNRESET', config: { headers: 'secret' } });
    const failure = toSheetFailure(error, 'call', NOW);
    expect(failure).toMatchObject({
      type: 'SheetUnavailable',
      message: 'call: no answer (ECONNRESET)',
      cause: undefined,
    });
    expect(toSheetFailure('odd', 'call', NOW).message).toBe('call: no answer (connection failed)');
  });
});

describe('createPace', () => {
  it('lets a minute’s calls through at once, then one a second at 60 a minute', async () => {
    let nowMs = 0;
    const waits: number[] = [];
    const pace = createPace({ perMinute: 60, nowMs: () => nowMs, sleep: (ms) => Promise.resolve(void waits.push(ms)) });
    for (let call = 0; call < 63; call += 1) await pace();
    expect(waits).toEqual([1_000, 2_000, 3_000]);
    nowMs = 10_000;
    await pace();
    expect(waits).toHaveLength(3);
  });
});

describe('the ledger’s activities', () => {
  it('takes attempt 2 for one that may have been sent before', async () => {
    const { model, mirror, log } = await aWriter();
    const activities = activitiesOf({ model, mirror, log });
    const run = (attempt: number) =>
      new MockActivityEnvironment({ attempt }).run(() => activities.writeBatch(aBatch([anEntry('1')])));
    await run(1);
    expect(model.calls).not.toContain('readMark');
    await run(2);
    expect(model.calls).toContain('readMark');
    await mirror.close();
  });

  it('writes first rows while the store is down, unless the mirror speaks of another spreadsheet', async () => {
    const { model, mirror, log } = await aWriter();
    const get = () => Promise.reject(new Error('the store is down'));
    const activities = activitiesOf({ model, mirror, log }, undefined, { store: { get, put: get } });
    const run = (key: string) => new MockActivityEnvironment().run(() => activities.writeBatch(aBatch([anEntry(key)])));
    expect(await run('1')).toMatchObject({ kind: 'applied' });
    const [row] = (await mirror.ledgerRows.load('book', [{ worksheet: 'Logs', key: '1' }])).values();
    await mirror.ledgerRows.put('book-2', row ? [{ ...row, key: '9' }] : []);
    await expect(run('2')).rejects.toThrow('the store is down');
    await mirror.close();
  });

  function aClient(signal: jest.Mock): Client {
    return {
      workflow: { getHandle: (id: string) => ({ signal: (_: unknown, told: unknown) => signal(id, told) as unknown }) },
    } as unknown as Client;
  }
  const aRow = (over: Partial<RowOutcome>): RowOutcome => ({
    ...{ worksheet: 'Logs', key: '1', sequence: 2, ticketWorkflowId: 'ticket-1', outcome: 'written', keptCells: [] },
    ...over,
  });

  it('tells each ticket by one signal what became of its rows; a closed one is passed over', async () => {
    const { model, mirror, log } = await aWriter();
    const signal = jest
      .fn()
      .mockImplementation((id: string) =>
        id === 'closed' ? Promise.reject(new WorkflowNotFoundError('gone', id, undefined)) : Promise.resolve(),
      );
    const activities = activitiesOf({ model, mirror, log }, aClient(signal));
    const rows = [
      aRow({ ticketWorkflowId: 'closed' }),
      aRow({ keptCells: ['symtomps'] }),
      aRow({ outcome: 'stale' }),
      aRow({ outcome: 'deletedByPerson' }),
      aRow({ ticketWorkflowId: null }),
      aRow({ ticketWorkflowId: 'ticket-2' }),
      aRow({ keptCells: ['solving'], keptValues: { solving: 'by hand' } }),
    ];
    await new MockActivityEnvironment().run(() => activities.tellTickets({ rows }));
    const told = { sequence: 2, worksheet: 'Logs', keptCells: [] };
    expect(signal.mock.calls.slice(1)).toEqual([
      [
        'ticket-1',
        [
          { ...told, outcome: 'written', keptCells: ['symtomps'] },
          { ...told, outcome: 'written' },
          { ...told, outcome: 'deletedByPerson' },
          { ...told, outcome: 'written', keptCells: ['solving'] },
        ],
      ],
      ['ticket-2', { ...told, outcome: 'written' }],
    ]);
    await mirror.close();
  });

  it('hands a label or status that a person wrote to its ticket, as an edit made in the sheet', async () => {
    const { model, mirror, log } = await aWriter();
    const signal = jest.fn().mockResolvedValue(undefined);
    const activities = activitiesOf({ model, mirror, log }, aClient(signal));
    const rows = [
      aRow({ keptCells: ['symtomps'], keptValues: { symtomps: ' KENDALA LOGIN ' } }),
      aRow({ worksheet: 'ML_Tracking', keptCells: ['review_status'], keptValues: { review_status: 'APPROVED' } }),
    ];
    await new MockActivityEnvironment().run(() => activities.tellTickets({ rows }));
    const seenAt = NOW.toISOString();
    const reviews = signal.mock.calls.map(([, told]) => told as object).filter((told) => 'seenAt' in told);
    expect(reviews).toEqual([
      { worksheet: 'Logs', label: 'KENDALA LOGIN', status: null, seenAt },
      { worksheet: 'ML_Tracking', label: null, status: 'APPROVED', seenAt },
    ]);
    await mirror.close();
  });

  it('lets a batch come again while Google is away for minutes, and says after ten of them that nothing can be written', async () => {
    const { model, mirror, log } = await aWriter();
    const activities = activitiesOf({ model, mirror, log });
    const write = (minutes: number) =>
      new MockActivityEnvironment({ scheduledTimestampMs: NOW.getTime() - minutes * 60_000 }).run(() =>
        activities.writeBatch(aBatch([anEntry('1')])),
      );
    model.writeFaults = ['before', 'before'];
    await expect(write(9)).rejects.toMatchObject({ type: 'SheetUnavailable' });
    expect(await write(10)).toMatchObject({ kind: 'blocked', cause: 'unreachable', worksheet: null });
    expect(await write(10)).toMatchObject({ kind: 'applied' });
    await mirror.close();
  });

  it('reads the mark of a batch that may have been sent before, whatever the attempt', async () => {
    const { model, mirror, log } = await aWriter();
    const activities = activitiesOf({ model, mirror, log });
    const batch = { ...aBatch([anEntry('1')]), mayBeSent: true };
    await new MockActivityEnvironment().run(() => activities.writeBatch(batch));
    expect(model.calls).toContain('readMark');
    await mirror.close();
  });

  it('tells of 45 rows, stopped in the third round of 20: the next attempt tells the last 5 alone', async () => {
    const { model, mirror, log } = await aWriter();
    const rows = Array.from({ length: 45 }, (_, index) => aRow({ ticketWorkflowId: `ticket-${index}` }));
    let isUp = false;
    const told: string[] = [];
    const signal = jest.fn().mockImplementation((id: string) => {
      if (!isUp && id === 'ticket-40') return Promise.reject(new Error('the server is down'));
      told.push(id);
      return Promise.resolve();
    });
    const activities = activitiesOf({ model, mirror, log }, aClient(signal));
    const beats: unknown[] = [];
    const attempt = (info: { attempt: number; heartbeatDetails?: unknown }) => {
      const environment = new MockActivityEnvironment(info);
      environment.on('heartbeat', (details: unknown) => beats.push(details));
      return environment.run(() => activities.tellTickets({ rows }));
    };

    await expect(attempt({ attempt: 1 })).rejects.toThrow('the server is down');
    expect(beats).toEqual([{ told: 20 }, { told: 40 }]);
    isUp = true;
    told.length = 0;
    await attempt({ attempt: 2, heartbeatDetails: beats.at(-1) });
    expect(told).toEqual(['ticket-40', 'ticket-41', 'ticket-42', 'ticket-43', 'ticket-44']);
    await mirror.close();
  });

  it('tells of a parked row, with an error in the log that holds no cell', async () => {
    const { model, mirror, log } = await aWriter();
    const signal = jest.fn().mockResolvedValue(undefined);
    const activities = activitiesOf({ model, mirror, log }, aClient(signal));
    const entry = anEntry('1', { tech_raw_text: 'private' });
    await new MockActivityEnvironment().run(() => activities.tellParked({ entry, reason: 'too long' }));

    expect(signal).toHaveBeenCalledWith('ticket--100-1', {
      sequence: 1,
      worksheet: 'Logs',
      outcome: 'parked',
      keptCells: [],
    });
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: expect.any(String),
        fields: expect.objectContaining({ key: '1', reason: 'too long' }),
      },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('private');
    await mirror.close();
  });
});

describe('createLedgerPort', () => {
  it('signals the spreadsheet’s ledger, starting it where it does not run', async () => {
    const signalWithStart = jest.fn().mockResolvedValue({});
    const noteSymptom = jest.fn().mockResolvedValue(undefined);
    const port = createLedgerPort({
      client: { workflow: { signalWithStart } } as unknown as Client,
      ...{ language: 'en', noteSymptom },
    });
    const entries = [anEntry('1')];
    const place = { ticketId: '-1-5', chatId: -1, messageId: 5, technician: 'tg:9101', at: '2026-01-01T00:00:00.000Z' };
    const symptom = { ...place, label: 'KENDALA LOGIN' };
    await port.enqueueRows({ spreadsheetId: 'book', entries, symptom });
    expect(noteSymptom.mock.calls).toEqual([[symptom]]);
    await port.enqueueRows({ spreadsheetId: 'book', entries: [] });

    expect(signalWithStart.mock.calls).toEqual([
      [
        'ledgerWorkflow',
        expect.objectContaining({
          workflowId: 'ledger-book',
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue: 'oncek',
          args: [{ spreadsheetId: 'book', carried: null }],
          signalArgs: [entries, { language: 'en' }],
        }),
      ],
    ]);
  });
});
