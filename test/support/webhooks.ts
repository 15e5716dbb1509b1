import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookEventType, WebhookMessage } from '../../domain/webhooks';
import type { DeliveryAttempt } from '../../workflows/contracts/webhook-delivery';

/** The secret, message and signature that the reference libraries of Standard Webhooks are tested with. */
export const REFERENCE = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
} as const;

/** What an attempt came to; as if it had arrived. */
export function anAttempt(fields: Partial<DeliveryAttempt> = {}): DeliveryAttempt {
  const fine = { kind: 'delivered', status: 200, error: null, answer: 'ok' } as const;
  return { ...fine, retryAfterMs: null, tookMs: 12, isAwaited: false, ...fields };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  /** With the port. */
  readonly url: string;
  readonly received: readonly Received[];
  /** How each request is answered from now on, given how many came before it; default: 200. */
  answerWith(answer: (response: ServerResponse, earlier: number) => void): void;
  close(): Promise<void>;
}

/** A receiver of webhooks on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer = (response: ServerResponse, _earlier: number): void => void response.end('ok');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response, received.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answerWith: (next) => void (answer = next),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Has a running product send events to a receiver. */
export async function subscribe(
  api: string,
  { url }: Pick<Receiver, 'url'>,
  events: readonly WebhookEventType[],
): Promise<{ readonly id: string; readonly secret: string }> {
  const response = await fetch(`${api}/api/webhooks`, {
    ...{ method: 'POST', body: JSON.stringify({ url, events }) },
    headers: { 'X-API-Key': 'demo-admin', 'Content-Type': 'application/json' },
  });
  if (response.status !== 201) throw new Error(`subscribing answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { id: string; secret: string };
}

/** What a message says. */
export function toldBy({ body }: Pick<Received, 'body'>): WebhookMessage {
  return JSON.parse(body) as WebhookMessage;
}
