import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { countTickets, readPending } from '../../../scripts/demo/product';
import { labelsOf, waitForRows } from '../../../scripts/demo/rows';
import { readSheets, rowsAdded, type Row, type SheetRows } from '../../../scripts/demo/sheets';

const logsRow = (key: string, solving = 'ok'): Row => ['Demo', '', '', key, '', '', '', '', '', '', '', solving];
const trackingRow = (key: string, label = 'BIMA'): Row => [key, '', '', label, '', 'auto_approved'];
const sheets = (logs: readonly Row[], tracking: readonly Row[]): SheetRows => ({ logs, tracking });

describe('the demo’s counts', () => {
  it('takes all rows without the headings and without empty ones; a missing worksheet has none', async () => {
    const rows = (worksheet: string) =>
      Promise.resolve(worksheet === 'Logs' ? [['group'], ['', null], [...logsRow('1')]] : []);
    expect(await readSheets({ rows })).toEqual(sheets([logsRow('1')], []));
  });

  it('counts a duplicate and a stranger as rows, and says how many duplicates there are', () => {
    const before = sheets([logsRow('old'), logsRow('old')], [trackingRow('old')]);
    const after = sheets(
      [...before.logs, logsRow('1'), logsRow('2'), logsRow('2'), logsRow('stranger')],
      [...before.tracking, trackingRow('1'), trackingRow('2')],
    );
    expect(rowsAdded(before, after)).toEqual({ logs: 4, tracking: 2, duplicates: 1 });
  });

  it('counts the label of a duplicate row once, and no stranger’s', () => {
    const tracking = [trackingRow('1', 'A'), trackingRow('1', 'B'), trackingRow('stranger')];
    expect(labelsOf(new Set(['1']), tracking)).toEqual([{ key: '1', label: 'A', status: 'auto_approved' }]);
  });

  it('counts as tickets only the messages that Temporal knows, not all that were written', async () => {
    const describe = (id: string) =>
      id.endsWith('-7') ? Promise.reject(new WorkflowNotFoundError('unknown', id, undefined)) : Promise.resolve({});
    const client = { workflow: { getHandle: (id: string) => ({ describe: () => describe(id) }) } } as unknown as Client;
    const messages = Array.from({ length: 45 }, (_, index) => ({ chatId: -100, messageId: index + 1 }));
    expect(await countTickets(client, messages)).toBe(44);
  });
});

describe('waitForRows', () => {
  const complete = sheets([logsRow('1')], [trackingRow('1')]);
  const wait = (looks: { pending: number | null; sheets: SheetRows }[], deadlineMs = Date.now() + 60_000) => {
    let look = -1;
    const reports: string[] = [];
    const done = waitForRows({
      keys: new Set(['1']),
      readPending: () => Promise.resolve(looks[Math.min(++look, looks.length - 1)]?.pending ?? null),
      read: () => Promise.resolve(looks[Math.min(look, looks.length - 1)]?.sheets ?? complete),
      deadlineMs,
      report: (line) => reports.push(line),
      pauseMs: 1,
    });
    return { done, reports };
  };

  it('goes on while the ledger holds rows or cannot be asked, though each ticket has its rows', async () => {
    const late = sheets([...complete.logs, logsRow('1')], complete.tracking);
    const { done, reports } = wait([
      { pending: null, sheets: complete },
      { pending: 1, sheets: complete },
      { pending: 0, sheets: late },
    ]);
    expect(await done).toEqual(late);
    expect(reports).toHaveLength(3);
  });

  it('goes on while a row has no solution yet', async () => {
    const { done, reports } = wait([
      { pending: 0, sheets: sheets([logsRow('1', '')], complete.tracking) },
      { pending: 0, sheets: complete },
    ]);
    expect(await done).toEqual(complete);
    expect(reports).toHaveLength(2);
  });

  it('fails at the deadline with what is missing', async () => {
    const { done } = wait([{ pending: 3, sheets: sheets([], complete.tracking) }], Date.now() - 1);
    await expect(done).rejects.toThrow('0 in Logs, 1 in ML_Tracking, of 1; pending: 3');
  });
});

describe('readPending', () => {
  const answers = (status: number, body: unknown = {}) =>
    jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(JSON.stringify(body), { status }));
  afterEach(() => jest.restoreAllMocks());

  it('asks with the reader’s key of the sandbox', async () => {
    const fetched = answers(200, { pending: 4 });
    expect(await readPending('http://127.0.0.1:1')).toBe(4);
    expect(fetched).toHaveBeenCalledWith('http://127.0.0.1:1/api/ledger', { headers: { 'X-API-Key': 'demo-read' } });
  });

  it.each([404, 500, 503])('takes %d for "not yet"', async (status) => {
    answers(status);
    expect(await readPending('http://127.0.0.1:1')).toBeNull();
  });

  it('takes a broken connection for "not yet", and a refused key for an error', async () => {
    jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    expect(await readPending('http://127.0.0.1:1')).toBeNull();
    answers(401);
    await expect(readPending('http://127.0.0.1:1')).rejects.toThrow('API_KEYS');
  });
});
