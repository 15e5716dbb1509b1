import type { ChartRenderer } from '../../activities/charts/renderer';
import type { Reports } from '../../activities/mirror/reports';
import { toLocal, instantOf } from '../../domain/local-time';
import type { RunReport } from '../../temporal/report-runner';
import type { RequestContext } from '../../domain/report-args';

/** What the report commands need. */
export interface ReportDesk {
  readonly reports: Reports;
  readonly charts: Pick<ChartRenderer, 'png'>;
  /** Version of the model in service; null: none. */
  readonly modelVersion: () => string | null;
  readonly timeZone: string;
  /** Upper case, e.g. `MIT`. */
  readonly appCodes: readonly string[];
  /** Active minutes. */
  readonly slaTargetMin: number;
  /** Writes the last full hour's Monitoring row now. */
  readonly runReport: RunReport;
  /** @default the machine's clock */
  readonly now?: () => Date;
}

/** What the words of a command are read against. */
export function requestContextOf({ timeZone, appCodes, now = () => new Date() }: ReportDesk): RequestContext {
  return { today: toLocal(instantOf(now().getTime()), timeZone).date, appCodes };
}
