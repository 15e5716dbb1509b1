import { createMirror, type MirrorOptions } from '../../activities/mirror';
import { keyOf, recordOf, rowHash } from '../../activities/sheet-sync/records';
import type { Cell, Worksheet } from '../../domain/sheet-rows';
import type { LabelledRow } from '../../ml/predict';

const TIME_ZONE = 'Asia/Jakarta';

/** Leaves a mirror that has just read an ML_Tracking of these rows, all of them approved by people. */
export async function readSheet(
  place: MirrorOptions,
  { spreadsheetId, rows }: { readonly spreadsheetId: string; readonly rows: readonly LabelledRow[] },
): Promise<void> {
  const at = new Date().toISOString();
  const mirror = await createMirror(place);
  const read = async (worksheet: Worksheet, all: readonly Cell[][]): Promise<void> => {
    const sheet = { spreadsheetId, worksheet };
    const context = { spreadsheetId, timeZone: TIME_ZONE, seenAt: at, isUnsettled: false };
    const records = all.map((cells, index) => {
      const row = {
        key: keyOf(worksheet, cells) ?? '',
        isKeyed: true,
        rowNumber: index + 2,
        cells,
        hash: rowHash(cells),
      };
      return recordOf(worksheet, row, context);
    });
    await mirror.sheetRows.store(sheet, { records, moved: [], edited: [], settled: [] });
    await mirror.sheetRows.finishSync(sheet, { startedAt: at, finishedAt: at, rowCount: all.length, changedAt: at });
  };
  await read(
    'ML_Tracking',
    rows.map(({ problem, label }, at) => [
      String(at),
      problem,
      '',
      label,
      0.9,
      'APPROVED',
      '2026-11-24 09:00:00',
      'lightgbm',
    ]),
  );
  await read('Logs', []);
  await mirror.close();
}
