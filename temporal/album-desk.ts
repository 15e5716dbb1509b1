import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { albumProblem, isKnownItem, type Album, type AlbumItem } from '../domain/album';
import type { albumWorkflow } from '../workflows/album.workflow';
import type { AlbumAddress, AlbumReply, AlbumSignal } from '../workflows/contracts/album';
import { albumSignal, albumWorkflowId } from '../workflows/contracts/album';
import { ONCEK_QUEUE } from './queues';
import type { NewTicket, TicketDesk, TicketRef } from './ticket-desk';

export interface AlbumDeskDeps {
  readonly client: Client;
  /** What is remembered of an album; null before its ticket was opened. */
  readonly albumOf: (address: AlbumAddress) => Promise<Album | null>;
}

/**
 * The desk, where a message of an album stands for the album's one ticket: items and what happens while they are
 * gathered go to the album's workflow, a reply to any item of an album that is known goes straight to its ticket.
 */
export function withAlbums(desk: TicketDesk, { client, albumOf }: AlbumDeskDeps): TicketDesk {
  const start = (address: AlbumAddress, groupLabel: string, signal: AlbumSignal) =>
    client.workflow.signalWithStart<typeof albumWorkflow, [AlbumSignal]>('albumWorkflow', {
      workflowId: albumWorkflowId(address),
      taskQueue: ONCEK_QUEUE,
      staticSummary: `${groupLabel.slice(0, 60)}: album`,
      args: [{ ...address, groupLabel }],
      signal: albumSignal,
      signalArgs: [signal],
    });

  /** @returns false when the album is not being gathered */
  async function tellGathering(address: AlbumAddress, signal: AlbumSignal): Promise<boolean> {
    try {
      await client.workflow.getHandle(albumWorkflowId(address)).signal(albumSignal, signal);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** A reply that opens nothing: to the ticket if it is known, to the gathering if there is one. */
  async function hand(
    ref: TicketRef,
    reply: AlbumReply,
    toTicket: (ref: TicketRef) => Promise<boolean>,
  ): Promise<boolean> {
    const address = addressOf(ref);
    const album = address && (await albumOf(address));
    if (album) return toTicket(ticketOf(album));
    return (address !== null && (await tellGathering(address, { item: null, reply }))) || toTicket(ref);
  }

  /** The ticket that a message stands for: the album's, for any item of one that was gathered. */
  async function meant(ref: TicketRef): Promise<TicketRef> {
    const address = addressOf(ref);
    const album = address && (await albumOf(address));
    return album ? ticketOf(album) : ref;
  }

  return {
    ...desk,
    status: async (ref) => desk.status(await meant(ref)),
    events: async (ref) => desk.events(await meant(ref)),
    async open(ticket) {
      const address = addressOf(ticket);
      if (!address) return desk.open(ticket);
      await start(address, ticket.groupLabel, { item: itemOf(ticket), reply: null });
      return { delivery: 'gathering', workflowId: albumWorkflowId(address), runId: null };
    },
    async answer(ticket, signal) {
      const address = addressOf(ticket);
      if (!address) return desk.answer(ticket, signal);
      // Where that cannot be known, since the store is down, the gathering will know: the chat's other messages go on.
      const album = await albumOf(address).catch(() => null);
      if (album) return desk.answer(ticketOf(album), signal);
      await start(address, ticket.groupLabel, { item: itemOf(ticket), reply: { kind: 'answer', signal } });
      return 'gathering';
    },
    edit: (ref, signal) => hand(ref, { kind: 'edit', signal }, (ticket) => desk.edit(ticket, signal)),
    cancel: (ref, request) => hand(ref, { kind: 'cancel', request }, (ticket) => desk.cancel(ticket, request)),
    async editProblem(ref, signal) {
      const address = addressOf(ref);
      if (!address) return desk.editProblem(ref, signal);
      const item = itemOf({ ...ref, problem: signal.problem });
      const album = await albumOf(address);
      if (!album) {
        return (await tellGathering(address, { item, reply: null })) || desk.editProblem(ref, signal);
      }
      if (!isKnownItem(album, item)) await start(address, album.groupLabel, { item, reply: null });
      return true;
    },
  };
}

function addressOf({ chatId, mediaGroupId }: TicketRef): AlbumAddress | null {
  return mediaGroupId ? { chatId, mediaGroupId } : null;
}

function itemOf({ messageId, problem }: Pick<NewTicket, 'messageId' | 'problem'>): AlbumItem {
  return { messageId, problem };
}

function ticketOf(album: Album): NewTicket {
  const { chatId, ticketMessageId: messageId, groupLabel } = album;
  return { chatId, messageId, groupLabel, problem: albumProblem(album) };
}
