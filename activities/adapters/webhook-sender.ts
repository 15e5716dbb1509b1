import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { cutText, wellFormed } from '../../domain/text';

/** What a receiver answered. */
export interface ReceiverAnswer {
  readonly status: number;
  /** What `Retry-After` asks for, in ms > 0; null: nothing. */
  readonly retryAfterMs: number | null;
  /** Begin of the body: printable, at most 300 characters. */
  readonly text: string;
}

/**
 * Sends one POST and follows no redirect.
 * @throws Error whose message may be shown: it names neither the address nor what stands behind it
 */
export type SendWebhook = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<ReceiverAnswer>;

export interface WebhookSenderOptions {
  /** Receivers on this machine or in private networks are called as well. */
  readonly allowsPrivate: boolean;
  /** For all of it: name, connection, answer. @default 15,000 */
  readonly timeoutMs?: number;
  /** @default the machine's clock */
  readonly now?: () => number;
}

const TIMEOUT_MS = 15_000;
/** More of an answer is not read. */
const MAX_ANSWER_BYTES = 1_024;
const KEPT_CHARS = 300;

/** The agents look at every address a name resolves to, for the very connection that is made: a name cannot change in between. */
export function createWebhookSender(options: WebhookSenderOptions): SendWebhook {
  const { allowsPrivate, timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const filter = { allowPrivateIPAddress: allowsPrivate, allowMetaIPAddress: false };
  const agents = { http: new RequestFilteringHttpAgent(filter), https: new RequestFilteringHttpsAgent(filter) };

  return async ({ url, headers, body }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await post(url, { headers, body, signal, agents });
      return {
        status: response.statusCode ?? 0,
        retryAfterMs: retryAfterMs(response.headers['retry-after'], now()),
        text: printable(await beginOf(response)),
      };
    } catch (error) {
      throw new Error(signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(error), { cause: error });
    }
  };
}

function post(
  url: string,
  how: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
    readonly agents: { readonly http: http.Agent; readonly https: https.Agent };
  },
): Promise<IncomingMessage> {
  const { headers, body, signal, agents } = how;
  const isTls = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const request = (isTls ? https : http).request(
      url,
      {
        ...{ method: 'POST', signal, agent: isTls ? agents.https : agents.http },
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(body)),
          'User-Agent': 'Oncek-Webhooks/1',
          ...headers,
        },
      },
      resolve,
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** As much of the body as is kept. One that does not end, or breaks off, does not undo the status. */
async function beginOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // The status has come, and it is the answer.
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES);
}

function printable(bytes: Buffer): string {
  const text = wellFormed(bytes.toString('utf8')).replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ');
  return cutText(text.trim(), KEPT_CHARS).text;
}

/** Seconds, or an instant as HTTP writes it. */
function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return ms > 0 ? ms : null;
}

/** What an admin can do something about; other words could tell of networks behind us. */
function reasonOf(error: unknown): string {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  if (/is not allowed\. Because/.test(message)) {
    return 'WebhookTarget: the host has a private or reserved address, which is not called; WEBHOOK_ALLOW_PRIVATE would allow it';
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name cannot be resolved';
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection broke off';
    default:
      return typeof code === 'string' && /CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code)
        ? `the certificate is not trusted (${code})`
        : `the request failed (${typeof code === 'string' ? code : 'no code'})`;
  }
}
