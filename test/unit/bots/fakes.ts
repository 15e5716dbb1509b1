import { Telegram } from 'telegraf';
import type { Update, UserFromGetMe } from 'telegraf/types';
import type { Failing, Outages } from '../../../bots/intake/outages';
import type { LabelDesk } from '../../../temporal/label-desk';
import type { LedgerDesk } from '../../../temporal/ledger-desk';
import type { WebhookDesk } from '../../../temporal/webhook-desk';
import type { TicketDesk } from '../../../temporal/ticket-desk';

/** A supergroup that is collected, one that is not, and a private chat. */
export const DEMO = -1001000000001;
export const FOREIGN = -1001000000099;
/** 2026-01-31T08:00:00Z, 15:00 in Jakarta. */
export const T0 = 1_769_846_400;

export const OPS = { id: 9001, is_bot: false, first_name: 'Bagas', last_name: 'Putra' };
export const TECHNICIAN = { id: 9101, is_bot: false, first_name: 'Andi', username: 'andi_teknisi' };
export const ME: UserFromGetMe = {
  id: 1000001,
  is_bot: true,
  first_name: 'Oncek',
  username: 'oncek_bot',
  can_join_groups: true,
  can_read_all_group_messages: true,
  supports_inline_queries: false,
};

type Fields = Record<string, unknown>;

/** A message of a technician in the collected group, 15:00:00 local, id 42. */
export function aMessage(fields: Fields = {}): Fields {
  return {
    message_id: 42,
    date: T0,
    chat: { id: DEMO, type: 'supergroup', title: 'Grup Demo' },
    from: TECHNICIAN,
    ...fields,
  };
}

/** A text of ops, 15:05:00 local, id 43, in reply to the technician's problem 42. */
export function anOpsReply(text: string, fields: Fields = {}): Fields {
  return aMessage({
    message_id: 43,
    date: T0 + 300,
    from: OPS,
    text,
    reply_to_message: aMessage({ text: 'login mytech gagal terus' }),
    ...fields,
  });
}

export function aMessageUpdate(message: Fields, updateId = 500): Update {
  return { update_id: updateId, message } as unknown as Update;
}

export function anEditUpdate(message: Fields, updateId = 501): Update {
  return { update_id: updateId, edited_message: message } as unknown as Update;
}

export interface DeskCall {
  readonly method: keyof TicketDesk;
  readonly args: readonly unknown[];
}

/** Answers for the methods of a door that a test expects. */
export type Answers<T> = Partial<{ [M in keyof T]: (...args: never[]) => unknown }>;

/** A desk that records calls; a method without an answer of its own fails by its name. */
export function fakeDesk(answers: Answers<TicketDesk>): { desk: TicketDesk; calls: DeskCall[] } {
  const { door: desk, calls } = fakeDoor<TicketDesk>('desk', answers);
  return { desk, calls };
}

/** The same for the labels. */
export function fakeLabels(answers: Answers<LabelDesk> = {}) {
  const { door: labels, calls } = fakeDoor<LabelDesk>('labels', answers);
  return { labels, calls };
}

/** The same for the webhooks. */
export function fakeWebhooks(answers: Answers<WebhookDesk> = {}) {
  const { door: webhooks, calls } = fakeDoor<WebhookDesk>('webhooks', answers);
  return { webhooks, calls };
}

/** The same for the ledger. */
export function fakeLedger(answers: Answers<LedgerDesk> = {}) {
  const { door: ledger, calls } = fakeDoor<LedgerDesk>('ledger', answers);
  return { ledger, calls };
}

function fakeDoor<T extends object>(name: string, answers: Answers<T>) {
  const calls: { method: keyof T; args: readonly unknown[] }[] = [];
  const door = new Proxy({} as T, {
    get: (_target, key) => {
      const method = key as keyof T;
      const answer = answers[method] as ((...args: unknown[]) => unknown) | undefined;
      return (...args: unknown[]) =>
        Promise.resolve().then(() => {
          if (!answer) throw new Error(`unexpected call of ${name}.${String(key)}`);
          calls.push({ method, args });
          return answer(...args);
        });
    },
  });
  return { door, calls };
}

/** Outages that nobody is told of: what failed, and the subjects that worked, in the order they were heard. */
export function heardOutages(): Outages & { readonly heard: (Failing | string)[] } {
  const heard: (Failing | string)[] = [];
  const hear = (one: Failing | string): void => void heard.push(one);
  return { heard, failed: hear, worked: hear, stop: () => Promise.resolve() };
}

export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A log that keeps its lines. */
export function fakeLog() {
  const lines: LogLine[] = [];
  const at = (level: string) => (fields: object, message?: string) =>
    void lines.push({ level, fields: { ...fields }, message: message ?? '' });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export interface ApiCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Takes the place of telegraf's HTTP calls; answers `{}` unless told otherwise. Undo by `jest.restoreAllMocks()`. */
export function fakeBotApi(answer: (call: ApiCall) => unknown = () => ({})): ApiCall[] {
  const calls: ApiCall[] = [];
  const callApi = (method: string, payload: object): Promise<never> => {
    const call = { method, payload: { ...payload } };
    calls.push(call);
    return Promise.resolve().then(() => answer(call) as never);
  };
  jest.spyOn(Telegram.prototype, 'callApi').mockImplementation(callApi);
  return calls;
}
