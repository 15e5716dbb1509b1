import type { TrainingSet } from '../domain/training-set';
import type { MarkResult, SnapshotSummary } from '../workflows/contracts/training';
import type { LedgerPortActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';
import type { Mirror } from './mirror';
import { createLogsReader, type LogsReader } from './mirror/logs-reader';
import { createRowPlaces, type RowPlaces } from './mirror/row-places';
import { createRowWriter, type RowWriter } from './row-writer';
import { spreadsheetsOf } from './sheets/spreadsheets-of';
import { markRows, type RowMarking } from './training/marking';
import { readTrainingSet } from './training/snapshot';

/** The sheets' rows for callers outside: read from the mirror, written through the ledger. */
export interface RowsOutside {
  /** Oldest first; the last one takes new rows. */
  spreadsheets(): Promise<readonly string[]>;
  readonly logs: LogsReader;
  readonly places: RowPlaces;
  readonly write: RowWriter;
  /** The training set as it is now. @throws SheetUnavailable while the sheets were not read lately */
  trainingSet(): Promise<{ set: TrainingSet; snapshot: SnapshotSummary }>;
  /** Marks rows TRAINED where they stand as they were seen, and waits some seconds for it. */
  markTrained(marking: Omit<RowMarking, 'spreadsheetId'>): Promise<MarkResult>;
}

/** Longest wait of a caller for marks, in ms; the ledger goes on. */
const MARK_WAIT_MS = 10_000;

export function createRowsOutside(deps: {
  readonly spreadsheetId: string;
  readonly mirror: Mirror;
  readonly store: Pick<ObjectStore, 'get' | 'put'>;
  readonly ledger: Pick<LedgerPortActivities, 'enqueueRows'>;
  readonly now: () => Date;
}): RowsOutside {
  const { spreadsheetId, mirror, store, ledger, now } = deps;
  const enqueueRows: LedgerPortActivities['enqueueRows'] = (rows) => ledger.enqueueRows(rows);
  const spreadsheets = (): Promise<readonly string[]> => spreadsheetsOf(store, spreadsheetId);
  const places = createRowPlaces(mirror.db);
  const onProgress = (): void => undefined;
  return {
    spreadsheets,
    logs: createLogsReader(mirror.db),
    places,
    write: createRowWriter({ spreadsheetId, spreadsheets, places, marks: mirror.trainingMarks, enqueueRows }),
    trainingSet: () => readTrainingSet({ mirror, store, now, onProgress, spreadsheetsOf: spreadsheets }, spreadsheetId),
    markTrained: (marking) =>
      markRows({ mirror, enqueueRows, onProgress, waitMs: MARK_WAIT_MS, pollMs: 200 }, { ...marking, spreadsheetId }),
  };
}
