import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { monitoringCells } from '../domain/monitoring-row';
import type { LedgerEntry } from './contracts/ledger';
import type { HourFigures, ReportInput, ReportResult } from './contracts/report';
import { handOverProfile, reportDrawProfile, reportFiguresProfile } from './options';
import { ifPossible } from './persistently';
import type { LedgerPortActivities, ReportActivities, TelegramActivities } from './ports';
import { movesOnWithVersions } from './versioning';

const { hourFigures } = proxyActivities<ReportActivities>(reportFiguresProfile);
const { composeHourReport } = proxyActivities<ReportActivities>(reportDrawProfile);
const { enqueueRows, post, judgeFigures } = proxyActivities<
  LedgerPortActivities & Pick<TelegramActivities, 'post'> & Pick<ReportActivities, 'judgeFigures'>
>(handOverProfile);

/**
 * The last full clock hour in figures: its Monitoring row, the report to the reporting group, the admins' alerts. May run
 * as often as wanted: the row is overwritten with what holds now, and the hour's report goes once.
 */
export async function reportWorkflow({ spreadsheetId }: ReportInput): Promise<ReportResult> {
  const at = scheduledAt() ?? workflowInfo().runStartTime.toISOString();
  const figures = await hourFigures.executeWithOptions({ summary: 'figures of the last full hour' }, [{ at }]);
  const { hour, rows, alerts } = figures;
  const result: ReportResult = {
    hour,
    row: rows.find((row) => row.hour === hour) ?? null,
    filled: rows.filter((row) => row.hour !== hour).length,
  };
  setCurrentDetails(`**hour** ${hour} · **predictions** ${alerts.total} · **filled** ${result.filled}`);
  if (rows.length > 0) {
    const summary = `Monitoring: ${rows.length} rows`;
    await enqueueRows.executeWithOptions({ summary }, [{ spreadsheetId, entries: entriesOf(figures) }]);
  }
  if (result.row === null) return result;
  await judgeFigures.executeWithOptions({ summary: `alerts of ${hour}` }, [alerts]);
  await ifPossible('report to the group', () => reportToGroup(figures), undefined);
  return result;
}
movesOnWithVersions(reportWorkflow);

/** For when the schedule meant this run; null for one that somebody started. A run that was held up is still of its hour. */
function scheduledAt(): string | null {
  const attribute = workflowInfo().searchAttributes.TemporalScheduledStartTime?.[0];
  return attribute instanceof Date ? attribute.toISOString() : null;
}

function entriesOf({ rows }: HourFigures): LedgerEntry[] {
  // A later run's row replaces an earlier one's; whole seconds, since the mirror keeps 32 bits.
  const sequence = Math.floor(Date.now() / 1_000);
  return rows.map((row) => ({
    worksheet: 'Monitoring',
    key: row.hour,
    sequence,
    cells: monitoringCells(row),
    ticketWorkflowId: null,
  }));
}

async function reportToGroup({ hour, alerts }: HourFigures): Promise<void> {
  const { html, pictureKey, csv } = await composeHourReport.executeWithOptions({ summary: `picture of ${hour}` }, [
    { hour, pending: alerts.pending },
  ]);
  await post.executeWithOptions({ summary: `report of ${hour}` }, [
    {
      to: { role: 'reporting' },
      item: {
        kind: 'direct',
        key: `report ${hour}`,
        html,
        replyToMessageId: null,
        buttons: [[csv]],
        ...(pictureKey === null ? {} : { pictureKey }),
      },
    },
  ]);
}
