import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createEventHub, type LiveEvent } from '../../../api/events/hub';
import { createWatch } from '../../../api/events/watch';
import { waitFor } from '../../support/wait';
import { fakeLog } from '../bots/fakes';
import { aListed, expectProblem, GROUP, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

/** A listener that keeps what it hears. */
function aListener(wants = true) {
  const heard: string[] = [];
  let ended = false;
  const send = (frame: string) => heard.push(frame) > 0 && wants;
  return { send, end: () => (ended = true), heard, hasEnded: () => ended };
}
const names = (frames: readonly string[]) => frames.map((frame) => /event: (\w+)/.exec(frame)?.[1]);
const idOf = (frame: string) => /id: (\S+)/.exec(frame)![1]!;

describe('the hub', () => {
  it('greets, spreads news to all, and knows who has gone', () => {
    const crowd: boolean[] = [];
    const hub = createEventHub({ onCrowd: (isThere) => crowd.push(isThere) });
    const [a, b] = [aListener(), aListener()];
    const leaveA = hub.join(a, null)!;
    const leaveB = hub.join(b, null)!;
    hub.publish({ name: 'tickets', data: { text: 'a\nb' } });
    expect(names(a.heard)).toEqual(['hello', 'tickets']);
    expect(b.heard[1]).toMatch(/^id: \S+-1\nevent: tickets\ndata: {"text":"a\\nb"}\n\n$/);
    leaveA();
    leaveA();
    hub.publish({ name: 'tickets', data: {} });
    expect([a.heard.length, b.heard.length, hub.listeners()]).toEqual([2, 3, 1]);
    leaveB();
    expect(crowd).toEqual([true, false]);
  });

  it('gives again what was missed, and tells to read anew where that is not known', () => {
    const hub = createEventHub();
    const early = aListener();
    hub.join(early, null);
    for (let n = 1; n <= 3; n += 1) hub.publish({ name: 'tickets', data: n });
    const back = aListener();
    hub.join(back, idOf(early.heard[1]!));
    expect(names(back.heard)).toEqual(['tickets', 'tickets', 'hello']);
    expect(idOf(back.heard[2]!)).toBe(idOf(early.heard[3]!));
    const other = createEventHub();
    for (const id of [idOf(early.heard[1]!), 'nonsense', '', '12-99999999999999999999']) {
      const strange = aListener();
      other.join(strange, id);
      expect(names(strange.heard)).toEqual(['resync']);
    }
    for (let n = 0; n < 600; n += 1) hub.publish({ name: 'tickets', data: n });
    const late = aListener();
    hub.join(late, idOf(early.heard[1]!));
    expect(names(late.heard)).toEqual(['resync']);
  });

  it('is bounded, cuts who does not keep up, and ends all', () => {
    const hub = createEventHub({ most: 2 });
    const [slow, good] = [aListener(false), aListener()];
    hub.join(slow, null);
    hub.join(good, null);
    expect(hub.join(aListener(), null)).toBeNull();
    hub.publish({ name: 'tickets', data: {} });
    expect([slow.hasEnded(), good.hasEnded(), hub.listeners()]).toEqual([true, false, 1]);
    hub.close();
    expect([good.hasEnded(), hub.listeners(), hub.join(aListener(), null)]).toEqual([true, 0, null]);
  });
});

const aTicket = (id: string, phase: string) => ({
  ...{
    id,
    workflowId: `ticket-${id}`,
    running: true,
    phase,
    group: 'Demo',
    app: null,
    label: null,
    confidence: null,
    source: null,
  },
  ...{ review: null, sla: 'running', receivedAt: null, dueAt: null },
});
type Ticket = ReturnType<typeof aTicket>;

describe('the watch', () => {
  function aWatch() {
    const state = { newest: [] as Ticket[], waiting: [] as Ticket[], fails: false, looks: 0, asked: 0 };
    const run = { runId: 'r1', isRunning: false };
    const events: LiveEvent[] = [];
    const watch = createWatch({
      newest: () => {
        state.looks += 1;
        return state.fails ? Promise.reject(new Error('away')) : Promise.resolve([...state.newest]);
      },
      waiting: () => Promise.resolve([...state.waiting]),
      retrain: {
        run: () => Promise.resolve({ ...run }),
        progress: () => {
          state.asked += 1;
          return Promise.resolve(null);
        },
        step: () => Promise.resolve(null),
      },
      publish: (event) => events.push(event),
      log: fakeLog(),
      everyMs: 1,
    });
    const looks = async (count: number) => {
      const from = state.looks;
      await waitFor(() => state.looks >= from + count, { describe: `${count} more looks` });
    };
    return { watch, state, run, events, looks };
  }

  it('tells what changed since the last look, and nothing where nothing did', async () => {
    const { watch, state, events, looks } = aWatch();
    state.newest = [aTicket('1', 'open'), aTicket('2', 'open')];
    watch.start();
    await looks(3);
    expect(events).toEqual([]);
    state.newest = [aTicket('3', 'open'), aTicket('1', 'answered'), aTicket('2', 'open')];
    await looks(3);
    const changed = events.map(({ data }) =>
      (data as { changed: Ticket[] }).changed.map(({ id, phase }) => [id, phase]),
    );
    expect(changed).toEqual([
      [
        ['3', 'open'],
        ['1', 'answered'],
      ],
    ]);
    watch.stop();
  });

  it('tells how many wait for a person, and who no longer does', async () => {
    const { watch, state, events, looks } = aWatch();
    state.waiting = [aTicket('7', 'inReview'), aTicket('8', 'inReview')];
    watch.start();
    await looks(3);
    state.waiting = [aTicket('8', 'inReview')];
    await looks(3);
    watch.stop();
    expect(events).toEqual([
      { name: 'tickets', data: { changed: [], gone: ['7'] } },
      { name: 'reviews', data: { waiting: 1 } },
    ]);
  });

  it('asks a worker how far a retraining is only while one runs, and once after', async () => {
    const { watch, state, run, looks } = aWatch();
    watch.start();
    await looks(5);
    expect(state.asked).toBe(1);
    run.isRunning = true;
    await looks(5);
    const whileRunning = state.asked;
    expect(whileRunning).toBeGreaterThan(3);
    run.isRunning = false;
    await looks(5);
    const after = state.asked;
    await looks(5);
    expect(state.asked).toBe(after);
    watch.stop();
  });

  it('rests while nobody listens, then tells what changed meanwhile; a failure is followed by resync', async () => {
    const { watch, state, events, looks } = aWatch();
    watch.start();
    await looks(2);
    watch.stop();
    state.newest = [aTicket('1', 'open')];
    watch.start();
    watch.start();
    await waitFor(() => events.length > 0, { describe: 'the change of the meantime' });
    state.fails = true;
    await looks(2);
    state.fails = false;
    await waitFor(() => events.some(({ name }) => name === 'resync'), { describe: 'resync' });
    watch.stop();
    expect(names(events.map(({ name }) => `event: ${name}`))).toEqual(['tickets', 'resync']);
  });
});

describe('GET /api/events', () => {
  /** An open stream. */
  function open(
    url: string,
    headers: Record<string, string> = {},
  ): Promise<{ answer: IncomingMessage; text(): string }> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        `${url}/api/events`,
        { headers: { 'X-API-Key': KEYS.read, ...headers } },
        (answer) => {
          let text = '';
          answer.on('data', (part: Buffer) => (text += part.toString()));
          answer.on('error', () => undefined);
          resolve({ answer, text: () => text });
        },
      );
      request.on('error', reject);
      request.end();
    });
  }

  it('streams to a reader what changes in the list, and asks Temporal only while somebody listens', async () => {
    let phase = 'open';
    let asked = 0;
    const list = () => {
      asked += 1;
      return {
        executions: [aListed(`ticket-${GROUP}-42`, { OncekPhase: phase })],
        nextPageToken: Buffer.alloc(0),
      };
    };
    const { url } = await startTestApi({ temporal: { list } });
    const { answer, text } = await open(url);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await waitFor(() => asked >= 2, { describe: 'the first look' });
    phase = 'answered';
    await waitFor(() => text().includes('event: tickets'), { describe: 'the change', timeoutMs: 10_000 });
    expect(text()).toMatch(/^retry: 3000\n\nid: \w+-0\nevent: hello\n/);
    expect(text()).toContain('"phase":"answered"');
    answer.destroy();
    await waitFor(() => answer.destroyed, { describe: 'the end' });
  });

  it('needs a key, and stopping the API ends the streams', async () => {
    const list = () => ({ executions: [], nextPageToken: Buffer.alloc(0) });
    const { url, call } = await startTestApi({ temporal: { list } });
    expectProblem(await call('GET', '/api/events', { key: null }), 401, 'Unauthorized', /valid key/);
    const { answer } = await open(url, { 'Last-Event-ID': 'from-another-life' });
    const ended = new Promise((resolve) => answer.once('end', resolve));
    await stopApis();
    await ended;
  });
});
