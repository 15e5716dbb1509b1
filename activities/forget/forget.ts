import type { Kysely } from 'kysely';
import type { ObjectStore } from '../adapters/object-store';
import type { MirrorSchema } from '../mirror/schema';
import { forgetAnswers, forgetInMirror } from './mirror-texts';
import { forgetInSnapshots, forgetMedia, forgetStory } from './objects';
import { closedTicketsOf, type ClosedTicket, type Technician } from './tickets';

export interface ForgetDeps {
  readonly db: Kysely<MirrorSchema>;
  readonly store: ObjectStore;
  readonly mediaStore: ObjectStore;
  readonly now: () => Date;
}

/** What was removed, or would be. */
export interface Forgotten {
  /** Closed tickets that the technician opened. */
  readonly tickets: readonly ClosedTicket[];
  readonly mirrorRows: number;
  readonly writtenCells: number;
  readonly teacherAnswers: number;
  readonly symptomReports: number;
  readonly mediaFiles: number;
  readonly stories: number;
  readonly trainingRows: number;
}

/**
 * Removes a technician's texts and files of closed tickets from mirror and object store. Broken off, the next run goes on:
 * a ticket's archive, by which it is found, comes last. Done again it changes nothing, unless a look at the sheets has
 * brought rows back.
 * @param isDry - only counts
 */
export async function forget(
  deps: ForgetDeps,
  technician: Technician,
  { isDry }: { isDry: boolean },
): Promise<Forgotten> {
  const { db, store, mediaStore, now } = deps;
  const tickets = await closedTicketsOf(store, technician);
  const trainingRows = await forgetInSnapshots(store, tickets, { isDry });
  const teacherAnswers = await forgetAnswers(db, tickets, { isDry });
  const counts = { mirrorRows: 0, writtenCells: 0, symptomReports: 0, mediaFiles: 0, stories: 0 };
  for (const ticket of tickets) {
    const inMirror = await forgetInMirror(db, ticket, { isDry });
    counts.mirrorRows += inMirror.rows;
    counts.writtenCells += inMirror.written;
    counts.symptomReports += inMirror.symptoms;
    counts.mediaFiles += await forgetMedia(mediaStore, ticket, { isDry });
    if (!ticket.isForgotten) counts.stories += 1;
    if (!isDry) await forgetStory(store, ticket, now().toISOString());
  }
  return { tickets, trainingRows, teacherAnswers, ...counts };
}
