import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoPerson } from '../demo/people';
import { GROUPS, type Groups, type Place, type Words } from './groups';
import { createMedia } from './media';
import type { Random } from './random';

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
const FIRST_GROUP = GROUPS[0].settingId;

/** What was written about one problem, and so what must stand in the sheets and in the chats. */
export interface Played {
  /** Keys its row may have: of an album that of any of its messages, for which one comes in first is not ours to say. */
  readonly keys: readonly string[];
  readonly groupLabel: string;
  readonly text: string;
  /** Unix seconds; null: forwarded, its clock starts with the first word of ops. */
  readonly problemAtS: number | null;
  readonly respondedAtS: number;
  readonly hasOncek: boolean;
  readonly solving: string;
  readonly app: string;
  readonly solver: string;
  readonly isCancelled: boolean;
  /** SHA-256 of its files' bytes, hex. */
  readonly files: readonly string[];
  /** All messages about it, the problem's first. */
  readonly places: readonly Place[];
  /** When its first and its last message were written, in ms. */
  readonly openedMs: number;
  readonly writtenMs: number;
}

/** The key of a row: message id, and the chat where it is not the first of the setting. */
export function rowKeyOf({ chatId, messageId }: Place): string {
  return chatId === FIRST_GROUP ? String(messageId) : `${messageId}@${chatId}`;
}

/**
 * One problem from its message to the last word on it, with pauses of up to two seconds. Dates lie up to three hours back.
 * @param index - makes its text the only one of its kind
 */
export async function playProblem(groups: Groups, random: Random, index: number): Promise<Played> {
  const group = random.pick(GROUPS);
  const kind = random.pick(['text', 'text', 'text', 'text', 'text', 'photo', 'album', 'forwarded'] as const);
  let text = `${random.pick(TEXTS)} nomor ${index}`;
  const nowS = Math.floor(Date.now() / 1_000);
  const problemAtS = nowS - random.between(0, 10_800);
  const respondedAtS = random.between(problemAtS, nowS);
  const hasOncek = random.next() < 0.7;
  const isReworded = random.next() < 0.1 && kind === 'text';
  const isEdited = random.next() < 0.2;
  const isRepeated = random.next() < 0.1;
  const isReactedTo = random.next() < 0.2;
  const isCancelled = random.next() < 0.1;
  const initials = random.pick(Object.keys(SOLVERS) as (keyof typeof SOLVERS)[]);
  const app = random.pick(APPS);
  const [technician, ops] = [random.pick(TECHNICIANS), random.pick(OPS)];
  const media = createMedia(random, kind === 'photo' ? 1 : kind === 'album' ? random.between(2, 4) : 0, index);
  const solutionOf = (solving: string): string => `${solving}, ${app} ${initials}`;
  const pauses = Array.from({ length: 8 }, () => random.between(0, 1_500));
  const pause = (): Promise<void> => sleep(pauses.pop() ?? 0);

  const opening: readonly Words[] =
    media.length > 0
      ? media.map(({ media: file }, item) => ({
          ...{ from: technician, date: problemAtS, media: file },
          ...(item === 0 && { caption: text }),
          ...(media.length > 1 && { mediaGroupId: `album-${index}` }),
        }))
      : [
          {
            ...{ from: technician, date: problemAtS, text },
            ...(kind === 'forwarded' && { forwardedFrom: { first_name: 'Pelanggan' } }),
          },
        ];
  const openedMs = Date.now();
  const places: Place[] = [];
  for (const words of opening) places.push(await groups.write(group, words));
  const [problem] = places as [Place];
  await pause();
  const reply = async (words: string, date: number): Promise<Place> => {
    const place = await groups.write(
      group,
      { from: ops, text: words, date },
      random.pick(places.slice(0, opening.length)),
    );
    places.push(place);
    return place;
  };
  if (hasOncek) {
    await reply('oncek ya', respondedAtS);
    await pause();
  }
  if (isReworded && (await groups.edit(problem, `${text} sekali lagi`))) {
    text = `${text} sekali lagi`;
    await pause();
  }
  let solving = `sudah direset ${index}`;
  const solution = await reply(solutionOf(solving), hasOncek ? nowS : respondedAtS);
  await pause();
  if (isReactedTo) {
    await groups.react(problem, ops);
    await groups.react(solution, technician);
    await pause();
  }
  if (isEdited && (await groups.edit(solution, solutionOf(`sudah diperbaiki ${index}`)))) {
    solving = `sudah diperbaiki ${index}`;
    await pause();
  }
  if (isRepeated) {
    solving = `sudah diganti ${index}`;
    await reply(solutionOf(solving), nowS + 1);
    await pause();
  }
  if (isCancelled) await groups.write(group, { from: ops, text: '/batal', date: nowS + 2 }, problem);
  return {
    ...{ text, respondedAtS, hasOncek, solving, app, isCancelled, places, openedMs },
    problemAtS: kind === 'forwarded' ? null : problemAtS,
    keys: places.slice(0, opening.length).map(rowKeyOf),
    groupLabel: group.label,
    solver: SOLVERS[initials],
    files: media.map(({ sha256 }) => sha256),
    writtenMs: Date.now(),
  };
}
