import { createServer, type AddressInfo } from 'node:net';
import { createWebhookSender } from '../../activities/adapters/webhook-sender';
import { startReceiver, type Receiver } from '../support/webhooks';

const NOW = Date.parse('2031-03-03T02:00:00.000Z');

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const send = (url = receiver.url, timeoutMs = 5_000) =>
  createWebhookSender({ allowsPrivate: true, timeoutMs, now: () => NOW })({
    url,
    headers: { 'webhook-id': 'msg_1' },
    body: '{"ü":1}',
  });

test('a message arrives as JSON with its headers, and the answer is told', async () => {
  receiver.answerWith((response) => void response.writeHead(201).end('thank\nyou \u0000\u202e now'));
  expect(await send()).toEqual({ status: 201, retryAfterMs: null, text: 'thank you now' });
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  expect(body).toBe('{"ü":1}');
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '8', 'webhook-id': 'msg_1' });
});

test.each([
  ['120', 120_000],
  ['0', null],
  ['soon', null],
  ['-5', null],
  ['Mon, 03 Mar 2031 02:30:00 GMT', 1_800_000],
  ['Mon, 03 Mar 2031 01:30:00 GMT', null],
])('Retry-After: %s', async (header, retryAfterMs) => {
  receiver.answerWith((response) => void response.writeHead(503, { 'Retry-After': header }).end());
  expect(await send()).toMatchObject({ status: 503, retryAfterMs });
});

test('a redirect is told and not followed', async () => {
  receiver.answerWith((response) => void response.writeHead(307, { Location: receiver.url }).end());
  expect((await send()).status).toBe(307);
  expect(receiver.received).toHaveLength(1);
});

test('of an answer without an end only the begin is read, and the status counts', async () => {
  receiver.answerWith((response) => {
    response.writeHead(200);
    const more = (): void => void (response.writable && response.write('x'.repeat(65_536), more));
    more();
  });
  const { status, text } = await send();
  expect([status, text]).toEqual([200, 'x'.repeat(300)]);
});

test('an answer whose body hangs, or breaks off, is its status', async () => {
  receiver.answerWith((response) => void response.writeHead(200).write('beg'));
  expect(await send(receiver.url, 400)).toMatchObject({ status: 200, text: 'beg' });
  receiver.answerWith((response) => {
    response.writeHead(500, { 'Content-Length': '99' });
    response.write('beg', () => response.destroy());
  });
  expect(await send()).toMatchObject({ status: 500, text: 'beg' });
});

test('a receiver that never answers is given up in time, as is one that never speaks', async () => {
  receiver.answerWith(() => undefined);
  await expect(send(receiver.url, 300)).rejects.toThrow('no answer within 0.3 s');
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as AddressInfo;
  await expect(send(`https://127.0.0.1:${port}/`, 300)).rejects.toThrow('no answer within 0.3 s');
  mute.close();
});

test('what goes wrong on the way is told without addresses', async () => {
  const { url } = receiver;
  await receiver.close();
  await expect(send(url)).rejects.toThrow(/^the connection was refused$/);
  receiver = await startReceiver();
  receiver.answerWith((response) => void response.destroy());
  await expect(send()).rejects.toThrow(/^the connection broke off$/);
  await expect(send(receiver.url.replace('http:', 'https:'))).rejects.toThrow(
    /^(the certificate|the request failed \()/,
  );
  await expect(send('http://no-such-host.invalid/')).rejects.toThrow(
    /^(the host name cannot be resolved|no answer within 5 s)$/,
  );
});

describe('addresses that are not called', () => {
  const closed = createWebhookSender({ allowsPrivate: false, timeoutMs: 5_000 });
  const port = (): string => new URL(receiver.url).port;

  test.each([
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1'],
    ...[
      '169.254.169.254',
      '192.0.2.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '2130706433',
      '0x7f.1',
      '017700000001',
    ],
    ...[
      '[::1]',
      '[::]',
      '[fe80::1]',
      '[fc00::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:a01:203]',
      '[64:ff9b::7f00:1]',
      '[ff02::1]',
    ],
    ...['localhost', 'LOCALHOST'],
  ])('%s', async (host) => {
    for (const scheme of ['http', 'https']) {
      const request = { url: `${scheme}://${host}:${port()}/hook`, headers: {}, body: '{}' };
      await expect(closed(request)).rejects.toThrow(/^WebhookTarget: the host has a private or reserved address/);
    }
    expect(receiver.received).toEqual([]);
  });

  test('the same receiver is called where private addresses are allowed', async () => {
    expect((await send(receiver.url.replace('127.0.0.1', 'localhost'))).status).toBe(200);
    expect(receiver.received).toHaveLength(1);
  });
});
