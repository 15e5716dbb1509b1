import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoPerson, People } from '../../scripts/demo/people';

const TECHNICIANS: readonly DemoPerson[] = [9101, 9102, 9103, 9104, 9105].map((id) => ({
  id,
  first_name: `Teknisi ${id}`,
}));
const OPS: DemoPerson = { id: 9002, first_name: 'Damas' };
/** Of four problems three are answered, with an oncek and a solution: ten messages. */
const EVERY_UNANSWERED = 4;
const MESSAGES_OF_FOUR = 10;

/** How long and how fast is written. */
export interface Pace {
  readonly chatId: number;
  readonly texts: readonly string[];
  readonly seconds: number;
  /** Messages a second, of all kinds together. */
  readonly perSecond: number;
  /** Milliseconds from a problem to its oncek, and from there to its solution. */
  readonly gapMs: number;
}

/** A problem that was written, and what became of it in the group. Times are Unix milliseconds before the writing. */
export interface Conversation {
  readonly messageId: number;
  readonly begunMs: number;
  /** Null: nobody answered. */
  readonly solvedMs: number | null;
}

/** How many problems are written at a pace. */
export function problemsAt({ seconds, perSecond }: Pick<Pace, 'seconds' | 'perSecond'>): number {
  return Math.floor((seconds * perSecond * EVERY_UNANSWERED) / MESSAGES_OF_FOUR);
}

/** Whether somebody answers the problem of that number. */
export function isAnswered(index: number): boolean {
  return index % EVERY_UNANSWERED !== EVERY_UNANSWERED - 1;
}

/**
 * Writes conversations, each message at its own time, whether those before it were taken in or not.
 * @returns the conversations by their beginning, and when each message of theirs was written, in Unix milliseconds
 */
export async function converse(
  people: Pick<People, 'write'>,
  pace: Pace,
): Promise<{ conversations: Conversation[]; writtenMs: number[] }> {
  const { chatId, texts, gapMs } = pace;
  const writtenMs: number[] = [];
  const write = async (from: DemoPerson, text: string, replyTo?: number): Promise<number> => {
    const { messageId } = await people.write({ chatId, from, text, ...(replyTo !== undefined && { replyTo }) });
    writtenMs.push(Date.now());
    return messageId;
  };
  const one = async (index: number): Promise<Conversation> => {
    const technician = TECHNICIANS[index % TECHNICIANS.length] ?? OPS;
    const begunMs = Date.now();
    const messageId = await write(technician, `${texts[index % texts.length]} (laporan ${index})`);
    if (!isAnswered(index)) return { messageId, begunMs, solvedMs: null };
    await sleep(gapMs);
    await write(OPS, 'oncek', messageId);
    await sleep(gapMs);
    const solvedMs = Date.now();
    await write(OPS, 'sudah direset, silakan login ulang, MIT -dm', messageId);
    return { messageId, begunMs, solvedMs };
  };
  const count = problemsAt(pace);
  const startedMs = Date.now();
  const begun: Promise<Conversation>[] = [];
  for (let index = 0; index < count; index += 1) {
    await sleep(Math.max(0, startedMs + (index * pace.seconds * 1_000) / count - Date.now()));
    begun.push(one(index));
  }
  return { conversations: await Promise.all(begun), writtenMs };
}
