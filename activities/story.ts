import type { StoryActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';

/** Where a closed ticket's story stands in the object store. */
export function storyKey(ticketId: string): string {
  return `stories/${ticketId}.json`;
}

/** The story of a closed ticket; null when there is none. */
export async function readStory(store: Pick<ObjectStore, 'get'>, ticketId: string): Promise<string | null> {
  const bytes = await store.get(storyKey(ticketId));
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

export function createStoryActivities({ store }: { store: ObjectStore }): StoryActivities {
  return {
    archiveStory: ({ ticketId, story }) => store.put(storyKey(ticketId), story),
  };
}
