import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { judgeAlerts, renderAlerts, type AlertVerdict } from '../domain/report-alerts';
import type { AlertsInput, AlertsState, JudgeRequest } from './contracts/report';
import { alertsQuery, judgeSignal } from './contracts/report';
import { handOverProfile } from './options';
import { persistently } from './persistently';
import type { TelegramActivities } from './ports';
import { readJudgeRequest, whenReadable } from './signal-shapes';
import { movesOnWithVersions } from './versioning';

const { post } = proxyActivities<TelegramActivities>(handOverProfile);

/** Events after which a run hands over to the next: some three weeks of hours. */
const MAX_HISTORY_EVENTS = 4_500;

/** Keeps which alerts admins were told of, and tells them when one begins and when it is over. Never ends. */
export async function alertsWorkflow(input: AlertsInput): Promise<void> {
  let state: AlertsState = input.carried ?? { active: {}, judged: '' };
  const waiting: JudgeRequest[] = [];
  setHandler(alertsQuery, () => state);
  setHandler(
    judgeSignal,
    whenReadable('judge', readJudgeRequest, (figures) => void waiting.push(figures)),
  );
  for (;;) {
    if (isHistoryLong() && waiting.length === 0) break;
    await condition(() => waiting.length > 0);
    const figures = waiting.shift();
    if (!figures || figures.hour < state.judged) continue;
    const verdict = judgeAlerts(state.active, figures);
    state = { active: verdict.active, judged: figures.hour };
    setCurrentDetails(`alerts: ${Object.keys(state.active).join(', ') || 'none'}; judged: ${state.judged}`);
    await tell(verdict, figures);
  }
  await continueAsNew<typeof alertsWorkflow>({ carried: state });
}
movesOnWithVersions(alertsWorkflow);

async function tell(verdict: AlertVerdict, figures: JudgeRequest): Promise<void> {
  const html = renderAlerts(verdict, figures, figures.language);
  if (html === null) return;
  // The same hour may be judged twice, and turn over in between: the key names what is told as well.
  const key = [
    'alert',
    figures.hour,
    ...verdict.fired.map((kind) => `+${kind}`),
    ...verdict.cleared.map((kind) => `-${kind}`),
  ];
  const item = { kind: 'direct', key: key.join(' '), html, replyToMessageId: null } as const;
  await persistently('alert', () =>
    post.executeWithOptions({ summary: `alerts of ${figures.hour}` }, [{ to: { role: 'admins' }, item }]),
  );
}

function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= MAX_HISTORY_EVENTS;
}
