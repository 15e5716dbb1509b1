import type { ObjectStore } from '../adapters/object-store';
import { rewriteSnapshot, snapshotFingerprints } from '../training/snapshot-store';
import { readArchive, training, type ClosedTicket } from './tickets';

/** @returns files that were, or would be, deleted */
export async function forgetMedia(
  store: Pick<ObjectStore, 'open' | 'delete'>,
  { mediaKeys }: ClosedTicket,
  { isDry }: { isDry: boolean },
): Promise<number> {
  let files = 0;
  for (const key of mediaKeys) {
    if ((await store.open(key)) === null) continue;
    files += 1;
    if (!isDry) await store.delete(key);
  }
  return files;
}

/**
 * Leaves of a ticket's archive what it says of work and time. Its numbers stay: a late message to the ticket would else
 * open it anew, and a second run could not find it.
 * @param at - ISO instant
 */
export async function forgetStory(
  store: Pick<ObjectStore, 'get' | 'put'>,
  ticket: ClosedTicket,
  at: string,
): Promise<void> {
  const state = await readArchive(store, ticket.archive);
  if (!state?.problem || ticket.isForgotten) return;
  const { problem, story = [] } = state;
  const { status } = state as { status?: object | null };
  const name = problem.from?.name;
  const forgotten = {
    ...state,
    problem: { ...problem, text: '', from: { id: problem.from?.id ?? 0, name: '' }, media: null, attachments: [] },
    classifiedText: null,
    media: [],
    story: story.map((event) => (event.who === name ? { ...event, who: null, detail: '' } : event)),
    ...(status && { status: { ...status, text: '', mediaUrls: [] } }),
    forgottenAt: at,
  };
  await store.put(ticket.archive, JSON.stringify(forgotten));
}

/** Takes rows of the tickets out of every training set that was kept. @returns rows that were, or would be, taken out */
export async function forgetInSnapshots(
  store: Pick<ObjectStore, 'get' | 'put' | 'list'>,
  tickets: readonly ClosedTicket[],
  { isDry }: { isDry: boolean },
): Promise<number> {
  const keys = new Set(tickets.map(({ rowKey }) => rowKey));
  const texts = new Set(tickets.map((ticket) => training(ticket).learned).filter((text) => text !== ''));
  let taken = 0;
  for (const fingerprint of await snapshotFingerprints(store)) {
    taken += await rewriteSnapshot(store, fingerprint, {
      isDry,
      // A text that others wrote as well stays theirs.
      keep(row) {
        const sources = row.sources.filter(({ key }) => !keys.has(key));
        if (row.sources.length === 0) return texts.has(row.problem) ? null : row;
        return sources.length === 0 ? null : sources.length === row.sources.length ? row : { ...row, sources };
      },
    });
  }
  return taken;
}
