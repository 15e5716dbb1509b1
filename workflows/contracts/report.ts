import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/language';
import type { MonitoringRecord } from '../../domain/monitoring-row';
import type { ActiveAlerts } from '../../domain/report-alerts';
import type { AlertFigures } from '../../domain/report-hour';

/** Id of the schedule, and the first part of each run's workflow id. */
export const REPORT_ID = 'report';
/** Workflow id of a run that somebody asked for; several who ask at the same time share it. */
export const REPORT_NOW_ID = 'report-now';
/** Workflow id of the only keeper of the alerts that were told. */
export const ALERTS_WORKFLOW_ID = 'alerts';

export interface ReportInput {
  readonly spreadsheetId: string;
}

/** Figures of a clock hour. */
export interface HourFigures {
  /** `YYYY-MM-DD HH:00`, local. */
  readonly hour: string;
  readonly alerts: AlertFigures;
  /**
   * Monitoring rows to be written: the hour's, before it those of the day before it that are missing. An hour without
   * predictions has none.
   */
  readonly rows: readonly MonitoringRecord[];
}

/** The hourly report as it goes to the reporting group. */
export interface HourReport {
  readonly html: string;
  /** Key of its picture in the object store; null: none could be drawn. */
  readonly pictureKey: string | null;
  /** Asks for the day's rows as CSV. */
  readonly csv: { readonly text: string; readonly data: string };
}

export interface ReportResult {
  /** `YYYY-MM-DD HH:00`, local: the hour before the run. */
  readonly hour: string;
  /** Its Monitoring row; null: it had no predictions. */
  readonly row: MonitoringRecord | null;
  /** Monitoring rows of earlier hours that were missing. */
  readonly filled: number;
}

export interface AlertsInput {
  /** What the run before kept, when the keeper continued as new. */
  readonly carried: AlertsState | null;
}

export interface AlertsState {
  readonly active: ActiveAlerts;
  /** Hour judged last: an earlier one that comes late is not judged any more. */
  readonly judged: string;
}

/** Figures, and what admins are told of them in; absent: the default language. */
export interface JudgeRequest extends AlertFigures {
  readonly language?: Language;
}

/** Figures to be judged. Those of an hour already judged are judged again: they are newer. */
export const judgeSignal = defineSignal<[JudgeRequest]>('judge');
/** Alerts that stand. */
export const alertsQuery = defineQuery<AlertsState>('status');
