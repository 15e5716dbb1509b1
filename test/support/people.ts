import { waitFor } from './wait';

export interface Writer {
  readonly id: number;
  readonly first_name: string;
}

export const TECHNICIAN: Writer = { id: 9101, first_name: 'Teknisi Satu' };
export const OPS: Writer = { id: 9002, first_name: 'Damas' };
export const ADMIN: Writer = { id: 9001, first_name: 'Bagas' };
export const GROUP = -1001000000001;
export const REPORTS = -1001000000002;

/** A message as the sandbox shows it to people. */
export interface SeenMessage {
  readonly message_id: number;
  readonly text?: string;
  readonly reply_to_message?: { readonly message_id: number };
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { text: string; callback_data: string }[])[] };
}

type Row = readonly (string | number | boolean | null)[];

/** People in the sandbox: they write, press and look at chats and sheets. */
export function peopleOf(root: string) {
  async function post<T>(path: string, body: unknown, method = 'POST'): Promise<T> {
    const response = await fetch(`${root}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async function rows(worksheet: string): Promise<Row[]> {
    const response = await fetch(`${root}/sheets/people/${worksheet}`);
    return response.ok ? ((await response.json()) as Row[]) : [];
  }

  const people = {
    async write(message: Record<string, unknown>): Promise<number> {
      const { messageId } = await post<{ messageId: number }>('/telegram/people/messages', {
        chatId: GROUP,
        from: TECHNICIAN,
        ...message,
      });
      return messageId;
    },
    reply: (to: number, text: string, from: Writer = OPS) => people.write({ from, text, replyTo: to }),
    edit: (messageId: number, text: string) => post('/telegram/people/edits', { chatId: GROUP, messageId, text }),
    react: (messageId: number) => post('/telegram/people/reactions', { chatId: GROUP, messageId }),
    press: (chatId: number, messageId: number, from: Writer, data: string) =>
      post('/telegram/people/presses', { chatId, messageId, from, data }),
    gemini: (behaviour: Record<string, unknown>) => post('/gemini/people/behaviour', behaviour, 'PUT'),
    faults: (fault: Record<string, unknown>) => post('/faults', fault),
    async injected(): Promise<{ kind: string; hits: number }[]> {
      return (await (await fetch(`${root}/faults`)).json()) as { kind: string; hits: number }[];
    },
    async chat(chatId: number): Promise<SeenMessage[]> {
      const response = await fetch(`${root}/telegram/people/chats/${chatId}/messages`);
      return (await response.json()) as SeenMessage[];
    },
    rows,
    /** All rows with such a key: a message's id, with `@<chat>` behind it where the chat is not the plain one. */
    async rowsOf(worksheet: 'Logs' | 'ML_Tracking', messageId: number | string): Promise<Row[]> {
      const column = worksheet === 'Logs' ? 3 : 0;
      return (await rows(worksheet)).filter((row) => row[column] === String(messageId));
    },
    /** Waits until the one row of a message satisfies a condition, and gives it. */
    waitForRow: (worksheet: 'Logs' | 'ML_Tracking', messageId: number | string, isRight: (row: Row) => boolean) =>
      waitFor(
        async () => {
          const found = await people.rowsOf(worksheet, messageId);
          return found[0] && isRight(found[0]) ? found[0] : null;
        },
        { describe: `the ${worksheet} row of message ${messageId} is right`, timeoutMs: 40_000, intervalMs: 200 },
      ),
    waitForMessage: (chatId: number, isRight: (message: SeenMessage) => boolean, describe: string) =>
      waitFor(async () => (await people.chat(chatId)).find(isRight) ?? null, {
        describe,
        timeoutMs: 40_000,
        intervalMs: 200,
      }),
  };
  return people;
}
