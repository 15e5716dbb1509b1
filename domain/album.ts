import type { Attachment, ProblemMessage } from './ticket';

/** One message of an album, with its own caption and file. */
export interface AlbumItem {
  readonly messageId: number;
  readonly problem: ProblemMessage;
}

/** Messages that people sent as one: Telegram gives each a message id of its own, and all one media group. */
export interface Album {
  readonly chatId: number;
  readonly mediaGroupId: string;
  readonly groupLabel: string;
  /** The item that is the ticket; never changed once it is open. */
  readonly ticketMessageId: number;
  /** By message id, ascending; the newest wording of each. */
  readonly items: readonly AlbumItem[];
}

/**
 * The album with items taken in. A new album's ticket is its lowest message id; an item that comes later, even a lower
 * one, belongs to the same ticket.
 * @param held - as remembered; null: a new album
 * @returns null for a new album without items; `held` itself where the items bring nothing new
 */
export function takeItems(
  held: Album | null,
  found: Pick<Album, 'chatId' | 'mediaGroupId' | 'groupLabel'> & { readonly items: readonly AlbumItem[] },
): Album | null {
  const items = found.items.reduce(takeItem, held?.items ?? []);
  if (held) return items === held.items ? held : { ...held, items };
  const [first] = items;
  if (!first) return null;
  const { chatId, mediaGroupId, groupLabel } = found;
  return { chatId, mediaGroupId, groupLabel, ticketMessageId: first.messageId, items };
}

/** Whether the album knows the item as it is: a reaction arrives as an edit in which nothing differs. */
export function isKnownItem(album: Album, item: AlbumItem): boolean {
  const held = album.items.find(({ messageId }) => messageId === item.messageId);
  return held !== undefined && isSameContent(held.problem, item.problem);
}

/**
 * The album as the problem of its ticket: all captions, each on a line, the clock from the first item, the file of the
 * ticket's own message and those of the others behind it.
 */
export function albumProblem({ ticketMessageId, items }: Album): ProblemMessage {
  const own = items.find(({ messageId }) => messageId === ticketMessageId) ?? items[0];
  if (!own) throw new Error('an album has at least one item');
  const problems = items.map(({ problem }) => problem);
  const editedAt = problems.flatMap((problem) => problem.editedAt ?? []).sort();
  const attachments = items.flatMap(({ messageId, problem: { media } }): Attachment[] =>
    media && messageId !== own.messageId ? [{ ...media, messageId }] : [],
  );
  return {
    text: problems
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
    sentAt: problems.map(({ sentAt }) => sentAt).sort()[0] ?? own.problem.sentAt,
    editedAt: editedAt.at(-1) ?? null,
    from: own.problem.from,
    media: own.problem.media,
    ...(attachments.length > 0 ? { attachments } : {}),
    forwarded: own.problem.forwarded,
  };
}

function takeItem(items: readonly AlbumItem[], item: AlbumItem): readonly AlbumItem[] {
  const held = items.find(({ messageId }) => messageId === item.messageId);
  if (held && !isLaterWording(held.problem, item.problem)) return items;
  const others = items.filter((other) => other !== held);
  return [...others, item].sort((a, b) => a.messageId - b.messageId);
}

function isSameContent(a: ProblemMessage, b: ProblemMessage): boolean {
  return a.text === b.text && a.media?.fileId === b.media?.fileId;
}

/**
 * Of two texts of one second the later arrival counts: Telegram's dates have whole seconds. Of one wording the file's id
 * may differ between an update and the copy in a reply.
 */
function isLaterWording(held: ProblemMessage, found: ProblemMessage): boolean {
  const [before, now] = [held.editedAt ?? '', found.editedAt ?? ''];
  return before < now ? !isSameContent(held, found) : before === now && held.text !== found.text;
}
