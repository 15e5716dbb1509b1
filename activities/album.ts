import { albumProblem, takeItems } from '../domain/album';
import { ticketIdOf } from '../domain/ids';
import type { NewTicket, TicketDesk } from '../temporal/ticket-desk';
import type { AlbumBatch, AlbumReply, AlbumResult } from '../workflows/contracts/album';
import type { AlbumActivities } from '../workflows/ports';
import type { AlbumRecords } from './album-records';
import { whileBeating } from './while-beating';

export interface AlbumActivityDeps {
  /** Reaches tickets themselves, not their albums. */
  readonly desk: Pick<TicketDesk, 'open' | 'answer' | 'edit' | 'editProblem' | 'cancel'>;
  readonly records: AlbumRecords;
}

/** Activities of the gathering of albums. */
export function createAlbumActivities({ desk, records }: AlbumActivityDeps): AlbumActivities {
  async function hand(ticket: NewTicket, reply: AlbumReply): Promise<void> {
    switch (reply.kind) {
      case 'answer':
        await desk.answer(ticket, reply.signal);
        return;
      case 'edit':
        await desk.edit(ticket, reply.signal);
        return;
      case 'cancel':
        await desk.cancel(ticket, reply.request);
        return;
    }
  }

  async function settle({ items, replies, ...address }: AlbumBatch): Promise<AlbumResult> {
    const held = await records.get(address);
    const album = takeItems(held, { ...address, items });
    if (!album) return { ticketId: null };
    const ticket: NewTicket = {
      chatId: album.chatId,
      messageId: album.ticketMessageId,
      groupLabel: album.groupLabel,
      problem: albumProblem(album),
    };
    if (!held) await desk.open(ticket);
    else if (album !== held) await desk.editProblem(ticket, { updateId: null, problem: ticket.problem });
    // Behind the opening: a record without a ticket would let replies pass that nobody takes.
    if (album !== held) await records.put(album);
    for (const reply of replies) await hand(ticket, reply);
    return { ticketId: ticketIdOf(ticket) };
  }

  return { settleAlbum: (batch) => whileBeating(() => settle(batch)) };
}
