import { createHash } from 'node:crypto';
import type { ObjectStore } from './adapters/object-store';

/** Links that are dead though their signature is right. */
export interface MediaRevocations {
  isRevoked(key: string): Promise<boolean>;
  /** For good; a second time changes nothing. @param by - id of the key that asked for it */
  revoke(key: string, by: string): Promise<void>;
}

/** One object for each revoked key: two admins at once cannot undo each other's. */
export function createMediaRevocations({ store, now }: { store: ObjectStore; now: () => Date }): MediaRevocations {
  const noteOf = (key: string): string => `media-revoked/${createHash('sha256').update(key).digest('hex')}.json`;
  return {
    isRevoked: async (key) => (await store.open(noteOf(key))) !== null,
    revoke: (key, by) => store.put(noteOf(key), JSON.stringify({ key, by, at: now().toISOString() })),
  };
}
