import { defineSignal } from '@temporalio/workflow';
import type { AlbumItem } from '../../domain/album';
import type { CancelRequest, StaffMessageSignal } from './ticket';

/** An album by what Telegram gives all its messages; a media group's id is unique within its chat. */
export interface AlbumAddress {
  readonly chatId: number;
  readonly mediaGroupId: string;
}

/** Workflow id of the gathering of an album. */
export function albumWorkflowId({ chatId, mediaGroupId }: AlbumAddress): string {
  return `album-${chatId}-${mediaGroupId}`;
}

export interface AlbumInput extends AlbumAddress {
  readonly groupLabel: string;
}

/** What somebody replied to an item: `answer` may open the ticket, the others reach an open one only. */
export type AlbumReply =
  | { readonly kind: 'answer' | 'edit'; readonly signal: StaffMessageSignal }
  | { readonly kind: 'cancel'; readonly request: CancelRequest };

/** An update about an album: one of its items, a reply to one, or both, since a reply names the item in full. */
export interface AlbumSignal {
  readonly item: AlbumItem | null;
  readonly reply: AlbumReply | null;
}

/** What came in until the album was quiet. */
export interface AlbumBatch extends AlbumInput {
  readonly items: readonly AlbumItem[];
  readonly replies: readonly AlbumReply[];
}

/** The ticket of the album; null where there is none. */
export interface AlbumResult {
  readonly ticketId: string | null;
}

/** An item of the album came or was edited, or somebody replied to one. */
export const albumSignal = defineSignal<[AlbumSignal]>('album');
