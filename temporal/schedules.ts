import type { Client, ScheduleOptions } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ServiceError } from '@temporalio/client';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import type { Language } from '../domain/language';
import { SHEET_SYNC_ID, type SheetSyncInput } from '../workflows/contracts/sheet-sync';
import { REPORT_ID, type ReportInput } from '../workflows/contracts/report';
import { RETRAIN_SCHEDULE_ID, type WeeklyRetrainInput } from '../workflows/contracts/retrain';
import { ONCEK_QUEUE, TRAINING_QUEUE } from './queues';
import { RETRAIN_DEFAULTS } from './retrain-desk';

export interface ScheduleSettings {
  /** That of the settings. */
  readonly spreadsheetId: string;
  /** Seconds between two looks at the sheets. */
  readonly sheetSyncSeconds: number;
  /** Whose clock hours are reported, and whose clock the weekly retraining goes by. */
  readonly timeZone: string;
  /** What the weekly retraining tells admins in. */
  readonly language: Language;
  readonly retrain: {
    /** When a retraining is started each week; null: never, and a schedule from before is deleted. */
    readonly weekly: { readonly day: Weekday; readonly hour: number; readonly minute: number } | null;
    /** Days that its candidate waits for a decision. */
    readonly approvalDays: number;
  };
}

type Weekday = 'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY';

/** A schedule as it is to be; whether it is paused is the operators' own. */
type Schedule = Pick<ScheduleOptions, 'scheduleId' | 'spec' | 'policies' | 'action' | 'memo'>;

/** A server that has just come up may not answer for its schedules yet, which are workflows of its own. Some 15 s in all. */
const patiently = retry(
  handleWhen((error) => error instanceof ServiceError),
  { maxAttempts: 6, backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 5_000 }) },
);

/** Reading and telling have limits of their own, which add up to less: a run that still goes then would keep all others off. */
const SYNC_RUN_TIMEOUT = '1 hour';

/**
 * Brings the server's schedules to the settings: made where they are missing, else changed. Called at every start and by
 * deploy jobs; calling it again changes nothing, and a paused schedule stays paused.
 */
export async function ensureSchedules(client: Client, settings: ScheduleSettings): Promise<void> {
  const weekly = weeklyRetrain(settings);
  for (const schedule of [sheetSync(settings), report(settings), ...(weekly ? [weekly] : [])]) {
    await patiently.execute(() => ensure(client, schedule));
  }
  if (!weekly) await patiently.execute(() => remove(client, RETRAIN_SCHEDULE_ID));
}

async function ensure(client: Client, schedule: Schedule): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, policies, action } = schedule;
    await client.schedule.getHandle(schedule.scheduleId).update(({ state }) => ({ spec, policies, action, state }));
  }
}

async function remove(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

function sheetSync({ spreadsheetId, sheetSyncSeconds }: ScheduleSettings): Schedule {
  const input: SheetSyncInput = { spreadsheetId };
  return {
    scheduleId: SHEET_SYNC_ID,
    spec: { intervals: [{ every: `${sheetSyncSeconds} s` }] },
    // One look makes up for all that were missed; two at a time would only get in each other's way.
    policies: { overlap: 'SKIP', catchupWindow: `${sheetSyncSeconds} s` },
    action: {
      type: 'startWorkflow',
      workflowType: 'sheetSyncWorkflow',
      workflowId: SHEET_SYNC_ID,
      taskQueue: ONCEK_QUEUE,
      args: [input],
      workflowRunTimeout: SYNC_RUN_TIMEOUT,
      staticSummary: 'reads the sheets into the mirror',
    },
  };
}

/**
 * Two minutes past the hour: by then its last rows were written, and read into the mirror. What an outage kept from being
 * reported is made up for by the first run after it, so one late run is enough.
 */
function report({ spreadsheetId, timeZone }: ScheduleSettings): Schedule {
  const input: ReportInput = { spreadsheetId };
  return {
    scheduleId: REPORT_ID,
    spec: { calendars: [{ minute: 2, hour: '*', comment: 'each hour' }], timezone: timeZone },
    policies: { overlap: 'SKIP', catchupWindow: '50 minutes' },
    action: {
      type: 'startWorkflow',
      workflowType: 'reportWorkflow',
      workflowId: REPORT_ID,
      taskQueue: ONCEK_QUEUE,
      args: [input],
      // Longer, and it would keep the next hour's run off.
      workflowRunTimeout: '50 minutes',
      staticSummary: 'figures of the last full hour: Monitoring, group report, alerts',
    },
  };
}

/** Missed for half a day, it has to wait for the next week: a retraining takes hours of the processor. */
function weeklyRetrain({ spreadsheetId, timeZone, language, retrain }: ScheduleSettings): Schedule | null {
  const { weekly, approvalDays } = retrain;
  if (weekly === null) return null;
  const { day: dayOfWeek, hour, minute } = weekly;
  const input: WeeklyRetrainInput = {
    ...{ ...RETRAIN_DEFAULTS, spreadsheetId, approvalDays, trials: 0, force: false, trainingQueue: TRAINING_QUEUE },
    language,
  };
  return {
    scheduleId: RETRAIN_SCHEDULE_ID,
    spec: { calendars: [{ dayOfWeek, hour, minute, comment: 'each week' }], timezone: timeZone },
    policies: { overlap: 'SKIP', catchupWindow: '12 hours' },
    action: {
      type: 'startWorkflow',
      workflowType: 'weeklyRetrainWorkflow',
      workflowId: RETRAIN_SCHEDULE_ID,
      taskQueue: ONCEK_QUEUE,
      args: [input],
      workflowRunTimeout: '1 hour',
      staticSummary: 'starts the weekly retraining',
    },
  };
}
