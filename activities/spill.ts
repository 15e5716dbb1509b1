import type { LedgerEntry } from '../workflows/contracts/ledger';
import type { SpillActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';

/** Where entries that a ledger has no room for stand in the object store. */
export function spillKey(spreadsheetId: string, number: number): string {
  return `ledger/${spreadsheetId}/${number}.json`;
}

export function createSpillActivities({ store }: { store: ObjectStore }): SpillActivities {
  return {
    spillEntries: ({ spreadsheetId, number, entries }) =>
      store.put(spillKey(spreadsheetId, number), JSON.stringify(entries)),
    async readSpilled({ spreadsheetId, number }) {
      const file = await store.get(spillKey(spreadsheetId, number));
      return file === null ? null : (JSON.parse(Buffer.from(file).toString('utf8')) as LedgerEntry[]);
    },
    async deleteSpilled({ spreadsheetId, numbers }) {
      for (const number of numbers) await store.delete(spillKey(spreadsheetId, number));
    },
  };
}
