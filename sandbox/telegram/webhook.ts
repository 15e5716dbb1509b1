import { isLoopbackHost } from '../loopback';
import type { SandboxCore } from '../service';
import type { UpdateQueue } from './delivery';
import { badRequest } from './errors';
import type { BotName } from './settings';
import type { StoredBot, TelegramStore } from './store';
import type { WireUpdate } from './wire';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const ANSWER_TIMEOUT_MS = 60_000;
/** Waiting updates looked at for chats that have none under way. */
const QUEUE_VIEW = 1_000;

/** Runs a method given in the answer to a webhook request, `{method, …}`, as Telegram does. */
export type CallFromWebhook = (bot: BotName, method: string, payload: Record<string, unknown>) => void;

/** @throws TelegramError when it is no address of this machine: the sandbox calls nobody else */
export function checkWebhookUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw badRequest('bad webhook: invalid URL');
  if (!isLoopbackHost(parsed.host)) throw badRequest('bad webhook: the sandbox delivers to this machine only');
}

/** As Telegram's default. */
const MAX_CONNECTIONS = 40;

/**
 * Delivers one bot's updates to its webhook: those of a chat one after the other, each until it is answered with 2xx, and
 * chats beside each other, as Telegram does.
 */
export class WebhookSender {
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  private readonly underWay = new Map<number, Promise<void>>();

  constructor(
    private readonly bot: BotName,
    private readonly parts: { queue: UpdateQueue; store: TelegramStore; core: SandboxCore; call: CallFromWebhook },
  ) {}

  /** Starts delivery if a webhook is set and none runs yet. */
  start(): void {
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    await Promise.all(this.underWay.values());
  }

  private async run(): Promise<void> {
    const { queue } = this.parts;
    for (;;) {
      if (!this.record()?.webhook || this.stopped.signal.aborted) return;
      const { updates, retryInMs = LONGEST_RETRY_MS } = queue.next(QUEUE_VIEW);
      const arrival = queue.arrival(retryInMs, [this.stopped.signal]);
      for (const update of updates) {
        const chat = chatOf(update);
        if (this.underWay.has(chat) || this.underWay.size >= MAX_CONNECTIONS) {
          queue.putBack(update);
          continue;
        }
        const delivery = this.deliver(update).finally(() => {
          this.underWay.delete(chat);
          queue.wake();
        });
        this.underWay.set(chat, delivery);
      }
      await arrival;
    }
  }

  /** Tries until the update was taken, the webhook is gone, or the sandbox stops. */
  private async deliver(update: WireUpdate): Promise<void> {
    for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)) {
      const webhook = this.record()?.webhook;
      if (!webhook || this.stopped.signal.aborted) return;
      const failure = await this.post(webhook, update);
      if (failure === undefined) return this.parts.queue.remove(update);
      this.note(failure);
      await pause(retryMs, this.stopped.signal);
    }
  }

  /** @returns what went wrong, undefined where the update was taken */
  private async post(webhook: { url: string; secretToken?: string }, update: object): Promise<string | undefined> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (webhook.secretToken) headers['X-Telegram-Bot-Api-Secret-Token'] = webhook.secretToken;
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(update),
        redirect: 'error',
        signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      const text = await response.text();
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      this.callGivenMethod(text);
      return undefined;
    } catch (error) {
      return error instanceof Error && error.name === 'TimeoutError' ? 'Read timeout expired' : 'Connection failed';
    }
  }

  private callGivenMethod(text: string): void {
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof answer !== 'object' || answer === null || !('method' in answer)) return;
    if (typeof answer.method === 'string') this.parts.call(this.bot, answer.method, answer);
  }

  private note(lastError: string): void {
    const record = this.record();
    if (!record?.webhook || this.stopped.signal.aborted) return;
    const lastErrorAt = Math.floor(this.parts.core.clock().getTime() / 1000);
    this.parts.store.bots.put(this.bot, { ...record, webhook: { ...record.webhook, lastError, lastErrorAt } });
  }

  private record(): StoredBot | undefined {
    return this.parts.store.bots.get(this.bot);
  }
}

/** Updates of no chat are one after the other as well. */
function chatOf(update: WireUpdate): number {
  const [subject] = Object.values(update).filter((value) => typeof value === 'object') as {
    chat?: { id: number };
    message?: { chat?: { id: number } };
  }[];
  return subject?.chat?.id ?? subject?.message?.chat?.id ?? 0;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
