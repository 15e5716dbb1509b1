import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readNotedOnceks, readQueuedRows } from '../../scripts/import/today';
import { install, runScript, startProduct, type Installation, type RunningProduct } from '../support/product';
import { peopleOf } from '../support/people';
import { waitFor } from '../support/wait';

const GROUP = -1001000000001;

describe('what the former system had noted', () => {
  it('is read at any depth, with times as ISO text, seconds, milliseconds, or beside other things', () => {
    const { onceks, unreadable } = readNotedOnceks(
      JSON.stringify({
        version: 3,
        oncek: {
          [`${GROUP}::11`]: '2026-11-30T02:00:00+07:00',
          [`${GROUP}::12`]: 1_796_000_000,
          [`${GROUP}::13`]: { timestamp: 1_796_000_000_500, by: 'Damas' },
          [`${GROUP}::14`]: { by: 'Damas' },
        },
      }),
    );
    expect(onceks.map(({ messageId, at }) => [messageId, at])).toEqual([
      [11, '2026-11-29T19:00:00.000Z'],
      [12, '2026-11-30T00:53:20.000Z'],
      [13, '2026-11-30T00:53:20.500Z'],
    ]);
    expect(unreadable).toEqual([{ where: `${GROUP}::14`, why: 'no time of an oncek in it' }]);
    expect(() => readNotedOnceks('[]')).toThrow(/not a JSON object/);
  });

  it('rows are read as a list, by line, or wrapped; one without an id is left out', () => {
    const row = { tech_message_id: 77, tech_raw_text: '=1+1', sla_response_min: 3.5, is_oncek: true };
    for (const text of [
      JSON.stringify([row]),
      `${JSON.stringify(row)}\n`,
      JSON.stringify({ queue: [{ payload: row }] }),
    ]) {
      const [read] = readQueuedRows(text).rows;
      expect(read?.key).toBe('77');
      expect(read?.cells).toHaveLength(20);
      expect([read?.cells[3], read?.cells[6], read?.cells[15], read?.cells[16]]).toEqual(['77', '=1+1', 'true', 3.5]);
    }
    expect(readQueuedRows(JSON.stringify([{ tech_message_id: '' }, { other: 1 }])).unreadable).toHaveLength(2);
    expect(() => readQueuedRows('{"a":1}\nno json')).toThrow(/line 2 is not JSON/);
  });
});

describe('scripts/import-today beside the running product', () => {
  let installation: Installation;
  let product: RunningProduct;
  beforeAll(async () => {
    installation = await install();
    product = await startProduct(installation);
    const env = Object.entries(installation.env).map(([name, value]) => `${name}=${value}`);
    await writeFile(path.join(installation.dataDir, '.env'), `${env.join('\n')}\n`);
  }, 150_000);
  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  it('opens the tickets whose oncek was noted, writes the queued rows once, and changes nothing the second time', async () => {
    const people = peopleOf(installation.sandbox);
    await writeFile(
      path.join(installation.dataDir, 'state.json'),
      JSON.stringify({ oncek: { [`${GROUP}::9001`]: new Date(Date.now() - 60_000).toISOString() } }),
    );
    await writeFile(
      path.join(installation.dataDir, 'queue.json'),
      JSON.stringify([{ tech_message_id: '8000', tech_raw_text: 'lama', symtomps: 'KENDALA LOGIN' }]),
    );
    const args = ['--state', 'state.json', '--queue', 'queue.json'];
    const dry = await runScript('import-today.js', [...args, '--dry-run'], installation.dataDir);
    expect(dry).toEqual({ code: 0, output: 'would take over 1 onceks and 1 rows; nothing was changed\n' });
    for (let time = 1; time <= 2; time += 1) {
      const { code, output } = await runScript('import-today.js', args, installation.dataDir);
      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.stringContaining('rows: 1 handed to the ledger'),
      });
      expect(output).toContain('onceks: 1 tickets open');
    }
    await people.waitForRow('Logs', 8000, (row) => row[6] === 'lama');
    const ticket = await waitFor(
      async () => {
        const answer = await fetch(`${installation.api}/api/tickets/${GROUP}-9001`, {
          headers: { 'X-API-Key': 'demo-read' },
        });
        return answer.ok ? ((await answer.json()) as { phase: string }) : null;
      },
      { describe: 'the ticket is open' },
    );
    expect(ticket.phase).toBe('answered');
    const rows = (await (await fetch(`${installation.sandbox}/sheets/people/Logs`)).json()) as
      { rows?: unknown[][] } | unknown[][];
    const all = Array.isArray(rows) ? rows : (rows.rows ?? []);
    expect(all.filter((row) => row[3] === '8000')).toHaveLength(1);
  }, 120_000);

  it('says how it is used', async () => {
    const { code, output } = await runScript('import-today.js', [], installation.dataDir);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('usage: import-today') });
  });
});
