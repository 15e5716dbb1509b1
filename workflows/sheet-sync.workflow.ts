import { ActivityFailure, isCancellation, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { SheetReading, SheetSyncInput, SheetSyncResult } from './contracts/sheet-sync';
import { sheetReadProfile, sheetTellProfile } from './options';
import type { SheetSyncActivities } from './ports';
import { movesOnWithVersions } from './versioning';

const { readSheets } = proxyActivities<SheetSyncActivities>(sheetReadProfile);
const { tellSheetFindings } = proxyActivities<SheetSyncActivities>(sheetTellProfile);

/**
 * One look at the sheets: the mirror follows them, and tickets hear what people changed. What is to be told stands in
 * the mirror together with what was read, so a run that ends in between loses nothing: the next one tells it.
 */
export async function sheetSyncWorkflow(input: SheetSyncInput): Promise<SheetSyncResult> {
  const reading = await readSheets
    .executeWithOptions({ summary: 'read the worksheets into the mirror' }, [input])
    .catch(nullIfUnavailable);
  if (reading) setCurrentDetails(detailsOf(reading));
  // After a failed reading nobody knows what is left to be told.
  const told =
    reading?.untold === 0
      ? null
      : await tellSheetFindings.executeWithOptions({ summary: 'tell tickets and admins' }, []);
  return { outcome: reading ? 'read' : 'unavailable', reading, told };
}
movesOnWithVersions(sheetSyncWorkflow);

/** An outage of Google ends no schedule: the next run takes over. */
function nullIfUnavailable(error: unknown): null {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  log.warn('the sheets could not be read, the next run tries again', { cause: error.cause?.message });
  return null;
}

function detailsOf({ rows, changed, removed, edited }: SheetReading): string {
  return [`**rows** ${rows}`, `**changed** ${changed}`, `**removed** ${removed}`, `**edited** ${edited}`].join(' · ');
}
