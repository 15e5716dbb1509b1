import type { LabelledText } from '../labelled-csv';

/** Somebody in the sandbox's groups. */
export interface DemoPerson {
  readonly id: number;
  readonly first_name: string;
}

/** The people's side of the sandbox, by its JSON calls. */
export interface People {
  write(message: {
    chatId: number;
    from: DemoPerson;
    text: string;
    replyTo?: number;
    /** Unix seconds; default now. */
    date?: number;
  }): Promise<{ messageId: number }>;
  /** The author changes the text of a message. */
  edit(message: { chatId: number; messageId: number; text: string }): Promise<unknown>;
  /** Has something go wrong: the body of `POST /faults`. */
  inject(fault: object): Promise<unknown>;
  /** Rows as people see them, headings first; none while the worksheet does not exist. */
  rows(worksheet: string): Promise<(string | number | boolean | null)[][]>;
  /** Gives the sandbox's Gemini the right answers, and sets how it behaves where a mode is given. */
  teachGemini(rows: readonly LabelledText[], mode: 'oracle' | 'nonsense' | null): Promise<void>;
}

/** A call of the sandbox's people's side, with JSON both ways. @throws Error with the status and the sandbox's own words */
export type SandboxCall = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** @param root - of the sandbox, without a slash at the end */
export function createSandboxCall(root: string): SandboxCall {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${root}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`the sandbox answered ${response.status} to ${method} ${path}: ${await response.text()}`);
    }
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  };
}

export function createPeople(root: string): People {
  const call = createSandboxCall(root);
  return {
    write: (message) => call('POST', '/telegram/people/messages', message),
    edit: (message) => call('POST', '/telegram/people/edits', message),
    inject: (fault) => call('POST', '/faults', fault),
    async rows(worksheet) {
      const response = await fetch(`${root}/sheets/people/${encodeURIComponent(worksheet)}`);
      if (response.status === 404) return [];
      if (!response.ok) throw new Error(`the sandbox answered ${response.status} for worksheet ${worksheet}`);
      const body = (await response.json()) as (string | number | boolean | null)[][] | { rows: never };
      return Array.isArray(body) ? body : body.rows;
    },
    async teachGemini(rows, mode) {
      const answers = Object.fromEntries(rows.map(({ text, label }) => [text, label]));
      await call('PUT', '/gemini/people/behaviour', { answers, ...(mode ? { mode } : {}) });
    },
  };
}
