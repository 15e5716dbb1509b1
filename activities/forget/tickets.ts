import { trainingText } from '../../domain/training-text';
import { outgoingText } from '../../domain/gemini';
import type { TicketState } from '../../domain/ticket';
import type { ObjectStore } from '../adapters/object-store';

/** Whose tickets: those of one Telegram user, in one chat or in all. */
export interface Technician {
  readonly userId: number;
  readonly chatId: number | null;
}

/** A closed ticket of theirs, as its archive tells. */
export interface ClosedTicket {
  /** Key of its archive in the object store. */
  readonly archive: string;
  readonly ticketId: string;
  readonly rowKey: string;
  readonly mediaKeys: readonly string[];
  /** The text as it was written; '' once it was forgotten. */
  readonly text: string;
  /** What was forgotten before is looked at again: a look at the sheets may have brought its rows back. */
  readonly isForgotten: boolean;
}

type Archive = Partial<TicketState> & { readonly forgottenAt?: string };

/** All closed tickets that a technician opened. Reads every archive: some milliseconds each. */
export async function closedTicketsOf(
  store: Pick<ObjectStore, 'list' | 'get'>,
  { userId, chatId }: Technician,
): Promise<ClosedTicket[]> {
  const found: ClosedTicket[] = [];
  for await (const archive of store.list('stories/')) {
    const state = await readArchive(store, archive);
    if (state?.problem?.from?.id !== userId || (chatId !== null && state.chatId !== chatId)) continue;
    const { ticketId = '', rowKey = '', media = [], problem, forgottenAt } = state;
    found.push({
      ...{ archive, ticketId, rowKey, text: problem.text, isForgotten: forgottenAt !== undefined },
      mediaKeys: media.flatMap(({ key }) => (key === null ? [] : [key])),
    });
  }
  return found;
}

/** @returns null for what is no archive of a ticket */
export async function readArchive(store: Pick<ObjectStore, 'get'>, key: string): Promise<Archive | null> {
  try {
    return JSON.parse(Buffer.from((await store.get(key)) ?? '').toString('utf8')) as Archive;
  } catch {
    return null;
  }
}

/** The text as Gemini's answers have it, and as snapshots of training sets do. */
export function training({ text }: ClosedTicket): { readonly asked: string; readonly learned: string } {
  return { asked: outgoingText(text), learned: trainingText(text) };
}
