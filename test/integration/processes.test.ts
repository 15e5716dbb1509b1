import { connect } from 'node:net';
import { ADMIN, peopleOf } from '../support/people';
import { startSurroundings, type RunningPart, type Surroundings } from '../support/parts';
import type { PartName } from '../../workers/part-names';
import { waitFor } from '../support/wait';

const SOLUTION = 'sudah direset, silakan login ulang, MIT -dm';
const KNOWN = 'mohon bantuan tidak bisa login mytech, muncul user auth locked';

describe('each service as a process of its own', () => {
  let around: Surroundings;
  let people: ReturnType<typeof peopleOf>;
  const running = new Map<string, RunningPart>();

  /** Started at once, as an orchestrator does: on an empty data folder, in no order; two of each that may have replicas. */
  beforeAll(async () => {
    around = await startSurroundings({ SLA_BREAKS: '03:00-03:01' });
    people = peopleOf(around.installation.sandbox);
    const parts: [string, PartName][] = [
      ['api 1', 'api'],
      ['api 2', 'api'],
      ['group-bot', 'group-bot'],
      ['admin-bot', 'admin-bot'],
      ['worker 1', 'worker'],
      ['worker 2', 'worker'],
      ['training-worker', 'training-worker'],
    ];
    await Promise.all(parts.map(async ([name, part]) => running.set(name, await around.start(part))));
  }, 150_000);

  afterAll(() => around?.close());

  const get = (name: string): RunningPart => {
    const part = running.get(name);
    if (!part) throw new Error(`${name} does not run`);
    return part;
  };

  it('says at /health/live that it lives, and serves its figures, on a port of its own', async () => {
    for (const [name, { root }] of running) {
      const live = await fetch(`${root}/health/live`);
      expect({ name, status: live.status, body: await live.json() }).toEqual({
        name,
        status: 200,
        body: { status: 'ok' },
      });
      expect(await (await fetch(`${root}/metrics`)).text()).toContain('ticket_predictions_total');
    }
  });

  it('opens Temporal’s metrics where there is a worker, and nowhere else', async () => {
    for (const [name, { part, env }] of running) {
      const isWorker = part === 'worker' || part === 'training-worker';
      expect({ name, isOpen: await isOpen(Number(env.METRICS_PORT)) }).toEqual({ name, isOpen: isWorker });
    }
  });

  it('records a ticket from problem to both rows, once, though both workers are killed in the middle', async () => {
    const problem = await people.write({ text: KNOWN });
    await people.reply(problem, 'oncek ya');
    await people.waitForRow('Logs', problem, (row) => row[15] === 'true');
    // Google answers only after 3 s: the kill meets the writing of the solution's rows.
    await people.faults({ service: 'sheets', method: 'batchUpdate', kind: 'delay', delayMs: 3_000, times: 1 });
    await people.reply(problem, SOLUTION);
    await waitFor(async () => (await people.injected()).some(({ kind, hits }) => kind === 'delay' && hits === 1), {
      describe: 'the solution’s rows are being written',
      timeoutMs: 30_000,
    });
    await Promise.all(['worker 1', 'worker 2'].map((name) => get(name).kill()));
    running.set('worker 1', await around.start('worker'));
    running.set('worker 2', await around.start('worker'));

    const logs = await people.waitForRow('Logs', problem, (row) => row[11] !== '');
    const tracking = await people.waitForRow('ML_Tracking', problem, (row) => row[3] !== '');
    expect([logs[13], logs[14], logs[15], logs[17]]).toEqual(['MIT', 'Damas', 'true', 'OK']);
    expect(tracking[3]).toBe(logs[19]);
    expect(await people.rowsOf('Logs', problem)).toHaveLength(1);
    expect(await people.rowsOf('ML_Tracking', problem)).toHaveLength(1);
  }, 150_000);

  it('answers the admins’ commands from the admin bot’s process', async () => {
    await people.write({ chatId: ADMIN.id, from: ADMIN, text: '/modelstatus' });
    await people.waitForMessage(ADMIN.id, ({ text }) => text?.includes('v1') ?? false, 'the model’s status');
  });

  it('stops each on SIGTERM with exit code 0', async () => {
    const codes = await Promise.all(
      [...running].map(async ([name, part]) => [name, await part.terminate(), part.output()] as const),
    );
    expect(codes.map(([name, code]) => [name, code])).toEqual([...running.keys()].map((name) => [name, 0]));
    for (const [name, , output] of codes)
      expect({ name, output }).toEqual({ name, output: expect.stringContaining(`"msg":"stopping"`) });
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve((socket.destroy(), true)));
    socket.once('error', () => resolve(false));
  });
}
