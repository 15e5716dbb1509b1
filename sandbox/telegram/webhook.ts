import { isLoopbackHost } from '../loopback';
import type { SandboxCore } from '../service';
import type { UpdateQueue } from './delivery';
import { badRequest } from './errors';
import type { BotName } from './settings';
import type { StoredBot, TelegramStore } from './store';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const ANSWER_TIMEOUT_MS = 60_000;

/** Runs a method given in the answer to a webhook request, `{method, …}`, as Telegram does. */
export type CallFromWebhook = (bot: BotName, method: string, payload: Record<string, unknown>) => void;

/** @throws TelegramError when it is no address of this machine: the sandbox calls nobody else */
export function checkWebhookUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw badRequest('bad webhook: invalid URL');
  if (!isLoopbackHost(parsed.host)) throw badRequest('bad webhook: the sandbox delivers to this machine only');
}

/** Delivers one bot's updates to its webhook, one after the other, each until it is answered with 2xx. */
export class WebhookSender {
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;

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
  }

  private async run(): Promise<void> {
    const { queue } = this.parts;
    let retryMs = FIRST_RETRY_MS;
    for (;;) {
      const webhook = this.record()?.webhook;
      if (!webhook || this.stopped.signal.aborted) return;
      const { updates, retryInMs = LONGEST_RETRY_MS } = queue.next(2);
      const update = updates[0];
      if (!update) {
        await queue.arrival(retryInMs, [this.stopped.signal]);
        continue;
      }
      const failure = await this.post(webhook, update);
      if (failure === undefined) {
        queue.remove(update);
        retryMs = FIRST_RETRY_MS;
        continue;
      }
      this.note(failure);
      await pause(retryMs, this.stopped.signal);
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
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
