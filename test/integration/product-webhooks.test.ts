import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { peopleOf } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';
import { startReceiver, subscribe, toldBy, type Received, type Receiver } from '../support/webhooks';

const PHONE = '081234567890';
const KNOWN = `mohon bantuan tidak bisa login mytech, muncul user auth locked, hp ${PHONE}`;
const SOLUTION = `sudah direset, silakan login ulang, hp ${PHONE}, MIT -dm`;
/** Seven seconds: the ticket closes while the test waits. */
const EDIT_WINDOW_HOURS = '0.002';

describe('the whole product with a receiver of webhooks', () => {
  let receiver: Receiver;
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    receiver = await startReceiver();
    const keys = { TEMPORAL_PAYLOAD_KEY: randomBytes(32).toString('base64') };
    installation = await install({
      ...{ SLA_BREAKS: '03:00-03:01', WEBHOOK_ALLOW_PRIVATE: 'true', EDIT_WINDOW_HOURS, ...keys },
    });
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 150_000);

  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
    await receiver?.close();
  });

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${installation.api}/api/webhooks${path}`, {
      ...{ method, body: body === undefined ? undefined : JSON.stringify(body) },
      headers: { 'X-API-Key': 'demo-admin', ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  const received = (type: string): Received[] => receiver.received.filter((one) => toldBy(one).type === type);
  const waitForEvent = (type: string, count = 1) =>
    waitFor(() => received(type).length >= count, { describe: `${count} of ${type} arrived`, timeoutMs: 60_000 });
  /** @throws where no secret has signed it */
  const verify = ({ body, headers }: Received, secret: string): void =>
    void new Webhook(secret).verify(body, headers as Record<string, string>);

  it('tells a ticket’s life from its opening to its closing, signed, masked, and each event once', async () => {
    const { id, secret } = await subscribe(installation.api, receiver, []);
    await call('POST', `/${id}/test`);
    await waitForEvent('ping');

    // The first attempt to tell of the opening fails: it comes again, the same but for its time.
    receiver.answerWith((response) => {
      const isFirst = received('ticket.opened').length === 1;
      response.writeHead(isFirst && received('ticket.oncek').length === 0 ? 500 : 200).end('seen');
    });
    const problem = await people.write({ text: KNOWN });
    await waitForEvent('ticket.opened', 1);
    receiver.answerWith((response) => void response.end('seen'));
    await people.reply(problem, 'oncek ya');
    await waitForEvent('ticket.oncek');
    await people.reply(problem, SOLUTION);
    await waitForEvent('ticket.closed');
    await waitForEvent('ticket.opened', 2);

    const types = ['ping', 'ticket.opened', 'ticket.oncek', 'ticket.solved', 'ticket.classified', 'ticket.closed'];
    const counts = types.map((type) => [type, received(type).length]);
    expect(counts).toEqual([['ping', 1], ['ticket.opened', 2], ...types.slice(2).map((type) => [type, 1])]);
    expect(receiver.received).toHaveLength(7);
    for (const one of receiver.received) {
      verify(one, secret);
      expect(one.headers['webhook-id']).toBe(toldBy(one).id);
      expect(one.body).not.toContain(PHONE);
    }
    const [first, again] = received('ticket.opened');
    expect(again?.body).toBe(first?.body);

    const closed = toldBy(received('ticket.closed')[0]!);
    expect(closed.data).toMatchObject({
      ...{ messageId: problem, group: 'Demo', outcome: 'recorded', appCode: 'MIT', solver: 'Damas', sla: 'OK' },
      ...{ solving: 'sudah direset, silakan login ulang, hp [TELEPON]', text: expect.stringContaining('hp [TELEPON]') },
    });
    expect(closed.data.label).toBe(toldBy(received('ticket.classified')[0]!).data.label);

    const { items } = await call<{ items: { type: string; state: string; attempts: number }[] }>(
      'GET',
      `/${id}/deliveries`,
    );
    expect(items.map(({ type, state, attempts }) => `${type} ${state} ${attempts}`).sort()).toEqual(
      types.map((type) => `${type} delivered ${type === 'ticket.opened' ? 2 : 1}`).sort(),
    );

    // A rotated secret: whoever still has the former one is served as well.
    const rotated = await call<{ secret: string }>('POST', `/${id}/secret`, { keepFormerHours: 1 });
    await waitFor(
      async () => {
        await call('POST', `/${id}/test`);
        return received('ping').some(({ headers }) => String(headers['webhook-signature']).includes(' '));
      },
      { describe: 'a ping is signed twice', intervalMs: 500 },
    );
    const ping = received('ping').find(({ headers }) => String(headers['webhook-signature']).includes(' '))!;
    verify(ping, secret);
    verify(ping, rotated.secret);

    // Nothing that the product has written down holds a secret, or whom it tells in full.
    const written = await Promise.all(
      (await readdir(installation.dataDir, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.path.includes('models'))
        .map((entry) => readFile(path.join(entry.path, entry.name), 'latin1')),
    );
    expect(written.some((text) => text.includes(`webhook-${id}-msg_`))).toBe(true);
    for (const text of [product.output(), ...written]) {
      for (const one of [secret, rotated.secret]) expect(text.includes(one.slice('whsec_'.length))).toBe(false);
      expect(text.includes(receiver.url)).toBe(false);
    }
  }, 150_000);

  it('brings an event that the receiver would not take, though the product was stopped meanwhile', async () => {
    const isOf = (problem: number) => (one: Received) => toldBy(one).data.messageId === problem;
    receiver.answerWith((response) => void response.writeHead(503).end());
    const problem = await people.write({ text: 'tidak bisa submit bai' });
    await waitFor(() => received('ticket.opened').some(isOf(problem)), { describe: 'the first attempt' });
    expect(await product.interrupt()).toBe(0);
    const before = received('ticket.opened').filter(isOf(problem)).length;
    receiver.answerWith((response) => void response.end('seen'));
    product = await startProduct(installation);
    await waitFor(() => received('ticket.opened').filter(isOf(problem)).length > before, {
      describe: 'the same event after the start',
      timeoutMs: 90_000,
    });
    const ids = received('ticket.opened')
      .filter(isOf(problem))
      .map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
  }, 240_000);
});
