import type { SheetStream } from '../../../activities/adapters/sheets-stream';
import type { Mirror } from '../../../activities/mirror';
import type { UntoldCell } from '../../../activities/mirror/people-cells';
import { createReadSpreadsheet, type ReadSpreadsheet } from '../../../activities/sheet-sync/read-spreadsheet';
import type { SheetLog } from '../../../activities/sheets/log';
import { NOW } from './sheets-makers';
import type { SheetModel } from './sheets-model';

/** A reader of the spreadsheet in memory. */
export interface ModelSync {
  readonly read: ReadSpreadsheet;
  /** What happens between Google's snapshot and our handling of it, in the next reading. */
  meanwhile: (() => Promise<void>) | null;
  /** What tickets are to be told, which is noted as told. */
  tell(): Promise<readonly UntoldCell[]>;
}

/** @param now - the clock; by default it stands still */
export function aModelSync(
  { model, mirror, log }: { model: SheetModel; mirror: Mirror; log: SheetLog },
  now: () => Date = () => NOW,
): ModelSync {
  const stream: SheetStream = {
    async *streamRanges(spreadsheetId, ranges) {
      const found = await model.readRanges(spreadsheetId, ranges);
      const { meanwhile } = sync;
      sync.meanwhile = null;
      await meanwhile?.();
      for (const [range, rows] of found.entries()) {
        for (let start = 0; start < rows.length; start += 3) {
          yield rows.slice(start, start + 3).map((cells, index) => ({ range, index: start + index, cells }));
        }
      }
    },
  };
  const sync: ModelSync = {
    read: createReadSpreadsheet({
      ...{ mirror, log, now, timeZone: 'Asia/Jakarta', onProgress: () => undefined },
      sheets: { listWorksheets: (id) => model.listWorksheets(id), ...stream },
    }),
    meanwhile: null,
    async tell() {
      const cells = await mirror.peopleCells.untold(10_000);
      await mirror.peopleCells.markTold(cells, NOW.toISOString());
      return cells;
    },
  };
  return sync;
}
