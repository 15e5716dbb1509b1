import type { StoryActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';

/** Where a closed ticket's story stands in the object store. */
export function storyKey(ticketId: string): string {
  return `stories/${ticketId}.json`;
}

export function createStoryActivities({ store }: { store: ObjectStore }): StoryActivities {
  return {
    archiveStory: ({ ticketId, story }) => store.put(storyKey(ticketId), story),
  };
}
