import { Connection } from '@temporalio/client';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageLink } from '../../domain/ids';
import { ADMIN, GROUP, peopleOf, REPORTS, type SeenMessage } from '../support/people';
import { expectFree, install, runScript, startProduct, startRefused } from '../support/product';
import type { Installation, RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';

const SOLUTION = 'sudah direset, silakan login ulang, MIT -dm';
const KNOWN = 'mohon bantuan tidak bisa login mytech, muncul user auth locked';
/** One word the model has seen, no more: far from sure. */
const VAGUE = 'mohon dibantu segera';

describe('the whole product, started as `make run` starts it', () => {
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    // Breaks of one minute at night, so that the clock of the day never stops the SLA clock of these tests.
    installation = await install({ SLA_BREAKS: '03:00-03:01' });
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 150_000);

  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  async function statusOf(messageId: number): Promise<{ phase: string; label: string | null; receivedAt: string }> {
    const response = await fetch(`${installation.api}/api/tickets/${GROUP}-${messageId}`, {
      headers: { 'X-API-Key': 'demo-read' },
    });
    if (!response.ok) throw new Error(`ticket answered ${response.status}`);
    return (await response.json()) as { phase: string; label: string | null; receivedAt: string };
  }

  const waitForTicket = (messageId: number) =>
    waitFor(() => statusOf(messageId), { describe: `message ${messageId} is a ticket`, timeoutMs: 30_000 });

  /** Messages of the reporting group with a link to one of these messages of the collecting group. */
  async function noticesOf(...messageIds: number[]): Promise<SeenMessage[]> {
    const links = messageIds.map((messageId) => messageLink({ chatId: GROUP, messageId }));
    const isAbout = ({ entities = [] }: SeenMessage & { entities?: { url?: string }[] }): boolean =>
      entities.some(({ url }) => url !== undefined && links.includes(url));
    return (await people.chat(REPORTS)).filter(isAbout);
  }

  it('records a problem, its oncek and its solution as one row in each worksheet, and sends one notice', async () => {
    const problem = await people.write({ text: KNOWN });
    const oncek = await people.reply(problem, 'oncek ya');
    const solution = await people.reply(problem, SOLUTION);

    const logs = await people.waitForRow('Logs', problem, (row) => row[11] === 'sudah direset, silakan login ulang');
    const tracking = await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');
    expect(oncek).toBeLessThan(solution);
    expect(logs.slice(0, 1)).toEqual(['Demo']);
    expect([logs[6], logs[9], logs[13], logs[14], logs[15], logs[17]]).toEqual([
      KNOWN,
      String(solution),
      'MIT',
      'Damas',
      'true',
      'OK',
    ]);
    expect(tracking[5]).toBe('auto_approved');
    expect(tracking[3]).toBe(logs[19]);
    expect(await people.rowsOf('Logs', problem)).toHaveLength(1);
    expect(await people.rowsOf('ML_Tracking', problem)).toHaveLength(1);
    const notice = await waitFor(
      async () => (await noticesOf(solution)).find(({ text }) => !text?.includes('menunggu ditulis')),
      { describe: 'the notice says that the rows are written', timeoutMs: 40_000, intervalMs: 200 },
    );
    expect(notice.text).toContain('Solusi dicatat');
    expect(notice.text).toContain('oleh Damas · Demo');
    expect(notice.text).toContain(String(tracking[3]));

    // Messages to one chat go one after the other: when the next ticket's is there, nothing of the first is under way.
    const next = await people.write({ text: KNOWN });
    const nextSolution = await people.reply(next, SOLUTION);
    await waitFor(async () => (await noticesOf(nextSolution)).length > 0, {
      describe: 'the notice of the next ticket',
      timeoutMs: 40_000,
      intervalMs: 200,
    });
    expect(await noticesOf(problem, oncek, solution)).toHaveLength(1);
    expect(await noticesOf(next, nextSolution)).toHaveLength(1);
  });

  it('asks an admin by a card where nobody is sure, and takes the decision of the button', async () => {
    await people.gemini({ mode: 'nonsense' });
    const problem = await people.write({ text: VAGUE });
    await people.reply(problem, '✓, MIS -bg');
    const card = await people.waitForMessage(
      ADMIN.id,
      ({ text, reply_markup }) => (text?.includes(VAGUE) ?? false) && reply_markup !== undefined,
      'the card stands in the private chat of the admin',
    );
    const pending = await people.waitForRow('ML_Tracking', problem, (row) => row[5] === 'pending');
    const second = card.reply_markup?.inline_keyboard[1]?.[0];
    if (!second) throw new Error('the card proposes only one label');

    await people.press(ADMIN.id, card.message_id, ADMIN, second.callback_data);

    const decided = await people.waitForRow('ML_Tracking', problem, (row) => row[5] === 'CORRECTED');
    expect(decided[3]).toBe(second.text);
    expect(decided[3]).not.toBe(pending[3]);
    const logs = await people.waitForRow('Logs', problem, (row) => row[19] === second.text);
    expect(logs[13]).toBe('MIS');
    await people.waitForMessage(
      ADMIN.id,
      ({ message_id, text, reply_markup }) =>
        message_id === card.message_id &&
        (text?.includes('Dikoreksi') ?? false) &&
        (reply_markup?.inline_keyboard.flat().every(({ text: button }) => button.includes('Urungkan')) ?? false),
      'the card shows the decision, with no button left but the one that undoes it',
    );
    expect(await people.rowsOf('ML_Tracking', problem)).toHaveLength(1);
  });

  it('warns before the SLA target and says when it is broken', async () => {
    const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1_000) - minutes * 60;
    const warned = await people.write({ text: 'tidak bisa submit bai', date: minutesAgo(11) });
    const broken = await people.write({ text: 'tidak bisa update bai', date: minutesAgo(16) });
    const answers =
      (to: number, part: string) => (message: { text?: string; reply_to_message?: { message_id: number } }) =>
        message.reply_to_message?.message_id === to && (message.text?.includes(part) ?? false);
    await people.waitForMessage(GROUP, answers(warned, 'Belum ada jawaban'), 'a warning after 10 of 15 minutes');
    await people.waitForMessage(GROUP, answers(broken, 'Batas SLA'), 'a breach after 15 minutes');
    await people.waitForMessage(
      REPORTS,
      ({ text }) => text?.includes('SLA terlewati') ?? false,
      'the breach also in the reporting group',
    );
  });

  it('takes a message of 4,096 characters whole', async () => {
    const text = 'x'.repeat(4_000) + ' tidak bisa login dan seterusnya'.padEnd(96, '.');
    const problem = await people.write({ text });
    await people.reply(problem, 'oncek');
    const row = await people.waitForRow('Logs', problem, (cells) => cells[6] !== '');
    expect(String(row[6])).toHaveLength(4_096);
  });

  it('makes a ticket of a photo without a caption, and records it without a label', async () => {
    const problem = await people.write({ media: { type: 'photo' } });
    await people.reply(problem, SOLUTION);
    const row = await people.waitForRow('Logs', problem, (cells) => cells[11] !== '');
    expect([row[6], row[7]]).toEqual(['', 'photo']);
  });

  it('makes a ticket of media it does not know, and ignores a sticker', async () => {
    const sticker = await people.write({ media: { type: 'sticker' } });
    const location = await people.write({ media: { type: 'location' } });
    expect((await waitForTicket(location)).phase).toBe('open');
    await expect(statusOf(sticker)).rejects.toThrow('404');
  });

  it('leaves a reply with an unknown app code or unknown initials alone', async () => {
    const problem = await people.write({ text: 'aplikasi force close terus' });
    await people.reply(problem, 'sudah diperbaiki, XYZ -bg');
    await people.reply(problem, 'sudah diperbaiki, MIT -zz');
    await people.reply(problem, 'sebentar ya mas');
    const marker = await people.write({ text: 'penanda: valins error' });
    await waitForTicket(marker);
    expect((await statusOf(problem)).phase).toBe('open');
    expect(await people.rowsOf('Logs', problem)).toEqual([]);
  });

  it('changes nothing when a message is edited without a change', async () => {
    const problem = await people.write({ text: 'two factor tidak masuk' });
    await people.reply(problem, 'oncek');
    const before = await people.waitForRow('Logs', problem, (row) => row[15] === 'true');
    await people.react(problem);
    const marker = await people.write({ text: 'penanda: bima error' });
    await waitForTicket(marker);
    const events = await fetch(`${installation.api}/api/tickets/${GROUP}-${problem}/events`, {
      headers: { 'X-API-Key': 'demo-read' },
    });
    const { items } = (await events.json()) as { items: { kind: string }[] };
    expect(items.map(({ kind }) => kind)).not.toContain('problemEdited');
    expect(await people.rowsOf('Logs', problem)).toEqual([before]);
  });

  it('writes a row once though Google cut the line after applying the batch', async () => {
    await people.faults({ service: 'sheets', method: 'batchUpdate', kind: 'afterApply', times: 1 });
    const problem = await people.write({ text: KNOWN });
    await people.reply(problem, SOLUTION);
    await people.waitForRow('Logs', problem, (row) => row[11] !== '');
    await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');
    const { hits } = (await people.injected()).find(({ kind }) => kind === 'afterApply') ?? { hits: 0 };
    expect(hits).toBe(1);
    expect(await people.rowsOf('Logs', problem)).toHaveLength(1);
    expect(await people.rowsOf('ML_Tracking', problem)).toHaveLength(1);
  });

  it('keeps closed tickets in Temporal for 30 days', async () => {
    const connection = await Connection.connect({ address: installation.env.TEMPORAL_ADDRESS });
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
  });

  it('refuses to start a second time, naming each taken port and its setting', async () => {
    const { code, output } = await startRefused(installation);
    expect(code).toBe(1);
    for (const name of ['TEMPORAL_ADDRESS', 'TEMPORAL_UI_PORT', 'API_PORT', 'METRICS_PORT', 'SANDBOX_PORT']) {
      expect(output).toContain(`set ${name}`);
    }
  });

  it('stops all on Ctrl-C, and knows its tickets after the next start', async () => {
    const problem = await people.write({ text: 'user not found di mystaff' });
    const { receivedAt } = await waitForTicket(problem);

    expect(await product.interrupt()).toBe(0);
    for (const url of [installation.sandbox, installation.api]) await expect(fetch(url)).rejects.toThrow();
    await expectFree(installation.env.TEMPORAL_ADDRESS ?? '');
    product = await startProduct(installation);

    expect(await waitForTicket(problem)).toMatchObject({ phase: 'open', receivedAt });
    await people.reply(problem, SOLUTION);
    await people.waitForRow('Logs', problem, (row) => row[11] !== '');
    expect(await people.rowsOf('Logs', problem)).toHaveLength(1);
  }, 150_000);

  it('serves a model that `npm run train -- --promote` made, by the DATA_DIR of its .env', async () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? `tidak bisa login mytech ${index},MASUK` : `order tidak muncul di daftar ${index},DAFTAR`,
    );
    const file = path.join(installation.dataDir, 'rows.csv');
    await writeFile(file, `text,label\n${rows.join('\n')}\n`);
    await writeFile(path.join(installation.dataDir, '.env'), `DATA_DIR=${installation.dataDir}\n`);

    const { code, output } = await runScript('train.js', ['--file', file, '--promote'], installation.dataDir);
    expect({ code, output }).toMatchObject({ code: 0 });
    const { version } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { version: string };
    await waitFor(
      async () => {
        const response = await fetch(`${installation.api}/api/model/info`, { headers: { 'X-API-Key': 'demo-read' } });
        return ((await response.json()) as { version: string }).version === version;
      },
      { describe: `version ${version} is in service`, timeoutMs: 15_000, intervalMs: 200 },
    );
  });
});
