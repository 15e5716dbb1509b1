import { condition, proxyActivities } from '@temporalio/workflow';
import { MAX_MEDIA_MB } from '../domain/media';
import { textsIn } from '../domain/texts/texts-in';
import type { Attachment, MediaTrack, StoryKind } from '../domain/ticket';
import { filesOf, hasMedia, isTracked, tracksOf } from '../domain/ticket-media';
import { mediaProfile } from './options';
import { ifPossible } from './persistently';
import type { MediaActivities, MediaResult } from './ports';
import { knowsChange } from './ticket-changes';
import { postForTicket } from './ticket-post';
import type { TicketRecord } from './ticket-record';

const { storeMedia } = proxyActivities<MediaActivities>(mediaProfile);

/** An outage of Telegram or the store longer than this costs the file, not the ticket, which may close without it. */
const GIVE_UP_MS = 24 * 60 * 60_000;

const STORY_KIND: Readonly<Record<MediaResult['status'], StoryKind>> = {
  stored: 'mediaStored',
  tooLarge: 'mediaTooLarge',
  failed: 'mediaFailed',
};

/**
 * Stores the files of the problem, from the ticket's first moment and beside everything else: rows, notices and answers
 * never wait for them. A file edited into the message later is stored anew. Never returns.
 */
export async function watchMedia(ticket: TicketRecord): Promise<never> {
  const { state } = ticket;
  // Not by the condition alone, which always gives way: a ticket that is overdue as it opens must not close meanwhile.
  if (filesOf(state).length === 0) await condition(() => filesOf(state).length > 0);
  // Runs recorded before files were stored go on without.
  if (!knowsChange(ticket, 'media-stored')) return new Promise<never>(() => undefined);
  ticket.keepsMedia = true;
  track(ticket);
  const underWay = new Map<MediaTrack, Promise<void>>();
  const next = (): MediaTrack | undefined =>
    state.media?.find((track) => track.status === 'waiting' && !underWay.has(track));
  for (;;) {
    await Promise.race([condition(() => !isTracked(state) || next() !== undefined), ...underWay.values()]);
    track(ticket);
    for (let waiting = next(); waiting; waiting = next()) {
      const taken = waiting;
      const storing = store(ticket, taken).finally(() => underWay.delete(taken));
      underWay.set(taken, storing);
    }
  }
}

/** Whether the ticket has files that are neither stored nor given up: it must not close yet. */
export function hasOpenMedia({ state, keepsMedia }: TicketRecord): boolean {
  return keepsMedia && (!isTracked(state) || hasMedia(state, 'waiting'));
}

function track(ticket: TicketRecord): void {
  const { state } = ticket;
  if (isTracked(state)) return;
  state.media = tracksOf(state, new Date().toISOString());
  ticket.changed();
}

async function store(ticket: TicketRecord, track: MediaTrack): Promise<void> {
  const { state } = ticket;
  const file = filesOf(state).find(({ fileId, messageId }) => fileId === track.fileId && messageId === track.messageId);
  if (!file) return;
  const result = await resultOf(ticket, track, file);
  // Edited out of the message meanwhile: nobody asks for it any more.
  if (!state.media?.includes(track)) return;
  // Before the state says so: a run that ends in between asks again, and the outbox drops what it knows.
  if (result.status === 'tooLarge') await tellSender(ticket);
  const settled: MediaTrack =
    result.status === 'stored'
      ? { ...track, status: 'stored', key: result.key, url: result.url }
      : { ...track, status: result.status };
  state.media = state.media.map((held) => (held === track ? settled : held));
  ticket.tell(STORY_KIND[result.status], null, `${file.kind} of message ${track.messageId}: ${detailOf(result)}`);
  ticket.changed();
}

async function resultOf(ticket: TicketRecord, track: MediaTrack, file: Attachment): Promise<MediaResult> {
  const restMs = Date.parse(track.since) + GIVE_UP_MS - Date.now();
  const givenUp: MediaResult = { status: 'failed', reason: 'given up after 24 hours' };
  if (restMs <= 0) return givenUp;
  const { messageId, ...media } = file;
  return ifPossible(
    'storeMedia',
    () =>
      storeMedia.executeWithOptions({ summary: `store ${file.kind}`, scheduleToCloseTimeout: restMs }, [
        { chatId: ticket.state.chatId, messageId, at: track.at, media },
      ]),
    givenUp,
  );
}

/** Once a ticket: who sent ten large videos is told one time. */
async function tellSender(ticket: TicketRecord): Promise<void> {
  const { state } = ticket;
  const item = {
    kind: 'direct',
    key: `${state.ticketId}:mediaTooLarge`,
    html: textsIn(ticket.settings.language).media.tooLarge(MAX_MEDIA_MB),
    replyToMessageId: state.messageId,
    ticketId: state.ticketId,
  } as const;
  await postForTicket(ticket, 'file too large', { to: { role: 'collecting', chatId: state.chatId }, item });
}

function detailOf(result: MediaResult): string {
  switch (result.status) {
    case 'stored':
      return result.key;
    case 'tooLarge':
      return `over ${MAX_MEDIA_MB} MB`;
    case 'failed':
      return result.reason;
  }
}
