import { KEY_COLUMN } from '../../domain/sheet-rows';
import type { LabelledText } from '../labelled-csv';
import type { People } from './people';

const LABEL_COLUMN = 3;
const STATUS_COLUMN = 5;
const LOGS_SOLVING_COLUMN = 11;
const PAUSE_MS = 1_000;

export interface RecordedRows {
  readonly logsRows: number;
  readonly trackingRows: number;
  readonly labels: readonly { readonly key: string; readonly label: string; readonly status: string }[];
}

/**
 * Waits until each ticket has its complete rows in both worksheets.
 * @throws Error when they are not all there by the deadline, saying how many are
 */
export async function waitForRows(input: {
  people: People;
  played: ReadonlyMap<string, LabelledText>;
  deadlineMs: number;
  report: (line: string) => void;
}): Promise<RecordedRows> {
  const { people, played, deadlineMs, report } = input;
  for (;;) {
    const logs = (await people.rows('Logs')).filter((row) => played.has(String(row[KEY_COLUMN.Logs])));
    const tracking = (await people.rows('ML_Tracking')).filter((row) =>
      played.has(String(row[KEY_COLUMN.ML_Tracking])),
    );
    const solved = new Set(logs.filter((row) => row[LOGS_SOLVING_COLUMN]).map((row) => String(row[KEY_COLUMN.Logs])));
    const tracked = new Set(tracking.map((row) => String(row[KEY_COLUMN.ML_Tracking])));
    report(`recorded: ${solved.size} in Logs, ${tracked.size} in ML_Tracking, of ${played.size}`);
    if (solved.size === played.size && tracked.size === played.size) {
      const labels = tracking.map((row) => ({
        key: String(row[KEY_COLUMN.ML_Tracking]),
        label: String(row[LABEL_COLUMN]),
        status: String(row[STATUS_COLUMN]),
      }));
      return { logsRows: logs.length, trackingRows: tracking.length, labels };
    }
    if (Date.now() > deadlineMs) {
      throw new Error(`not all rows came: ${solved.size} and ${tracked.size} of ${played.size} tickets`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
