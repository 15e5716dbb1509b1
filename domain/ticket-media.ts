import type { Attachment, MediaTrack, ProblemMessage, TicketState } from './ticket';

/** All files of a problem, each with the message that carries it: its own first, then the album's. */
export function filesOf({ messageId, problem }: Pick<TicketState, 'messageId' | 'problem'>): Attachment[] {
  const own = problem.media ? [{ ...problem.media, messageId }] : [];
  return [...own, ...(problem.attachments ?? [])];
}

/**
 * What becomes of the tracks when the problem is what it is now: a file that is still there keeps its own, one that was
 * edited away loses it, a new one is to be stored.
 * @param now - when the new ones were seen
 */
export function tracksOf(
  state: Pick<TicketState, 'messageId' | 'problem' | 'media'>,
  now: string,
): readonly MediaTrack[] {
  const held = state.media ?? [];
  return filesOf(state).map(
    ({ fileId, messageId }) =>
      held.find((track) => track.fileId === fileId && track.messageId === messageId) ?? {
        fileId,
        messageId,
        at: sentAtOf(state.problem),
        since: now,
        status: 'waiting',
        key: null,
        url: null,
      },
  );
}

/** Whether the tracks are those of the problem's files as it is now. */
export function isTracked(state: Pick<TicketState, 'messageId' | 'problem' | 'media'>): boolean {
  const held = state.media ?? [];
  const files = filesOf(state);
  return (
    held.length === files.length &&
    files.every(({ fileId, messageId }, index) => {
      const track = held[index];
      return track?.fileId === fileId && track.messageId === messageId;
    })
  );
}

/** The links of the stored files, each on a line; null while there is none. */
export function mediaUrls({ media = [] }: Pick<TicketState, 'media'>): string | null {
  const urls = media.flatMap(({ url }) => (url === null ? [] : [url]));
  return urls.length === 0 ? null : urls.join('\n');
}

/** Whether a file has any of the statuses. */
export function hasMedia({ media = [] }: Pick<TicketState, 'media'>, ...statuses: MediaTrack['status'][]): boolean {
  return media.some(({ status }) => statuses.includes(status));
}

/** A file put into the message by an edit has another key than the one it took the place of, whose link stays right. */
function sentAtOf({ editedAt, sentAt }: ProblemMessage): string {
  return editedAt ?? sentAt;
}
