import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoPerson, People } from '../demo/people';
import type { Random } from './random';

const GROUPS = [
  { chatId: -1001000000001, label: 'Demo', keyOf: (messageId: number) => String(messageId) },
  { chatId: -4001, label: 'Demo kecil', keyOf: (messageId: number) => `${messageId}@-4001` },
] as const;
const OPS: readonly DemoPerson[] = [
  { id: 9001, first_name: 'Bagas' },
  { id: 9002, first_name: 'Damas' },
];
const TECHNICIANS: readonly DemoPerson[] = Array.from({ length: 40 }, (_, index) => ({
  id: 9101 + index,
  first_name: `Teknisi ${index + 1}`,
}));
const TEXTS = [
  'mohon bantuan tidak bisa login mytech, muncul user auth locked',
  'tidak bisa submit bai',
  'valins error saat scan',
  'mohon dibantu segera',
  'aplikasi force close terus',
];
const SOLVERS = { '-bg': 'Bagas', '-dm': 'Damas', '-dvd': 'David', '-fr': 'Fairuz', '-ej': 'Eri' } as const;
const APPS = ['MIT', 'MIS'] as const;

/** What was written about one problem, and so what must stand in the sheets. */
export interface Played {
  readonly key: string;
  readonly groupLabel: string;
  readonly text: string;
  /** Unix seconds. */
  readonly problemAtS: number;
  readonly respondedAtS: number;
  readonly hasOncek: boolean;
  readonly solving: string;
  readonly app: string;
  readonly solver: string;
  readonly isCancelled: boolean;
  readonly ticketId: string;
  /** When the last message about it was written, in ms. */
  readonly writtenMs: number;
}

/**
 * One problem from its message to the last word on it, with pauses of up to two seconds. Dates lie up to three hours back.
 * @param index - makes its text the only one of its kind
 */
export async function playProblem(people: People, random: Random, index: number): Promise<Played> {
  const group = random.pick(GROUPS);
  const text = `${random.pick(TEXTS)} nomor ${index}`;
  const nowS = Math.floor(Date.now() / 1_000);
  const problemAtS = nowS - random.between(0, 10_800);
  const respondedAtS = random.between(problemAtS, nowS);
  const hasOncek = random.next() < 0.7;
  const isEdited = random.next() < 0.2;
  const isCancelled = random.next() < 0.1;
  const initials = random.pick(Object.keys(SOLVERS) as (keyof typeof SOLVERS)[]);
  const app = random.pick(APPS);
  const ops = random.pick(OPS);
  const solutionOf = (solving: string): string => `${solving}, ${app} ${initials}`;
  const pauses = Array.from({ length: 4 }, () => random.between(0, 2_000));
  const pause = (): Promise<void> => sleep(pauses.pop() ?? 0);

  const { chatId } = group;
  const { messageId } = await people.write({ chatId, from: random.pick(TECHNICIANS), text, date: problemAtS });
  await pause();
  const reply = (words: string, date: number): Promise<{ messageId: number }> =>
    people.write({ chatId, from: ops, text: words, replyTo: messageId, date });
  if (hasOncek) {
    await reply('oncek ya', respondedAtS);
    await pause();
  }
  let solving = `sudah direset ${index}`;
  const solution = await reply(solutionOf(solving), hasOncek ? nowS : respondedAtS);
  await pause();
  if (isEdited) {
    solving = `sudah diperbaiki ${index}`;
    await people.edit({ chatId, messageId: solution.messageId, text: solutionOf(solving) });
    await pause();
  }
  if (isCancelled) await reply('/batal', nowS);
  return {
    ...{ text, problemAtS, respondedAtS, hasOncek, solving, app, isCancelled },
    key: group.keyOf(messageId),
    groupLabel: group.label,
    solver: SOLVERS[initials],
    ticketId: `${chatId}-${messageId}`,
    writtenMs: Date.now(),
  };
}
