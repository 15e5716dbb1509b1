import type { DriveClient, DriveFile } from '../../../activities/adapters/drive-client';
import type { SheetsClient } from '../../../activities/adapters/sheets-client';
import { memoryStore } from '../../support/memory-store';
import { createSheetModel, unavailable, type SheetModel, type WriteFault } from './sheets-model';

/** Spreadsheets in memory, Drive and the object store around them, each of which may break off. */
export interface RollOverModel {
  readonly books: Map<string, SheetModel>;
  readonly sheets: Omit<SheetsClient, 'findSpreadsheet'>;
  readonly drive: DriveClient;
  readonly store: Pick<ReturnType<typeof memoryStore>, 'get' | 'put'>;
  /** What the coming calls that change Drive or the store meet, first one first; null: nothing. */
  faults: (Exclude<WriteFault, 'late'> | null)[];
}

export function createRollOverModel(first: string): RollOverModel {
  const books = new Map<string, SheetModel>([[first, createSheetModel()]]);
  const files: (DriveFile & { follows: string })[] = [];
  const { get, put } = memoryStore();
  const book = (spreadsheetId: string): SheetModel => {
    const found = books.get(spreadsheetId);
    if (!found) throw new Error(`no spreadsheet ${spreadsheetId}`);
    return found;
  };
  async function breakable<T>(apply: () => T | Promise<T>): Promise<T> {
    const fault = model.faults.shift() ?? null;
    if (fault === 'before') throw unavailable();
    const result = await apply();
    if (fault === 'after') throw unavailable();
    return result;
  }
  const model: RollOverModel = {
    books,
    faults: [],
    sheets: {
      listWorksheets: (id) => book(id).listWorksheets(id),
      readRanges: (id, ranges) => book(id).readRanges(id, ranges),
      batchUpdate: (id, requests) => book(id).batchUpdate(id, requests),
      listProtections: (id) => book(id).listProtections(id),
      readMark: (id, metadataId) => book(id).readMark(id, metadataId),
      readLayout: async (id) => ({
        title: files.find((file) => file.id === id)?.title ?? 'Tiket',
        worksheets: (await book(id).listWorksheets(id)).map((info) => ({ ...info, protections: [] })),
      }),
    },
    drive: {
      account: 'ledger@oncek.example',
      findFollowers: (id) => Promise.resolve(files.filter(({ follows }) => follows === id)),
      findTitled: (stem) => Promise.resolve(files.filter(({ title }) => title.startsWith(stem))),
      make: ({ title, follows }) =>
        breakable(() => {
          const id = `book-${files.length + 2}`;
          const made = createSheetModel();
          made.addSheet('Sheet1', []);
          books.set(id, made);
          const file = { id, title, follows, url: `https://sheets.example/${id}`, canEdit: true, createdAt: id };
          files.push(file);
          return file;
        }),
      grantsOf: () => Promise.resolve([]),
      grant: () => breakable(() => undefined),
    },
    store: { get, put: (key, content) => breakable(() => put(key, content)) },
  };
  return model;
}
