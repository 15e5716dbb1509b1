import type { Client, Workflow } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Language } from '../domain/language';
import { instantMs, instantOf } from '../domain/local-time';
import type { PredictionFigures, TicketFigures } from '../domain/report';
import {
  alertFiguresOf,
  clockHourNamed,
  hourBefore,
  monitoringRecordOf,
  type AlertFigures,
  type ClockHour,
} from '../domain/report-hour';
import { lastDays, type ReportPeriod } from '../domain/report-period';
import type { CardButton } from '../domain/review';
import { ONCEK_QUEUE } from '../temporal/queues';
import { ALERTS_WORKFLOW_ID, judgeSignal, type AlertsInput, type JudgeRequest } from '../workflows/contracts/report';
import type { ReportActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';
import type { ChartRenderer } from './charts/renderer';
import {
  automationChart,
  responseChart,
  slaChart,
  symptomChart,
  type ChartSpec,
  type ChartTexts,
} from './charts/specs';
import type { Reports } from './mirror/reports';

/** What the report of an hour says. */
export interface HourReportContent {
  readonly hour: string;
  readonly figures: PredictionFigures;
  /** Predictions of any day that wait for a person. */
  readonly pending: number;
  /** Tickets of the hour's local day. */
  readonly day: TicketFigures;
  readonly modelVersion: string | null;
}

export interface ReportActivityDeps {
  readonly client: Pick<Client, 'workflow'>;
  readonly reports: Reports;
  readonly charts: Pick<ChartRenderer, 'png'>;
  readonly store: Pick<ObjectStore, 'put'>;
  /** Version of the model in service; null: none. */
  readonly modelVersion: () => string | null;
  readonly timeZone: string;
  /** What people are told in. */
  readonly language: Language;
  /** Active minutes. */
  readonly slaTargetMin: number;
  /** The words, in the reader's language. */
  readonly words: {
    readonly charts: ChartTexts;
    readonly report: (content: HourReportContent) => string;
    readonly csvButton: (period: ReportPeriod) => CardButton;
  };
  readonly log: Pick<Logger, 'error'>;
}

/** Hours before the last one whose rows are made up for: as long as an outage is likely to last. */
const FILLED_MS = 24 * 3_600_000;
const CHART_DAYS = 7;
const TOP_SYMPTOMS = 5;

/** Figures of the hourly report, from the mirror. */
export function createReportActivities(deps: ReportActivityDeps): ReportActivities {
  const { client, reports, timeZone, modelVersion } = deps;

  async function rowOf(hour: ClockHour) {
    return monitoringRecordOf(hour.hour, await reports.hourPredictions(hour), modelVersion() ?? '');
  }

  return {
    async hourFigures({ at }) {
      const hour = hourBefore(at, timeZone);
      const span = { from: instantOf(instantMs(hour.from) - FILLED_MS), before: hour.from };
      const [figures, missing, pending] = await Promise.all([
        reports.hourPredictions(hour),
        reports.hoursWithoutRow(span, timeZone),
        reports.pendingNow(),
      ]);
      const own = monitoringRecordOf(hour.hour, figures, modelVersion() ?? '');
      const filled = await Promise.all(missing.map(rowOf));
      return {
        hour: hour.hour,
        alerts: alertFiguresOf(hour.hour, figures, pending),
        rows: [...filled, own].filter((row) => row !== null),
      };
    },

    async composeHourReport({ hour, pending }) {
      const named = clockHourNamed(hour, timeZone);
      const today = lastDays(hour.slice(0, 10), 1);
      const week = lastDays(hour.slice(0, 10), CHART_DAYS);
      const [figures, day, ticketDays, predictionDays] = await Promise.all([
        reports.hourPredictions(named),
        reports.tickets({ days: today, app: null }, TOP_SYMPTOMS),
        reports.ticketDays({ days: week, app: null }),
        reports.predictionDays(week),
      ]);
      const { charts } = deps.words;
      const specs = [
        ...(ticketDays.length > 0
          ? [slaChart(ticketDays, charts), responseChart(ticketDays, deps.slaTargetMin, charts)]
          : []),
        ...(predictionDays.length > 0 ? [automationChart(predictionDays, charts)] : []),
        ...(day.symptoms.length > 0 ? [symptomChart(day.symptoms, charts)] : []),
      ];
      return {
        html: deps.words.report({ hour, figures, pending, day, modelVersion: modelVersion() }),
        pictureKey: specs.length > 0 ? await drawn(specs, pictureKeyOf(named)) : null,
        csv: deps.words.csvButton(today),
      };
    },

    async judgeFigures(figures: AlertFigures) {
      const input: AlertsInput = { carried: null };
      await client.workflow.signalWithStart<Workflow, [JudgeRequest]>('alertsWorkflow', {
        workflowId: ALERTS_WORKFLOW_ID,
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue: ONCEK_QUEUE,
        staticSummary: 'alerts that admins were told of',
        args: [input],
        signal: judgeSignal,
        signalArgs: [{ ...figures, language: deps.language }],
      });
    },
  };

  /** A picture that cannot be drawn must not keep the figures from the group. A store that is down may be back soon. */
  async function drawn(specs: readonly ChartSpec[], key: string): Promise<string | null> {
    const png = await deps.charts.png(specs).catch((error: unknown) => {
      deps.log.error({ err: error }, 'the picture of the hourly report was not drawn');
      return null;
    });
    if (png) await deps.store.put(key, png);
    return png && key;
  }
}

/** One key an hour of the week: a picture is kept for as long as its message may wait, and the store does not grow. */
function pictureKeyOf({ from }: ClockHour): string {
  const hourOfWeek = Math.floor(instantMs(from) / 3_600_000) % (7 * 24);
  return `reports/hour-${String(hourOfWeek).padStart(3, '0')}.png`;
}
