import { TelegramError } from 'telegraf';
import type { Update } from 'telegraf/types';
import { createAcceptor } from '../../../bots/intake/acceptor';
import type { IntakeClock } from '../../../bots/intake/clock';
import type { GetUpdates, UpdateRequest } from '../../../bots/intake/get-updates';
import { createPoller } from '../../../bots/intake/poller';
import { OncekError } from '../../../domain/errors';
import { waitFor } from '../../support/wait';
import { aMessage, aMessageUpdate, fakeLog, heardOutages } from './fakes';

/** Keeps updates as Telegram does: those below an offset are forgotten, the rest come again and again. */
function fakeTelegram(updates: Update[] = []) {
  const queue = [...updates];
  const requests: UpdateRequest[] = [];
  const failures: Error[] = [];
  let lostUnconfirmed = 0;
  let arrived: (() => void) | null = null;
  const safe = new Set<number>();

  const getUpdates: GetUpdates = async (request) => {
    requests.push(request);
    const failure = failures.shift();
    if (failure) throw failure;
    const { offset, limit, timeoutSec, signal } = request;
    while (offset !== undefined && queue[0] && queue[0].update_id < offset) {
      const gone = queue.shift();
      if (gone && !safe.has(gone.update_id)) lostUnconfirmed += 1;
    }
    if (queue.length === 0 && timeoutSec > 0) {
      await new Promise<void>((resolve, reject) => {
        arrived = resolve;
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    }
    return queue.slice(0, limit);
  };
  return {
    getUpdates,
    requests,
    queue,
    failures,
    /** Tells that an update is safe: confirming another one is a loss. */
    isSafe: (updateId: number) => void safe.add(updateId),
    lost: () => lostUnconfirmed,
    send(update: Update) {
      queue.push(update);
      arrived?.();
    },
  };
}

/** Waits pass at the next turn of the event loop; their lengths are kept. */
function fakeClock() {
  const waits: number[] = [];
  const clock: IntakeClock = {
    wait: (ms) => {
      waits.push(ms);
      return new Promise((resolve) => setImmediate(resolve));
    },
    random: () => 1,
  };
  return { clock, waits };
}

function aPoller(
  telegram: ReturnType<typeof fakeTelegram>,
  handle: (update: Update) => Promise<void>,
  bury: (update: Update, reason: string) => Promise<void> = () => Promise.reject(new Error('unexpected dead letter')),
  outages = heardOutages(),
) {
  const { clock, waits } = fakeClock();
  const log = fakeLog();
  const acceptor = createAcceptor({
    bot: 'group',
    handle: async (update) => {
      await handle(update);
      telegram.isSafe(update.update_id);
    },
    deadLetters: {
      add: async (update, reason) => {
        await bury(update, reason);
        telegram.isSafe(update.update_id);
      },
    },
    outages,
    log,
  });
  const poller = createPoller({
    bot: 'group',
    tokenSetting: 'TELEGRAM_BOT_TOKEN_COLLECTING',
    getUpdates: telegram.getUpdates,
    acceptor,
    outages,
    log,
    clock,
  });
  return { poller, waits, log };
}

const inChat = (chatId: number, updateId: number): Update =>
  aMessageUpdate(aMessage({ text: 'rahasia', chat: { id: chatId, type: 'supergroup' } }), updateId);
const confirmed = (telegram: ReturnType<typeof fakeTelegram>, offset: number) => () =>
  telegram.requests.some((request) => request.offset === offset);

describe('taking in updates', () => {
  test('every update is handled once, in order within its chat, and then confirmed', async () => {
    const telegram = fakeTelegram([inChat(-1, 10), inChat(-2, 11), inChat(-1, 12), inChat(-1, 13)]);
    const handled: number[] = [];
    const { poller } = aPoller(telegram, async ({ update_id: id }) => {
      // The first of a chat is the slowest: only the order of the chat keeps it first.
      for (let turns = 20 - id; turns > 0; turns -= 1) await Promise.resolve();
      handled.push(id);
    });
    poller.start();
    await waitFor(confirmed(telegram, 14), { describe: 'offset 14' });
    await poller.stop();
    expect(handled.filter((id) => id !== 11)).toEqual([10, 12, 13]);
    expect(handled).toHaveLength(4);
    expect(telegram.lost()).toBe(0);
  });

  test('a chat that fails keeps its updates while another goes on; nothing above the failing one is confirmed', async () => {
    const telegram = fakeTelegram([inChat(-1, 10), inChat(-2, 11)]);
    let isDown = true;
    const handled: number[] = [];
    const { poller, log } = aPoller(telegram, ({ update_id: id, ...update }) => {
      if (isDown && (update as { message: { chat: { id: number } } }).message.chat.id === -1) {
        return Promise.reject(new Error('rahasia: 14 UNAVAILABLE'));
      }
      handled.push(id);
      return Promise.resolve();
    });
    poller.start();
    await waitFor(() => handled.includes(11), { describe: 'the other chat handled' });
    telegram.send(inChat(-2, 12));
    telegram.send(inChat(-1, 13));
    await waitFor(() => handled.includes(12), { describe: 'a later update of the other chat' });
    expect(Math.max(...telegram.requests.map(({ offset }) => offset ?? 0))).toBe(10);
    isDown = false;
    await waitFor(confirmed(telegram, 14), { describe: 'all confirmed' });
    await poller.stop();
    expect(handled).toEqual([11, 12, 10, 13]);
    expect(telegram.lost()).toBe(0);
    expect(JSON.stringify(log.lines)).not.toContain('rahasia');
  });

  test('waits between tries double from 1 s to 10 s', async () => {
    const telegram = fakeTelegram([inChat(-1, 10)]);
    let tries = 0;
    const { poller, log } = aPoller(telegram, () =>
      ++tries < 8 ? Promise.reject(new Error('down')) : Promise.resolve(),
    );
    poller.start();
    await waitFor(confirmed(telegram, 11), { describe: 'accepted in the end' });
    await poller.stop();
    const waits = log.lines.map(({ fields }) => fields['retryInMs']).filter((ms) => ms !== undefined);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  test('an update delivered again is not handled again', async () => {
    const telegram = fakeTelegram([inChat(-1, 10), inChat(-1, 10), inChat(-1, 11)]);
    const handled: number[] = [];
    const { poller } = aPoller(telegram, ({ update_id: id }) => Promise.resolve(void handled.push(id)));
    poller.start();
    await waitFor(confirmed(telegram, 12), { describe: 'offset 12' });
    telegram.send(inChat(-1, 11));
    telegram.send(inChat(-1, 12));
    await waitFor(confirmed(telegram, 13), { describe: 'offset 13' });
    await poller.stop();
    expect(handled).toEqual([10, 11, 12]);
  });

  test('ids that begin anew after a week of silence are handled and confirmed', async () => {
    const telegram = fakeTelegram([inChat(-1, 900_000_000)]);
    const handled: number[] = [];
    const { poller } = aPoller(telegram, ({ update_id: id }) => Promise.resolve(void handled.push(id)));
    poller.start();
    await waitFor(confirmed(telegram, 900_000_001), { describe: 'the old series confirmed' });
    telegram.queue.length = 0;
    telegram.send(inChat(-1, 5_000_000));
    await waitFor(confirmed(telegram, 5_000_001), { describe: 'the new series confirmed' });
    await poller.stop();
    expect(handled).toEqual([900_000_000, 5_000_000]);
  });
});

describe('updates that can never be accepted', () => {
  test('go to the dead letters with their reason, then the next are handled', async () => {
    const telegram = fakeTelegram([inChat(-1, 10), inChat(-1, 11)]);
    const buried: [number, string][] = [];
    const { poller, log } = aPoller(
      telegram,
      ({ update_id: id }) =>
        id === 10 ? Promise.reject(new OncekError('InvalidInput', 'message 42 cannot be read')) : Promise.resolve(),
      ({ update_id: id }, reason) => Promise.resolve(void buried.push([id, reason])),
    );
    poller.start();
    await waitFor(confirmed(telegram, 12), { describe: 'offset 12' });
    await poller.stop();
    expect(buried).toEqual([[10, 'InvalidInput']]);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('rahasia');
  });

  test('stay with Telegram while the dead letter cannot be written', async () => {
    const telegram = fakeTelegram([inChat(-1, 10)]);
    let isFull = true;
    const { poller } = aPoller(
      telegram,
      () => Promise.reject(new OncekError('InvalidInput', 'x')),
      () => (isFull ? Promise.reject(new Error('ENOSPC')) : Promise.resolve()),
    );
    poller.start();
    await waitFor(() => telegram.requests.length > 5, { describe: 'several polls' });
    expect(confirmed(telegram, 11)()).toBe(false);
    isFull = false;
    await waitFor(confirmed(telegram, 11), { describe: 'confirmed once written' });
    await poller.stop();
    expect(telegram.lost()).toBe(0);
  });
});

describe('trouble behind the bots', () => {
  const grpc = () => Object.assign(new Error('UNAVAILABLE'), { code: 14, details: '', metadata: {} });

  test.each([
    ['Temporal down', grpc, 'temporal'],
    ['the object store down', () => new OncekError('StoreUnavailable', 'no answer'), 'storage'],
  ])(
    '%s: the update is kept, never a dead letter, and the outage lasts until it got through',
    async (_what, fault, cause) => {
      const telegram = fakeTelegram([inChat(-1, 10)]);
      const outages = heardOutages();
      let tries = 0;
      const handle = () => ((tries += 1) <= 8 ? Promise.reject(fault()) : Promise.resolve());
      const { poller } = aPoller(telegram, handle, undefined, outages);
      poller.start();
      await waitFor(confirmed(telegram, 11), { describe: 'accepted at last' });
      await poller.stop();
      const ofDesk = outages.heard.filter((one) => one !== 'getUpdates:group');
      expect(ofDesk).toEqual([...Array(8).fill({ place: 'desk', cause, subject: 'group:10' }), 'group:10']);
      expect(telegram.lost()).toBe(0);
    },
  );
});

describe('trouble of getUpdates', () => {
  const refused = (code: number, description: string, parameters?: { retry_after: number }) =>
    new TelegramError({ error_code: code, description, parameters }, { method: 'getUpdates', payload: {} });

  test.each([
    ['409: another process polls', refused(409, 'Conflict: terminated by other getUpdates request'), 1_000, /409/],
    ['401: unknown token', refused(401, 'Unauthorized'), 30_000, /TELEGRAM_BOT_TOKEN_COLLECTING/],
    ['429: as long as Telegram says', refused(429, 'Too Many Requests', { retry_after: 17 }), 17_000, /later/],
    ['502: a second at first', refused(502, 'Bad Gateway'), 1_000, /HTTP 502/],
    [
      'no connection',
      Object.assign(new Error('http://x/bot1:secret/ failed'), { code: 'ECONNREFUSED' }),
      1_000,
      /ECONNREFUSED/,
    ],
  ])('%s: waits, says so, goes on', async (_what, failure, waitMs, says) => {
    const telegram = fakeTelegram([inChat(-1, 10)]);
    telegram.failures.push(failure);
    const { poller, waits, log } = aPoller(telegram, () => Promise.resolve());
    poller.start();
    await waitFor(confirmed(telegram, 11), { describe: 'polling goes on' });
    await poller.stop();
    expect(waits[0]).toBe(waitMs);
    expect(log.lines[0]?.message).toMatch(says);
    expect(JSON.stringify(log.lines)).not.toContain('secret');
  });

  test('another process that goes on polling is pressed less and less, every 5 s at last', async () => {
    const telegram = fakeTelegram([inChat(-1, 10)]);
    telegram.failures.push(...Array.from({ length: 6 }, () => refused(409, 'Conflict')));
    const { poller, waits } = aPoller(telegram, () => Promise.resolve());
    poller.start();
    await waitFor(confirmed(telegram, 11), { describe: 'polling goes on' });
    await poller.stop();
    expect(waits.slice(0, 6)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 5_000]);
  });

  test('each failure is told to the outages by its kind, and so is that polling works again', async () => {
    const telegram = fakeTelegram([inChat(-1, 10)]);
    telegram.failures.push(refused(409, 'Conflict'), refused(401, 'Unauthorized'), refused(400, 'Bad Request'));
    telegram.failures.push(refused(429, 'Too Many Requests'), refused(502, 'Bad Gateway'));
    const outages = heardOutages();
    const { poller } = aPoller(telegram, () => Promise.resolve(), undefined, outages);
    poller.start();
    await waitFor(confirmed(telegram, 11), { describe: 'polling goes on' });
    await poller.stop();
    const causes = ['conflict', 'unauthorized', 'refused', 'rateLimited', 'unreachable'];
    expect(outages.heard.slice(0, 6)).toEqual([
      ...causes.map((cause) => ({ place: 'telegram:group', cause, subject: 'getUpdates:group' })),
      'getUpdates:group',
    ]);
  });
});

describe('stopping', () => {
  test('ends an open long poll and leaves nothing running', async () => {
    const telegram = fakeTelegram();
    const { poller } = aPoller(telegram, () => Promise.resolve());
    poller.start();
    await waitFor(() => telegram.requests.length === 1, { describe: 'the long poll' });
    await poller.stop();
    expect(telegram.requests).toHaveLength(1);
  });

  test('finishes the update in hand, confirms it, and leaves those behind it to the next start', async () => {
    const telegram = fakeTelegram([inChat(-1, 10), inChat(-1, 11)]);
    const handled: number[] = [];
    let finish: () => void = () => undefined;
    const { clock } = fakeClock();
    const endless: IntakeClock = {
      ...clock,
      wait: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    };
    const outages = heardOutages();
    const log = fakeLog();
    const acceptor = createAcceptor({
      bot: 'group',
      handle: async ({ update_id: id }) => {
        await new Promise<void>((resolve) => (finish = resolve));
        handled.push(id);
        telegram.isSafe(id);
      },
      deadLetters: { add: () => Promise.reject(new Error('unexpected dead letter')) },
      outages,
      log,
    });
    const { getUpdates } = telegram;
    const poller = createPoller({
      bot: 'group',
      tokenSetting: 'T',
      getUpdates,
      acceptor,
      outages,
      log,
      clock: endless,
    });
    poller.start();
    await waitFor(() => telegram.requests.length > 0, { describe: 'the first poll' });
    const stopped = poller.stop();
    finish();
    await stopped;
    expect(handled).toEqual([10]);
    expect(telegram.requests.at(-1)).toMatchObject({ offset: 11, timeoutSec: 0 });
    expect(telegram.queue.map(({ update_id: id }) => id)).toEqual([11]);
    expect(telegram.lost()).toBe(0);
  });
});
