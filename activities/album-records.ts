import type { Album } from '../domain/album';
import { contentHash } from '../domain/ledger';
import type { AlbumAddress } from '../workflows/contracts/album';
import type { ObjectStore } from './adapters/object-store';

/** What is remembered of albums, for good: a reply to any item must find the ticket, however late it comes. */
export interface AlbumRecords {
  /** @returns null before the album's ticket was opened */
  get(address: AlbumAddress): Promise<Album | null>;
  put(album: Album): Promise<void>;
}

export function createAlbumRecords(store: Pick<ObjectStore, 'get' | 'put'>): AlbumRecords {
  return {
    async get(address) {
      const bytes = await store.get(recordKey(address));
      return bytes && (JSON.parse(Buffer.from(bytes).toString()) as Album);
    },
    put: (album) => store.put(recordKey(album), JSON.stringify(album)),
  };
}

/** Telegram's media groups are digits today, but nothing promises that they stay fit for an object's name. */
function recordKey({ chatId, mediaGroupId }: AlbumAddress): string {
  const name = /^[A-Za-z0-9_-]{1,64}$/.test(mediaGroupId) ? mediaGroupId : `x${contentHash(mediaGroupId)}`;
  return `albums/${chatId}/${name}.json`;
}
