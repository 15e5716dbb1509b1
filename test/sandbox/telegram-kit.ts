import { Telegraf, TelegramError, type Telegram } from 'telegraf';
import type { Update } from 'telegraf/types';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';

export const COLLECTING = -1001000000001;
export const REPORTING = -1001000000002;
export const BASIC_GROUP = -4001;
export const ADMIN = { id: 9001, first_name: 'Bagas', username: 'bagas_ops' };
export const TECHNICIAN = { id: 9101, first_name: 'Andi', username: 'andi_teknisi' };

/** A sandbox on a free port with telegraf's client for both bots. */
export interface Kit {
  sandbox: Sandbox;
  group: Telegram;
  admin: Telegram;
  client(token: string): Telegram;
  /** Calls the people's side, `POST` where there is a body; throws what it answers with 4xx. */
  people<T = { messageId: number }>(path: string, body?: object): Promise<T>;
  http(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
  fault(fault: object): Promise<void>;
}

const open = new Set<Sandbox>();

/** Ends every sandbox still open, also those of tests that failed half-way. */
export async function closeKits(): Promise<void> {
  const left = [...open];
  open.clear();
  await Promise.all(left.map((sandbox) => sandbox.close()));
}

export async function startKit(options: SandboxOptions = {}): Promise<Kit> {
  const sandbox = await startSandbox({ port: 0, ...options });
  open.add(sandbox);
  const client = (token: string): Telegram =>
    new Telegraf(token, { telegram: { apiRoot: `${sandbox.url}/telegram/` } }).telegram;
  const http: Kit['http'] = async (method, path, body) => {
    const response = await fetch(sandbox.url + path, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  return {
    sandbox,
    client,
    http,
    group: client('1000001:sandbox-group'),
    admin: client('1000002:sandbox-admin'),
    async people<T>(path: string, body?: object) {
      const answer = await http(body ? 'POST' : 'GET', `/telegram/people/${path}`, body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body as T;
    },
    async fault(fault) {
      const { status, body } = await http('POST', '/faults', { service: 'telegram', ...fault });
      if (status !== 201) throw new Error(JSON.stringify(body));
    },
  };
}

/** The updates of a bot from an offset on, without waiting unless told. */
export async function updatesOf(bot: Telegram, offset = 0, timeoutS = 0): Promise<Update[]> {
  return bot.callApi('getUpdates', { offset, timeout: timeoutS, limit: 100, allowed_updates: [] });
}

/** What stands in each update under its kind: the message, the edited message, the press. */
export function contents(updates: readonly Update[]): Record<string, unknown>[] {
  return updates.map((update) => {
    const [, content] = Object.entries(update).find(([field]) => field !== 'update_id') ?? [];
    return content as Record<string, unknown>;
  });
}

/** What Telegram answered to a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<TelegramError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TelegramError) return error;
  throw new Error(`expected a refusal of Telegram, got ${String(error)}`);
}

/** A clock that moves only when told. */
export function steppedClock(startIso = '2026-01-05T03:00:00Z'): { clock: () => Date; advance(ms: number): void } {
  let now = Date.parse(startIso);
  return { clock: () => new Date(now), advance: (ms) => void (now += ms) };
}
